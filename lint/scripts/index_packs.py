"""Writes ``types.json`` of the index of node packs: which lines of ``packs.jsonl`` have a type, and a name.

python lint/scripts/index_packs.py
"""

from __future__ import annotations

import json
from pathlib import Path

from wflint.catalogue.packs.index import DATA, plain_name
from wflint.writing import write_file


def index_text(folder: Path) -> str:
    """The text of ``types.json`` for the entries of a folder."""
    types: dict[str, list[int]] = {}
    names: dict[str, list[int]] = {}
    for number, line in enumerate((folder / "packs.jsonl").read_bytes().splitlines()):
        entry = json.loads(line)
        names.setdefault(plain_name(entry["name"]), []).append(number)
        for node_type in entry["nodes"]:
            types.setdefault(node_type, []).append(number)
    index = {"types": dict(sorted(types.items())), "names": dict(sorted(names.items()))}
    return json.dumps(index, separators=(",", ":"), ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    folder = Path(DATA)
    write_file(folder / "types.json", index_text(folder))


if __name__ == "__main__":
    main()
