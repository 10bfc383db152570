"""The store of all releases' definitions, as it lies in the wheel.

``data/pool.jsonl`` holds every distinct definition once, one JSON object a line; it only ever grows at
its end, so a line's number names its definition. ``data/releases/VERSION.json`` maps the node types
and nested models of one release to line numbers. Opening a release reads the pool as bytes and splits
it into lines; a definition is parsed when it is asked for.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.catalogue.model import Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Path(__file__).parent / "data"


@cache
def _pool() -> list[bytes]:
    return (DATA / "pool.jsonl").read_bytes().split(b"\n")


class StoredDefinitions:
    """The definitions of one release in the store. Raises FileNotFoundError when it is not there."""

    def __init__(self, version: str) -> None:
        entry: dict[str, Any] = json.loads((DATA / "releases" / f"{version}.json").read_bytes())
        self.version = version
        self.node_types: Mapping[str, int] = entry["nodes"]
        self.model_names: Mapping[str, int] = entry["models"]
        self.overlay: Mapping[str, Any] = (
            json.loads(_pool()[entry["overlay"]]) if entry.get("overlay") is not None else {}
        )

    def load(self, handle: Any) -> Mapping[str, Any]:
        """The definition on that line of the pool."""
        facts: Mapping[str, Any] = json.loads(_pool()[handle])
        return facts


@cache
def open_release(version: str) -> Catalogue:
    """The catalogue of an exact release in the store. Raises FileNotFoundError when it is not there."""
    return Catalogue(StoredDefinitions(version))
