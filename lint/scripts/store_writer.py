"""Write releases into a catalogue store (the format: wflint.catalogue.store and data/README.md)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from packaging.version import Version

from wflint.catalogue.entry import make_entry, make_history, write_entry
from wflint.catalogue.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        """Put a release in, or replace it. ``overlay`` is as ``make_entry`` takes it."""
        self.entries[version] = make_entry(version, nodes, models, source, overlay, self._line)

    def write(self, folder: Path) -> None:
        """Write the pool, the releases and the index."""
        (folder / "releases").mkdir(parents=True, exist_ok=True)
        _replace(folder / "pool.jsonl", "\n".join(self.lines) + "\n")
        for version, entry in self.entries.items():
            _replace(folder / "releases" / f"{version}.json", write_entry(entry))
        index = {"format": FORMAT, "releases": sorted(self.entries, key=Version)}
        _replace(folder / "index.json", json.dumps(index, indent=1) + "\n")
        _replace(folder / "history.json", json.dumps(make_history(Store(folder)), indent=0) + "\n")

    def _line(self, line: str) -> int:
        return self.lines.setdefault(line, len(self.lines))


def _replace(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never half of one."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
