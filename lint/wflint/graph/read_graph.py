"""Reading API graphs, enqueue bodies and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document import Document, Kind
from wflint.graph.ir import BatchItem, Edge, Graph, Node

if TYPE_CHECKING:
    from wflint.diagnostics import Finding, Pointer

_ATTRIBUTES = ("id", "type", "is_intermediate", "use_cache")


def read_graph_document(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of an API graph, enqueue body or session. (First version: no shape findings yet.)"""
    graph = Graph()
    findings: list[Finding] = []
    data: Any = document.data
    base: Pointer = ()
    if document.kind is Kind.BATCH:
        batch = data["batch"]
        base = ("batch", "graph")
        for g, group in enumerate(batch.get("data") or ()):
            graph.batch.append(
                [
                    BatchItem(d["node_path"], d["field_name"], d.get("items", []), g, i, ("batch", "data", g, i))
                    for i, d in enumerate(group)
                ]
            )
        data = batch["graph"]
    for key, raw in data.get("nodes", {}).items():
        path = (*base, "nodes", key)
        values = {n: v for n, v in raw.items() if n not in _ATTRIBUTES}
        node = Node(key, raw.get("type", ""), path, raw, values, values, path)
        node.is_intermediate = raw.get("is_intermediate", False)
        node.use_cache = raw.get("use_cache", True)
        graph.nodes[key] = node
    for i, raw in enumerate(data.get("edges", ())):
        source, target = raw["source"], raw["destination"]
        graph.edges.append(
            Edge(
                source["node_id"],
                source["field"],
                target["node_id"],
                target["field"],
                (*base, "edges", i),
                "graph",
                i,
            )
        )
    graph.wires = graph.edges
    graph.index()
    return graph, findings
