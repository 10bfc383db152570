"""What workflows and graphs use of a release's nodes, and which changes are about that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.graph.ir import Graph
    from wflint.upgrade.change import CatalogueChange


class Usage:
    """The node types of some graphs, with the inputs that are set or wired and the outputs that are wired."""

    __slots__ = ("graphs", "members", "nodes")

    def __init__(self, graphs: Iterable[Graph] = ()) -> None:
        self.graphs: list[Graph] = []
        self.nodes: set[str] = set()
        self.members: set[tuple[str, str]] = set()
        for graph in graphs:
            self.add(graph)

    def add(self, graph: Graph) -> None:
        """Take note of another graph."""
        self.graphs.append(graph)
        for node in graph.nodes.values():
            self.nodes.add(node.type)
            self.members.update((node.type, name) for name in node.declared)
        for edge in graph.edges:
            for end, field in ((edge.source, edge.source_field), (edge.target, edge.target_field)):
                node_at = graph.nodes.get(end)
                if node_at is not None:
                    self.members.add((node_at.type, field))

    def concerns(self, change: CatalogueChange) -> bool:
        """Whether a change is about something that is used. What is new in a node is about all who use it.

        Of a silent change only the nodes are asked; ``upgrade/silent/listed.py`` decides its condition.
        """
        if change.silent is not None:
            return not self.nodes.isdisjoint(change.silent.nodes)
        if not change.node:
            return not self.members.isdisjoint(change.used_by)
        if change.node not in self.nodes:
            return False
        return not change.member or change.old is None or (change.node, change.member) in self.members
