"""The connectors of a workflow while the web UI walks its wires: what feeds them and what they feed.

Connectors form chains and trees of any length, so nothing here walks one twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Edge, Node
    from wflint.graph.webui.types import UiType

_TOGETHER = frozenset({"collect", "if"})  # targets whose wires the UI judges together


class Terminals(NamedTuple):
    """The wires by which connectors reach invocation nodes.

    ``wires`` has them by node and input, ``plain`` one of them for each pair of node type and input,
    ``special`` every wire into a node whose wires are judged together. ``nodes`` are the nodes reached,
    ``staged`` all wires on the way, by index.
    """

    nodes: set[str]
    wires: dict[tuple[str, str], Edge]
    plain: dict[tuple[str, str], Edge]
    special: list[Edge]
    staged: set[int]


class Connectors:
    """The accepted wires that begin or end at a connector."""

    def __init__(self, connectors: Mapping[str, Pointer], nodes: Mapping[str, Node]) -> None:
        self._ids: Container[str] = connectors
        self._nodes = nodes
        self.feeds: dict[str, Edge] = {}  # connector -> the wire into it
        self._outs: dict[str, list[Edge]] = {}  # connector -> the wires out of it
        self._above: dict[str, str] = {}  # connector -> one that feeds it, directly or not
        self._types: dict[str, dict[UiType | None, None]] = {}  # connector -> types of the inputs it reaches
        self._reached: dict[str, Terminals] = {}  # by topmost connector, until its tree changes

    def __contains__(self, node_id: str) -> bool:
        return node_id in self._ids

    def feed(self, connector: str) -> Edge | None:
        """The wire by which an invocation node feeds a connector, through other connectors."""
        feed = self.feeds.get(self._top(connector))
        return feed if feed is not None and feed.source in self._nodes else None

    def accept(self, wire: Edge, target: UiType | None) -> None:
        """Note an accepted wire; ``target`` is the UI's type of the input of an invocation node."""
        source, into_connector = wire.source, wire.target not in self._nodes and wire.target in self._ids
        if source not in self._nodes and source in self._ids:
            self._outs.setdefault(source, []).append(wire)
            self._reached.pop(self._top(source), None)
            reaches = self._types.get(wire.target, {}) if into_connector else {target: None}
            self._add_types(source, list(reaches))
        if into_connector and wire.target not in self.feeds:
            self.feeds[wire.target] = wire
            if source not in self._nodes and self._top(source) != wire.target:
                self._above[wire.target] = source

    def types(self, connector: str) -> Mapping[UiType | None, None]:
        """The types of the inputs that a connector reaches; None stands for one that has no template."""
        return self._types.get(connector, {})

    def terminals(self, connector: str) -> Terminals:
        """The wires by which a connector that nothing feeds reaches invocation nodes."""
        found = self._reached.get(connector)
        if found is not None:
            return found
        found = self._reached[connector] = Terminals(set(), {}, {}, [], set())
        pending, seen = [connector], {connector}
        while pending:
            for wire in self._outs.get(pending.pop(), ()):
                found.staged.add(wire.index)
                target = self._nodes.get(wire.target)
                if target is None:
                    if wire.target not in seen:
                        seen.add(wire.target)
                        pending.append(wire.target)
                    continue
                found.nodes.add(wire.target)
                found.wires[wire.target, wire.target_field] = wire
                if target.type in _TOGETHER:
                    found.special.append(wire)
                else:
                    found.plain.setdefault((target.type, wire.target_field), wire)
        return found

    def _top(self, connector: str) -> str:
        """The topmost connector above one; the ways are shortened as they are walked."""
        way = []
        while (above := self._above.get(connector)) is not None:
            way.append(connector)
            connector = above
        for each in way:
            self._above[each] = connector
        return connector

    def _add_types(self, connector: str, types: list[UiType | None]) -> None:
        """The connector reaches these types, and so do those that feed it."""
        at: str | None = connector
        while at is not None and types:
            known = self._types.setdefault(at, {})
            types = [t for t in types if t not in known]
            known.update(dict.fromkeys(types))
            feed = self.feeds.get(at)
            at = feed.source if feed is not None and feed.source not in self._nodes else None
