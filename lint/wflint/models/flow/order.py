"""The order in which values flow through a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.graph.ir import Graph, Node


def sources_first(graph: Graph) -> list[Node]:
    """The nodes in an order in which every node comes after those that feed it; cycles are left out."""
    nodes = graph.nodes
    waiting = dict.fromkeys(nodes, 0)
    for edge in graph.edges:
        if edge.target in waiting and edge.source in waiting:
            waiting[edge.target] += 1
    ready = [node_id for node_id, count in waiting.items() if not count]
    out_of = graph.out_of
    for node_id in ready:  # grows while it is walked
        for edge in out_of.get(node_id, ()):
            target = edge.target
            if target in waiting:
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)
    return [nodes[node_id] for node_id in ready]
