"""Write releases into a catalogue store (the format: wflint.catalogue.store and data/README.md)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from packaging.version import Version

from wflint.catalogue.model import dump_fact
from wflint.catalogue.store import Store, StoredDefinitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wflint.catalogue.openapi import Facts

FORMAT = 1


def digest(document: Any) -> str:
    """The SHA-256 of an OpenAPI document, whatever its formatting and the order of its members."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class StoreWriter:
    """Adds releases to the store in a folder, or to an empty one.

    Lines that are there already keep their numbers; nothing is removed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.lines: dict[str, int] = {}
        self.entries: dict[str, dict[str, Any]] = {}
        if folder and (folder / "index.json").exists():
            store = Store(folder)
            for line in store.lines[:-1]:
                self.lines[line.decode()] = len(self.lines)
            self.entries = {v: store.entry(v) for v in store.releases}

    def add(
        self,
        version: str,
        nodes: Facts,
        models: Facts,
        source: Mapping[str, str],
        overlay: Mapping[str, Any] | None,
    ) -> None:
        """Put a release in, or replace it. ``overlay`` maps sections to their content (None: no overlay).

        Texts among the sections stay in the release's own file, everything else goes to the pool, since
        neighbouring releases share it.
        """
        numbers = [self._line(fact) for fact in (*nodes.values(), *models.values())]
        entry: dict[str, Any] = {"version": version, "source": dict(source), "definitions": contract(numbers)}
        if overlay is not None:
            entry["overlay"] = {
                name: value if isinstance(value, str) else self._line({"overlay": name, "of": value})
                for name, value in sorted(overlay.items())
            }
        self.entries[version] = entry

    def write(self, folder: Path) -> None:
        """Write the pool, the releases and the index."""
        (folder / "releases").mkdir(parents=True, exist_ok=True)
        _replace(folder / "pool.jsonl", "\n".join(self.lines) + "\n")
        for version, entry in self.entries.items():
            text = json.dumps(entry, indent=1, ensure_ascii=False)
            _replace(folder / "releases" / f"{version}.json", text + "\n")
        index = {"format": FORMAT, "releases": sorted(self.entries, key=Version)}
        _replace(folder / "index.json", json.dumps(index, indent=1) + "\n")
        _replace(folder / "history.json", json.dumps(history(Store(folder)), indent=0) + "\n")

    def _line(self, fact: Mapping[str, Any]) -> int:
        return self.lines.setdefault(dump_fact(fact), len(self.lines))


def history(store: Store) -> dict[str, str]:
    """What ``history.json`` has to be: by node type, which line defines it in which releases.

    ``3.0.0>3.2.0=5 3.3.0>=812``: line 5 from the first release to the other, with all between them, and line
    812 from 3.3.0 on to the newest.
    """
    runs: dict[str, list[list[Any]]] = {}
    previous = None
    for version in store.releases:
        for node_type, line in StoredDefinitions(store, version).node_types.items():
            found = runs.setdefault(node_type, [])
            if found and found[-1][1] == previous and found[-1][2] == line:
                found[-1][1] = version
            else:
                found.append([version, version, line])
        previous = version
    return {
        node_type: " ".join(f"{a}>{'' if b == previous else b}={line}" for a, b, line in found)
        for node_type, found in sorted(runs.items())
    }


def _replace(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never half of one."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def contract(numbers: Iterable[int]) -> str:
    """``"0-3,7"`` for 0, 1, 2, 3 and 7."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
