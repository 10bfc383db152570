"""Add an InvokeAI release to the catalogue, from the package index, in seconds and without torch.

    python lint/scripts/add_release.py VERSION... [--into STORE] [--check]

Takes the release by the light route (``catalogue/light_route``), turns its schema into facts and its classes
into an overlay, and writes the release's entry. A release that is there already only gets a new overlay: when
its facts differ, that is an error, and so it is with ``--check``, which writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store_writer import StoreWriter, digest

from wflint.catalogue.light_route.overlay import make_overlay
from wflint.catalogue.light_route.take import LightRouteError, take
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import DATA, Store, StoredDefinitions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.openapi import Facts

OVERLAY_FROM = 5  # the first major release whose overlay is kept


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


def add(folder: Path, writer: StoreWriter, version: str, found: Mapping[str, Any]) -> str:
    """Put what the light route found into the store; says what was done. Raises FactsDifferError."""
    nodes, models = read_openapi(found["openapi"])
    overlay = make_overlay(found, nodes, models) if int(version.partition(".")[0]) >= OVERLAY_FROM else None
    old = writer.entries.get(version)
    if old is None:
        source = {"schema": "light route", "openapi_sha256": digest(found["openapi"])}
        writer.add(version, nodes, models, source, overlay)
        return f"{version}: added, {len(nodes)} nodes"
    compare(Store(folder), version, nodes, models)
    writer.add(version, nodes, models, old["source"], overlay)
    return f"{version}: facts as in the store, overlay {'written' if overlay else 'not kept this far back'}"


def main() -> int:
    """The command line. Exit status 1 when a release fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("versions", nargs="+", help="releases as the package index spells them")
    parser.add_argument("--into", type=Path, default=DATA, help="the store (default: the package's own)")
    parser.add_argument("--check", action="store_true", help="compare with the store, write nothing")
    parser.add_argument("--python", help="interpreter to use (default: the Python that the release wants)")
    parser.add_argument("--exclude-newer", help="last day for other packages (default: two after the build)")
    arguments = parser.parse_args()
    failed = 0
    for version in arguments.versions:
        try:
            found = take(version, arguments.python, arguments.exclude_newer)
            if arguments.check:
                compare(Store(arguments.into), version, *read_openapi(found["openapi"]))
                print(f"{version}: facts as in the store")
                continue
            writer = StoreWriter(arguments.into)
            done = add(arguments.into, writer, version, found)
            writer.write(arguments.into)
            print(done)
        except (LightRouteError, FactsDifferError, ValueError, FileNotFoundError) as exc:
            print(f"{version}: {exc}", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
