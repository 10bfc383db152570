"""Which releases have a node, an input or an output, over the whole store.

For messages and for people. The store keeps the answer (``history.json``), so that nobody opens a hundred
releases for the first and the last that had a node.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from wflint.catalogue.store import in_use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.store import Store

Group = Literal["inputs", "outputs"]


class Presence:
    """The releases that have something, oldest first (pre-releases included)."""

    __slots__ = ("releases",)

    def __init__(self, releases: tuple[str, ...]) -> None:
        self.releases = releases

    @property
    def first(self) -> str:
        """The oldest release that has it."""
        return self.releases[0]

    @property
    def last(self) -> str:
        """The newest release that has it."""
        return self.releases[-1]

    def __repr__(self) -> str:
        return f"Presence({self.first} to {self.last})"


def node_presence(node_type: str) -> Presence | None:
    """The releases that have a node type; None when none has."""
    lines = _lines(node_type)
    return Presence(tuple(lines)) if lines else None


def field_presence(node_type: str, group: Group, name: str) -> Presence | None:
    """The releases in which a node type has an input (``inputs``) or output of that name; None if none."""
    lines = _lines(node_type)
    having = {n for n in set(lines.values()) if name in _fact(n)[group]}
    releases = tuple(v for v, n in lines.items() if n in having)
    return Presence(releases) if releases else None


def field_names(node_type: str, group: Group) -> dict[str, str]:
    """Every name that the node type's inputs or outputs had in any release, and the last one to have it."""
    return {name: version for version, n in _lines(node_type).items() for name in _fact(n)[group]}


def node_versions(node_type: str) -> dict[str, str | None]:
    """The node's own version in each release that has it, oldest first."""
    return {release: _fact(n).get("version") for release, n in _lines(node_type).items()}


def field_defaults(node_type: str, version: str, name: str) -> list[Any]:
    """The defaults that an input had in the releases whose node is of that version."""
    return [
        fact["inputs"][name]["d"]
        for n in dict.fromkeys(_lines(node_type).values())
        if (fact := _fact(n)).get("version") == version and "d" in fact["inputs"].get(name, ())
    ]


def all_node_types() -> Mapping[str, Any]:
    """Every node type of any release."""
    return _runs()


def _fact(line: int) -> dict[str, Any]:
    return _fact_in(in_use(), line)


def _runs() -> dict[str, str]:
    return _runs_in(in_use())


def _lines(node_type: str) -> dict[str, int]:
    """Release -> line of the node's definition there, oldest release first."""
    return _lines_in(in_use(), node_type)


@cache
def _fact_in(store: Store, line: int) -> dict[str, Any]:
    return store.fact(line)


@cache
def _runs_in(store: Store) -> dict[str, str]:
    return store.history()


@cache
def _lines_in(store: Store, node_type: str) -> dict[str, int]:
    releases = store.releases
    found: dict[str, int] = {}
    for run in _runs_in(store).get(node_type, "").split():
        span, _, line = run.partition("=")
        first, _, last = span.partition(">")
        end = releases.index(last) + 1 if last else len(releases)
        found.update(dict.fromkeys(releases[releases.index(first) : end], int(line)))
    return found
