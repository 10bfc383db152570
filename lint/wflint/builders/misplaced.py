"""What was meant by a request that holds a workflow, or edges written as the editor writes them."""

from __future__ import annotations

from typing import Any

from wflint.document import Document, Kind
from wflint.graph.reading.editor_edges import editor_ends, holds_workflow


def meant(document: Document) -> Document:
    """The workflow that stands in a body's "graph", or the graph with its edges as the server reads them.

    Any other document is given back as it is.
    """
    if document.kind is Kind.BATCH and type(document.data) is dict:
        graph = document.data.get("graph")
        if type(graph) is dict and holds_workflow(graph):
            meta: Any = graph.get("meta")
            version = meta.get("version") if type(meta) is dict else None
            return Document(
                Kind.WORKFLOW,
                graph,
                document.source,
                base=(*document.base, "graph"),
                part=document.part,
                version=version if type(version) is str else None,
            )
        fixed = _with_edges(graph)
        return document if fixed is graph else _with(document, {**document.data, "graph": fixed})
    if document.kind is Kind.GRAPH or document.kind is Kind.SESSION:
        fixed = _with_edges(document.data)
        return document if fixed is document.data else _with(document, fixed)
    return document


def _with_edges(graph: Any) -> Any:
    edges = graph.get("edges") if type(graph) is dict else None
    if type(edges) is not list or not any(editor_ends(edge) for edge in edges):
        return graph
    return {**graph, "edges": [_edge(edge) for edge in edges]}


def _edge(edge: Any) -> Any:
    ends = editor_ends(edge)
    if ends is None:
        return edge
    return {
        "source": {"node_id": ends[0], "field": ends[1]},
        "destination": {"node_id": ends[2], "field": ends[3]},
    }


def _with(document: Document, data: Any) -> Document:
    found = Document(
        document.kind,
        data,
        document.source,
        base=document.base,
        part=document.part,
        version=document.version,
    )
    found.dumped = document.dumped
    return found
