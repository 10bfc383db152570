"""Add an InvokeAI release to the catalogue, from the package index, in seconds and without torch.

    python lint/scripts/add_release.py VERSION... [--document FILE] [--into STORE] [--check]

Takes the release by the light route (``catalogue/light_route``), turns its schema into facts and its classes
into an overlay, and writes the release's entry, the index and the history. A release that is there already
only gets a new overlay: when its facts differ, that is an error, and so it is with ``--check``, which writes
nothing.

``--document`` is what ``app.openapi()`` of a full installation gave (JSON, or .xz of it): the entry is made
from that, and the light route must say the same.

Where the store is the package's own, what follows from it (docs/releases, the stubs, the pages of rules) is
written too. What is left to people is printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_store import read_document
from release_by_hand import by_hand
from store_writer import StoreWriter, digest

from wflint.catalogue.light_route.overlay import make_overlay
from wflint.catalogue.light_route.take import LightRouteError, take
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import DATA, Store, StoredDefinitions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.openapi import Facts

OVERLAY_FROM = 5  # the first major release whose overlay is kept
DERIVED = ("gen_releases.py", "gen_stubs.py", "gen_docs.py")  # what follows from the package's own store


class FactsDifferError(Exception):
    """The light route and the store disagree about a release; the message names the definitions."""


def compare(store: Store, version: str, nodes: Facts, models: Facts) -> None:
    """Raises FactsDifferError unless the store has exactly these facts for the release, in this order."""
    stored = StoredDefinitions(store, version)
    wrong = [
        name
        for names, facts in ((stored.node_types, nodes), (stored.model_names, models))
        for name in sorted(names.keys() | facts.keys())
        if name not in names or name not in facts or not _same(store.fact(names[name]), facts[name])
    ]
    if wrong:
        raise FactsDifferError(f"{version}: other facts than in the store: {', '.join(wrong)}")


def _same(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return a == b and all(list(a.get(g, ())) == list(b.get(g, ())) for g in ("inputs", "outputs", "fields"))


def add(
    folder: Path, writer: StoreWriter, version: str, found: Mapping[str, Any], document: Any = None
) -> str:
    """Put what the light route found into the store; says what was done.

    ``document`` is that of a full installation, where there is one. Raises FactsDifferError.
    """
    nodes, models = read_openapi(found["openapi"])
    source = {"schema": "light route", "openapi_sha256": digest(found["openapi"])}
    if document is not None:
        given = read_openapi(document)
        if given != (nodes, models):
            raise FactsDifferError(f"{version}: the document and the light route say other facts")
        nodes, models = given  # in its order
        source = {"schema": "OpenAPI document", "openapi_sha256": digest(document)}
    overlay = make_overlay(found, nodes, models) if int(version.partition(".")[0]) >= OVERLAY_FROM else None
    old = writer.entries.get(version)
    if old is None:
        writer.add(version, nodes, models, source, overlay)
        return f"{version}: added, {len(nodes)} nodes"
    compare(Store(folder), version, nodes, models)
    writer.add(version, nodes, models, old["source"], overlay)
    return f"{version}: facts as in the store, overlay {'written' if overlay else 'not kept this far back'}"


def follow() -> list[str]:
    """Write what follows from the package's own store; gives the scripts that failed."""
    folder = Path(__file__).parent
    failed = []
    for script in DERIVED:
        print(f"running {script}", flush=True)
        if subprocess.run([sys.executable, str(folder / script)], check=False).returncode:
            failed.append(script)
    return failed


def main() -> int:
    """The command line. Exit status 1 when a release fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("versions", nargs="+", help="releases as the package index spells them")
    parser.add_argument("--document", type=Path, help="what a full installation's app.openapi() gave")
    parser.add_argument("--into", type=Path, default=DATA, help="the store (default: the package's own)")
    parser.add_argument("--check", action="store_true", help="compare with the store, write nothing")
    parser.add_argument("--python", help="interpreter to use (default: the Python that the release wants)")
    parser.add_argument("--exclude-newer", help="last day for other packages (default: two after the build)")
    arguments = parser.parse_args()
    if arguments.document and len(arguments.versions) != 1:
        parser.error("--document is that of one release")
    failed = 0
    added = []
    for version in arguments.versions:
        try:
            document = read_document(arguments.document) if arguments.document else None
            found = take(version, arguments.python, arguments.exclude_newer)
            if arguments.check:
                compare(Store(arguments.into), version, *read_openapi(found["openapi"]))
                print(f"{version}: facts as in the store")
                continue
            writer = StoreWriter(arguments.into)
            new = version not in writer.entries
            done = add(arguments.into, writer, version, found, document)
            writer.write(arguments.into)
            print(done)
            added += [version] if new else []
        except (LightRouteError, FactsDifferError, ValueError, FileNotFoundError) as exc:
            print(f"{version}: {exc}", file=sys.stderr)
            failed = 1
    if added and arguments.into.resolve() == Path(DATA).resolve():
        for script in follow():
            print(f"{script} failed", file=sys.stderr)
            failed = 1
    for version in added:
        print(f"by hand, for {version}:")
        for line in by_hand(Store(arguments.into), version):
            print(f"  {line}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
