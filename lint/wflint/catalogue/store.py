"""The store of all releases' definitions, as it lies in the wheel (``catalogue/data``).

``pool.jsonl`` holds every distinct definition once, one JSON object a line, and only ever grows at its
end, so a line's number names its definition for good. A line is a node (``{"type": ...``), a nested model
(``{"model": ...``) or a part of an overlay (``{"overlay": ...``). ``releases/VERSION.json`` says which
lines make up a release; ``index.json`` lists the releases in order; ``history.json`` says of each node type
which line defines it in which of them. ``data/README.md`` documents the members and the sources.

Opening a release reads the pool as bytes, splits it into lines and reads the names at their beginnings
(about a millisecond); a definition is parsed when it is asked for.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.model import Catalogue
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DATA: Final = os.path.join(os.path.dirname(__file__), "data")  # no Path: pathlib costs the start 3 %
_NODE: Final = b'{"type":"'
_MODEL: Final = b'{"model":"'


class Store:
    """A store in a folder; the one in the wheel is :func:`shipped`."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = os.fspath(folder)
        self._lines: list[bytes] | None = None
        self._releases: tuple[str, ...] | None = None

    @property
    def lines(self) -> list[bytes]:
        """The lines of the pool."""
        if self._lines is None:
            self._lines = self._read("pool.jsonl").split(b"\n")
        return self._lines

    @property
    def releases(self) -> tuple[str, ...]:
        """All releases, oldest first, pre-releases included."""
        if self._releases is None:
            index = json.loads(self._read("index.json"))
            self._releases = tuple(index["releases"])
        return self._releases

    def history(self) -> dict[str, str]:
        """By node type its definitions with their releases, as ``data/README.md`` says."""
        found: dict[str, str] = json.loads(self._read("history.json"))
        return found

    def entry(self, version: str) -> dict[str, Any]:
        """The release's own file. Raises FileNotFoundError when the store does not have the release."""
        found: dict[str, Any] = json.loads(self._read("releases", f"{version}.json"))
        return found

    def fact(self, line: int) -> dict[str, Any]:
        """The definition on a line."""
        found: dict[str, Any] = json.loads(self.lines[line])
        return found

    def _read(self, *name: str) -> bytes:
        with open(os.path.join(self.folder, *name), "rb") as file:
            return file.read()


class StoredDefinitions:
    """The definitions of one release in a store. Raises FileNotFoundError when it is not there."""

    def __init__(self, store: Store, version: str) -> None:
        entry = store.entry(version)
        self.version = version
        self.load = store.fact
        self.node_types: dict[str, int] = {}
        self.model_names: dict[str, int] = {}
        self._store = store
        self._entry = entry
        self._overlay: Mapping[str, Any] | None = None
        lines = store.lines
        for number in expand(entry["definitions"]):
            line = lines[number]
            if line.startswith(_NODE):
                self.node_types[line[9 : line.index(b'"', 9)].decode()] = number
            else:
                self.model_names[line[10 : line.index(b'"', 10)].decode()] = number

    @property
    def overlay(self) -> Mapping[str, Any]:
        """What only the classes show, by section; empty where the release has no overlay."""
        if self._overlay is None:
            sections = self._entry.get("overlay", {})
            self._overlay = {
                name: self._store.fact(value)["of"] if type(value) is int else value
                for name, value in sections.items()
            }
        return self._overlay


def expand(ranges: str) -> Iterator[int]:
    """The numbers in ``"0-3,7"``."""
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def is_pre_release(version: str) -> bool:
    """Whether the release is an alpha, beta, release candidate or development version."""
    return release_of(version).is_pre


@cache
def shipped() -> Store:
    """The store in this package."""
    return Store(DATA)


_in_use: Store | None = None  # one that has more than the shipped store has


def in_use() -> Store:
    """The shipped store, or the one with added releases, once one of them was opened in this process."""
    return _in_use or shipped()


def use(store: Store | None) -> None:
    """From now on, what is asked of all releases is asked of this store (None: of the shipped one)."""
    global _in_use  # noqa: PLW0603
    _in_use = store


def open_release(version: str) -> Catalogue:
    """The catalogue of an exact release in the store. Raises FileNotFoundError when it is not there."""
    added = _in_use is not None and version not in shipped().releases
    return open_in(in_use() if added else shipped(), version)


@cache
def open_in(store: Store, version: str) -> Catalogue:
    """The same of any store."""
    return Catalogue(StoredDefinitions(store, version))


def list_releases(*, pre_releases: bool = True) -> tuple[str, ...]:
    """The releases in the store, oldest first."""
    return tuple(v for v in in_use().releases if pre_releases or not is_pre_release(v))


def latest_release() -> str:
    """The newest stable release in the shipped store: the same wherever this wflint runs."""
    return next(v for v in reversed(shipped().releases) if not is_pre_release(v))
