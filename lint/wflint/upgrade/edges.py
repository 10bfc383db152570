"""Which edges fitted in one release and no longer fit in another, for the server or for the web UI.

Of fields with equal types on both sides one stands for all: there are hundreds, of some eighty types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.edges.verdict import verdict
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.graph.edges.verdict import EdgeVerdict


class _End(NamedTuple):
    """A field of a node that both releases have."""

    node: str
    name: str


class LostEdges(NamedTuple):
    """The first end (``node.field``) of a lost edge: of one that the server, and one that the UI refuses."""

    server: str = ""
    web_ui: str = ""


class Edges:
    """The fields of two releases that an edge may join, and what became of these edges."""

    def __init__(self, old: Catalogue, new: Catalogue) -> None:
        self._old = old
        self._new = new
        self._ends: dict[str, list[_End]] = {}

    def from_output(self, node: str, output: str) -> LostEdges:
        """What is lost of the edges from an output to all inputs."""
        pairs = ((node, output, end.node, end.name) for end in self._all("inputs"))
        return self._lost(pairs, 2)

    def into_input(self, node: str, name: str) -> LostEdges:
        """What is lost of the edges from all outputs into an input."""
        pairs = ((end.node, end.name, node, name) for end in self._all("outputs"))
        return self._lost(pairs, 0)

    def _lost(self, pairs: Iterator[tuple[str, str, str, str]], shown: int) -> LostEdges:
        server = web_ui = ""
        for pair in pairs:
            before = verdict(self._old, *pair)
            after = verdict(self._new, *pair)
            if before is None or after is None:
                continue
            called = f"{pair[shown]}.{pair[shown + 1]}"
            if not server and before.fault is None and after.fault is not None and not _fails(before):
                server = called
            if not web_ui and before.ui_fault is None and after.ui_fault is not None:
                web_ui = called
            if server and web_ui:
                break
        return LostEdges(server, web_ui)

    def _all(self, group: str) -> list[_End]:
        found = self._ends.get(group)
        if found is None:
            kinds: dict[object, _End] = {}
            for before in self._old.nodes():
                after = self._new.node(before.type)
                if after is None:
                    continue
                members = getattr(after, group)
                for name, item in getattr(before, group).items():
                    other = members.get(name)
                    if other is not None:
                        kinds.setdefault((_type(item), _type(other)), _End(before.type, name))
            found = self._ends[group] = list(kinds.values())
        return found


def _fails(before: EdgeVerdict) -> bool:
    """Whether the edge was taken, and failed when it brought its value: one for a list, or a list for one.

    The server takes a type that is one of another's arguments, whatever that other type makes of them.
    """
    source, target = before.source, before.target
    if source is None or target is None:
        return False
    return (target.kind == "list" and source == target.args[0]) or (
        source.kind == "list" and target == source.args[0]
    )


def _type(item: object) -> tuple[object, ...]:
    return tuple(
        [getattr(item, what, None) for what in ("type", "kind", "ui_type")],
    )
