"""What comes out of an ``if`` node: from InvokeAI 7 on, what its two branches bring.

Follows ``Graph._get_effective_output_connections`` of InvokeAI 7 (app/services/shared/graph_validation.py).
Up to 6.14 the output is of any type, and nobody looks behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.graph.ir import Edge, Graph

_BRANCHES = ("true_input", "false_input")
# Ends that are told apart. Only dozens of collectors behind one `if` are more: those count as unknown, so
# that the work stays linear.
_MOST = 64


class SourceEnd(NamedTuple):
    """An output that an edge takes its value from, seen through ``if`` nodes."""

    node: str
    field: str


class BranchSources:
    """The ends behind the ``if`` nodes of one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[str, tuple[SourceEnd, ...] | None] = {}

    def ends(self, edge: Edge) -> tuple[SourceEnd, ...] | None:
        """What an edge may bring, in the order of the branches: its own source if that is no ``if`` node.

        Ends of one type and field are given once, but for collectors, whose types are their own. None where
        an ``if`` node on the way has no edge, or several, into one of its branches.
        """
        if not self._is_if(edge.source, edge.source_field):
            return (SourceEnd(edge.source, edge.source_field),)
        if edge.source not in self._known:
            self._follow(edge.source)
        return self._known[edge.source]

    def _is_if(self, node_id: str, field: str) -> bool:
        node = self._graph.nodes.get(node_id)
        return node is not None and node.type == "if" and field == "value"

    def _follow(self, start: str) -> None:
        """Work out a node and those before it. An explicit stack: chains may be as long as the file likes;
        a cycle ends at the node met again (it has a finding of its own).
        """
        stack, entered = [start], set[str]()
        while stack:
            node_id = stack[-1]
            if node_id in self._known:
                stack.pop()
                continue
            feeds = [self._graph.into.get((node_id, field), []) for field in _BRANCHES]
            if any(len(edges) != 1 for edges in feeds):
                self._known[node_id] = None
                continue
            sources = [edge for edges in feeds for edge in edges]
            before = [e.source for e in sources if self._is_if(e.source, e.source_field)]
            if node_id not in entered:
                entered.add(node_id)
                stack.extend(n for n in before if n not in self._known and n not in entered)
                continue
            self._known[node_id] = self._joined(sources)

    def _joined(self, sources: list[Edge]) -> tuple[SourceEnd, ...] | None:
        found: dict[tuple[str, str], SourceEnd] = {}
        for edge in sources:
            ends: tuple[SourceEnd, ...] | None = (SourceEnd(edge.source, edge.source_field),)
            if self._is_if(edge.source, edge.source_field):
                ends = self._known.get(edge.source, ())  # not known yet: a cycle
            if ends is None:
                return None
            for end in ends:
                node = self._graph.nodes.get(end.node)
                if node is None:
                    return None
                found.setdefault((end.node if node.type == "collect" else node.type, end.field), end)
        return tuple(found.values()) if len(found) <= _MOST else None
