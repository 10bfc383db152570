"""Reading workflows that the web UI exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import Edge, Graph, Node

if TYPE_CHECKING:
    from wflint.diagnostics import Finding
    from wflint.document import Document


def read_workflow(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of a workflow. (First version: no shape findings yet.)"""
    graph = Graph()
    data: Any = document.data
    for i, raw in enumerate(data["nodes"]):
        kind = raw.get("type")
        if kind == "connector":
            graph.connectors[raw["id"]] = ("nodes", i)
        elif kind == "notes":
            graph.notes[raw["id"]] = ("nodes", i)
        elif kind == "invocation":
            body = raw["data"]
            declared = body.get("inputs", {})
            values = {n: d["value"] for n, d in declared.items() if "value" in d}
            path = ("nodes", i)
            node = Node(raw["id"], body["type"], path, body, values, declared, (*path, "data", "inputs"), ("value",))
            node.label = body.get("label", "")
            node.version = body.get("version")
            node.is_intermediate = body.get("isIntermediate", False)
            node.use_cache = body.get("useCache", True)
            graph.nodes[raw["id"]] = node
    incoming: dict[str, Edge] = {}
    for i, raw in enumerate(data["edges"]):
        if raw.get("type", "default") != "default":
            continue
        wire = Edge(
            raw["source"], raw["sourceHandle"], raw["target"], raw["targetHandle"], ("edges", i), "workflow", i
        )
        graph.wires.append(wire)
        if wire.target in graph.connectors:
            incoming.setdefault(wire.target, wire)
    for wire in graph.wires:
        if wire.target in graph.connectors:
            continue
        source, field, via = wire.source, wire.source_field, []
        while source in graph.connectors and source not in via:
            via.insert(0, source)
            feeding = incoming.get(source)
            if feeding is None:
                break
            source, field = feeding.source, feeding.source_field
        if source in graph.connectors:
            continue  # leads nowhere: the UI drops it
        graph.edges.append(
            Edge(source, field, wire.target, wire.target_field, wire.path, "workflow", wire.index, tuple(via))
            if via
            else wire
        )
    graph.index()
    return graph, []
