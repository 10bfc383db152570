"""Build the whole catalogue store from a folder of OpenAPI documents.

    python lint/scripts/build_store.py FOLDER [--into STORE]

FOLDER holds one ``VERSION.json`` or ``VERSION.json.xz`` for each InvokeAI release: what ``app.openapi()``
of that release gives. Releases are added oldest first, so the same folder always makes the same store.
Overlays (what only the Python classes show) are taken over from the store that is there; make them with
``add_release.py``.
"""

from __future__ import annotations

import argparse
import json
import lzma
from pathlib import Path
from typing import Any

from packaging.version import Version
from store_writer import StoreWriter, digest

from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import DATA, Store, StoredDefinitions


def read_document(path: Path) -> Any:
    """The parsed document."""
    raw = path.read_bytes()
    return json.loads(lzma.decompress(raw) if path.suffix == ".xz" else raw)


def old_overlays(folder: Path) -> dict[str, Any]:
    """The overlays of a store by release."""
    if not (folder / "index.json").exists():
        return {}
    store = Store(folder)
    return {v: StoredDefinitions(store, v).overlay for v in store.releases if "overlay" in store.entry(v)}


def build(folder: Path, into: Path) -> StoreWriter:
    """Build the store of a folder of documents in ``into``, replacing the one there at the end.

    The lines that are there keep no numbers: a store built anew is one whole.
    """
    files = {f.name.split(".json")[0]: f for f in folder.iterdir() if ".json" in f.suffixes}
    overlays = old_overlays(into)
    writer = StoreWriter()
    for version in sorted(files, key=Version):
        document = read_document(files[version])
        nodes, models = read_openapi(document)
        source = {"schema": "OpenAPI document", "openapi_sha256": digest(document)}
        writer.add(version, nodes, models, source, overlays.get(version))
    for old in (into / "releases").glob("*.json"):
        if old.stem not in files:
            old.unlink()
    writer.write(into)
    return writer


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="OpenAPI documents, VERSION.json or VERSION.json.xz")
    parser.add_argument("--into", type=Path, default=DATA, help="the store (default: the package's own)")
    arguments = parser.parse_args()
    writer = build(arguments.folder, arguments.into)
    print(f"{len(writer.entries)} releases, {len(writer.lines)} definitions from {arguments.folder}")


if __name__ == "__main__":
    main()
