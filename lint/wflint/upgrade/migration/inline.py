"""Graphs in graphs, which InvokeAI had before 4.0: their nodes in place of the node that held them.

InvokeAI 3.7 ran them that way itself (app/services/shared/graph.py, ``nx_graph_flat``): an inner node went by
the id of the outer one, a dot and its own id, in edges and batch data too. Those ids stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import numbered
from wflint.upgrade.migration.step import StepKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.upgrade.migration.log import StepLog

GRAPH: Final = "graph"
_DEEPEST: Final = 20  # graphs in graphs
_LONGEST: Final = 400  # characters of an id: those inside repeat it


def inline_graphs(graph: dict[str, Any], swept: Iterable[str], log: StepLog) -> dict[str, Any]:
    """The graph with the nodes of inner graphs; the same object where it has none.

    One that an edge or batch data (``swept`` has the nodes that these name) name itself stays: it had no such
    input, and a name of nothing helps nobody to see what was meant.
    """
    nodes = graph.get("nodes")
    if type(nodes) is not dict or not any(_holds_graph(raw) for raw in nodes.values()):
        return graph
    edges = graph.get("edges", [])
    if type(edges) is not list:
        return graph
    named = {*swept, *_ends(edges)}
    made: dict[str, Any] = {}
    more: list[Any] = []
    for key, raw in nodes.items():
        if not _holds_graph(raw):
            made.setdefault(key, raw)
            continue
        inner: dict[str, Any] = {}
        wires: list[Any] = []
        graphs: set[str] = set()
        if (
            not _expand(key, raw, inner, wires, graphs, 1)
            or any(name in nodes or name in made for name in inner)
            or not graphs.isdisjoint(named)
            or not graphs.isdisjoint(_ends(wires))
        ):
            log.leave(
                "a graph in a graph is gone, and its nodes cannot take its place",
                "put its nodes into the graph by hand",
                key,
            )
            made[key] = raw
            continue
        text = f"the graph in it gives way to its {numbered(len(inner), 'node')}"
        log.take(StepKind.NODE, "same", text, key)
        made.update(inner)
        more += wires
    return {**graph, "nodes": made, "edges": [*edges, *more]}


def _holds_graph(raw: Any) -> bool:
    return type(raw) is dict and raw.get("type") == GRAPH


def _ends(edges: Iterable[Any]) -> Iterator[str]:
    """The ids of the nodes at edges."""
    for edge in edges:
        for side in ("source", "destination"):
            end = edge.get(side) if type(edge) is dict else None
            if type(end) is dict and type(end.get("node_id")) is str:
                yield end["node_id"]


def _expand(
    key: str, raw: dict[str, Any], nodes: dict[str, Any], edges: list[Any], graphs: set[str], depth: int
) -> bool:
    """Collect the nodes and edges in a graph node, by the ids that they went by; whether that can be done.

    ``graphs`` are the ids of graphs, which no node has any more.
    """
    held = raw.get("graph")
    if depth > _DEEPEST or len(key) > _LONGEST or type(held) is not dict:
        return False
    inside, wires = held.get("nodes", {}), held.get("edges", [])
    if type(inside) is not dict or type(wires) is not list:
        return False
    graphs.add(key)
    for name, node in inside.items():
        if type(node) is not dict:
            return False
        path = f"{key}.{name}"
        if _holds_graph(node):
            if not _expand(path, node, nodes, edges, graphs, depth + 1):
                return False
        else:
            nodes[path] = {**node, "id": path}
    for wire in wires:
        ends = [wire.get(side) if type(wire) is dict else None for side in ("source", "destination")]
        if not all(type(end) is dict and type(end.get("node_id")) is str for end in ends):
            return False
        moved = {
            side: {**wire[side], "node_id": f"{key}.{wire[side]['node_id']}"}
            for side in ("source", "destination")
        }
        edges.append({**wire, **moved})
    return True
