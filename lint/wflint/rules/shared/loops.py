"""The loops of a document, judged once for the rules that speak of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.edges.cycles import acyclic
from wflint.graph.server.loops import loop_faults

if TYPE_CHECKING:
    from wflint.graph.server.loops import LoopFault
    from wflint.rules.base import Context

LINKAGE_REASONS = frozenset({"reserved", "bad-link", "unlinked", "many-links"})
_MOST_NODES = (
    20_000  # beyond these the bodies of loops are not followed: what leads where takes too much memory
)


def loops(ctx: Context) -> list[LoopFault]:
    """The analysis itself; call it through ``ctx.analysis(loops)``. Empty for releases that have no loops."""
    graph = ctx.graph
    if not ctx.catalogue.loops or graph.unread_edges:
        return []
    followed = len(graph.nodes) <= _MOST_NODES
    if followed:
        successors: dict[str, list[str]] = {name: [] for name in graph.nodes}
        for edge in graph.edges:
            if edge.source in successors and edge.target in successors:
                successors[edge.source].append(edge.target)
        followed = acyclic(successors)
    return list(loop_faults(graph, acyclic=followed))
