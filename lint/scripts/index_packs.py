"""Brings the index of node packs in order: ``packs.jsonl`` sorted, and where in it a type is.

python lint/scripts/index_packs.py
"""

from __future__ import annotations

import json
from pathlib import Path

from wflint.catalogue.packs.index import DATA, NODES
from wflint.writing import write_file


def packs_text(lines: str) -> str:
    """The text of ``packs.jsonl``: one entry a line, sorted by name, its nodes last, in ASCII."""
    entries = [json.loads(line) for line in lines.splitlines() if line.strip()]
    entries.sort(key=lambda entry: (entry["name"].lower(), entry["url"]))
    for entry in entries:
        entry["nodes"] = entry.pop("nodes")
    return "".join(_line(entry) + "\n" for entry in entries)


def _line(entry: object) -> str:
    return json.dumps(entry, separators=(",", ":"))


def index_text(packs: str) -> str:
    """The text of ``types.tsv``: by type the places of its nodes in ``packs.jsonl``.

    A place is four offsets: where the pack's line begins, where in it the nodes do, and the node's facts.
    """
    types: dict[str, list[str]] = {}
    start = 0
    for line in packs.splitlines(keepends=True):
        head = start + line.index(NODES.decode())
        place = head + len(NODES) + 1
        for node_type, facts in json.loads(line)["nodes"].items():
            first = place + len(_line(node_type)) + 1
            last = first + len(_line(facts))
            types.setdefault(node_type, []).append(f"{start}:{head}:{first}:{last}")
            place = last + 1
        start += len(line)
    return "".join(f"{node_type}\t{' '.join(places)}\n" for node_type, places in sorted(types.items()))


def main() -> None:
    """Write the files."""
    folder = Path(DATA)
    packs = packs_text((folder / "packs.jsonl").read_text(encoding="utf-8"))
    write_file(folder / "packs.jsonl", packs)
    write_file(folder / "types.tsv", index_text(packs))


if __name__ == "__main__":
    main()
