"""Build the whole catalogue store from a folder of OpenAPI documents.

    python lint/scripts/build_store.py FOLDER

FOLDER holds one ``VERSION.json`` or ``VERSION.json.xz`` for each InvokeAI release.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path

from packaging.version import Version

from wflint.catalogue.model import dump_fact
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import DATA


def main(folder: str) -> None:
    files = {f.name.split(".json")[0]: f for f in Path(folder).iterdir() if ".json" in f.suffixes}
    lines: dict[str, int] = {}
    (DATA / "releases").mkdir(parents=True, exist_ok=True)
    for version in sorted(files, key=Version):
        raw = files[version].read_bytes()
        document = json.loads(lzma.decompress(raw) if files[version].suffix == ".xz" else raw)
        try:
            nodes, models = read_openapi(document)
        except Exception as exc:
            print(version, "left out:", repr(exc))
            continue
        entry = {
            "version": version,
            "nodes": {t: lines.setdefault(dump_fact(f), len(lines)) for t, f in nodes.items()},
            "models": {t: lines.setdefault(dump_fact(f), len(lines)) for t, f in models.items()},
        }
        text = json.dumps(entry, separators=(",", ":"))
        (DATA / "releases" / f"{version}.json").write_text(text + "\n", encoding="utf-8")
    (DATA / "pool.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "definitions")


if __name__ == "__main__":
    main(sys.argv[1])
