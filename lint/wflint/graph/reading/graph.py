"""Reading API graphs, enqueue bodies and sessions, exactly as InvokeAI's server does.

The server parses them with pydantic: unknown members are ignored, ``nodes`` and ``edges`` may be left
out, and texts are not made from numbers except for a node's own id (all of it observed on 6.14.2). What
fails the quick checks here is explained by ``graph_faults``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document import Document, Kind
from wflint.graph.ir import LINKAGE, BatchItem, Edge, Graph, Node

if TYPE_CHECKING:
    from wflint.diagnostics import Finding, Pointer

_ATTRIBUTES = frozenset({"id", "type", "is_intermediate", "use_cache"})


def read_graph_document(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of an API graph, enqueue body or session, and the faults for which it is refused."""
    graph = Graph()
    findings: list[Finding] = []
    odd: list[tuple[str, Any]] = []  # the parts that failed a quick check
    data: Any = document.data
    base: Pointer = ()
    if document.kind is Kind.BATCH:
        from wflint.graph.reading.graph_faults import batch_faults

        findings += batch_faults(data)
        _read_batch(graph, data.get("data"))
        base = ("graph",)
        data = data.get("graph")
    if type(data) is not dict:
        return graph, findings  # batch_faults spoke about it
    nodes, edges = data.get("nodes", {}), data.get("edges", [])
    if base and type(nodes) is list:
        from wflint.graph.reading.editor_edges import holds_workflow

        if holds_workflow(data):
            from wflint.graph.reading.graph_faults import workflow_in_place

            graph.unread_edges = 1
            return graph, [*findings, workflow_in_place(base)]
    if type(nodes) is not dict or type(edges) is not list or type(data.get("id", "")) is not str:
        odd.append(("", None))
    if type(nodes) is dict:
        dumped = document.kind is Kind.SESSION or document.dumped
        _read_nodes(graph, nodes, (*base, "nodes"), odd, dumped)
    if type(edges) is list:
        _read_edges(graph, edges, (*base, "edges"), odd)
    else:
        graph.unread_edges = 1
    graph.wires = graph.edges
    graph.index()
    if odd:
        from wflint.graph.reading.graph_faults import graph_faults

        findings += graph_faults(data, base, odd)
    return graph, findings


def _read_nodes(
    graph: Graph, nodes: dict[str, Any], base: Pointer, odd: list[tuple[str, Any]], dumped: bool
) -> None:
    """``dumped``: the server wrote the graph, with null for each input that is not set."""
    for key, raw in nodes.items():
        path = (*base, key)
        if (
            type(raw) is not dict
            or raw.get("id") != key
            or type(node_type := raw.get("type")) is not str
            or type(raw.get("is_intermediate", False)) is not bool
            or type(raw.get("use_cache", True)) is not bool
        ):
            odd.append(("nodes", key))
            if type(raw) is not dict or type(node_type := raw.get("type")) is not str:
                continue
        values = {name: value for name, value in raw.items() if name not in _ATTRIBUTES}
        if dumped:
            values = {name: value for name, value in values.items() if value is not None}
        node = Node(key, node_type, path, raw, values, values, path)
        node.is_intermediate = raw.get("is_intermediate") is True
        node.use_cache = raw.get("use_cache") is not False
        graph.nodes[key] = node


def _read_edges(graph: Graph, edges: list[Any], base: Pointer, odd: list[tuple[str, Any]]) -> None:
    found = graph.edges
    for i, raw in enumerate(edges):
        try:
            source, target = raw["source"], raw["destination"]
            ends = (source["node_id"], source["field"], target["node_id"], target["field"])
            "".join(ends)
        except (KeyError, TypeError, IndexError):
            from wflint.graph.reading.editor_edges import editor_ends

            odd.append(("edges", i))
            ends_meant = editor_ends(raw)
            if ends_meant is None:
                graph.unread_edges += 1
            else:  # one finding is about all of these; the rest of the graph is judged as it was meant
                found.append(Edge(*ends_meant, (*base, i), "workflow", i))
        else:
            if "type" in raw and raw["type"] == LINKAGE:
                graph.links.append(Edge(*ends, (*base, i), "graph", i, type=LINKAGE))
            else:
                found.append(edge := Edge(*ends, (*base, i), "graph", i))
                if "type" in raw and raw["type"] != "default":
                    graph.odd_types.append((edge, raw["type"]))


def _read_batch(graph: Graph, data: Any) -> None:
    """The groups of an enqueue body's batch data that can be read."""
    if type(data) is not list:
        return
    for g, group in enumerate(data):
        if type(group) is not list:
            continue
        items = []
        for i, datum in enumerate(group):
            if type(datum) is not dict:
                continue
            node, field, values = datum.get("node_path"), datum.get("field_name"), datum.get("items", [])
            if type(node) is str and type(field) is str and type(values) is list:
                items.append(BatchItem(node, field, values, g, i, ("data", g, i)))
        if len(items) == len(group):
            graph.batch.append(items)


def without_links(graph: Graph) -> Graph:
    """The same graph with its linkages among the edges, as servers take them that do not read ``type``."""
    plain = Graph()
    plain.nodes, plain.batch, plain.unread_edges = graph.nodes, graph.batch, graph.unread_edges
    plain.edges = plain.wires = sorted([*graph.edges, *graph.links], key=lambda edge: edge.index)
    plain.index()
    return plain
