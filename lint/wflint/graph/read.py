"""From a document to its graph, with the faults that reading it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.document import Document, Kind
from wflint.graph.ir import Graph

if TYPE_CHECKING:
    from wflint.diagnostics import Finding


def read_document(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of a document and the shape findings (their ``rule`` is set). Never raises on content."""
    if document.kind is Kind.WORKFLOW:
        from wflint.graph.read_workflow import read_workflow

        return read_workflow(document)
    if document.kind in (Kind.GRAPH, Kind.BATCH, Kind.SESSION):
        from wflint.graph.read_graph import read_graph_document

        return read_graph_document(document)
    if document.kind is Kind.GUIDE:
        from wflint.graph.read_guide import read_guide

        return read_guide(document)
    return Graph(), []
