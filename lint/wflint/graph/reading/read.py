"""From a document to its graph, with the faults that reading it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.document import Document, Kind
from wflint.graph.ir import Graph
from wflint.graph.reading.graph import read_graph_document
from wflint.graph.reading.workflow import read_workflow
from wflint.graph.webui.profile import profile

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Finding


def read_document(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of a document and the shape findings (their ``rule`` is set). Never raises on content."""
    graph, findings = _read(document)
    return graph, [*document.findings, *findings] if document.findings else findings


def read_as(document: Document, catalogue: Catalogue) -> tuple[Graph, list[Finding]]:
    """The same, of a workflow as the web UI of a release reads it."""
    if document.kind is not Kind.WORKFLOW or not profile(catalogue).tolerant:
        return read_document(document)
    from wflint.graph.reading.tolerant import read_tolerantly

    graph, findings = read_tolerantly(document)
    return graph, [*document.findings, *findings] if document.findings else findings


def _read(document: Document) -> tuple[Graph, list[Finding]]:
    kind = document.kind
    if kind is Kind.WORKFLOW:
        return read_workflow(document)
    if kind is Kind.GRAPH or kind is Kind.BATCH or kind is Kind.SESSION:
        return read_graph_document(document)
    if kind is Kind.GUIDE:
        from wflint.graph.reading.guide import read_guide

        return read_guide(document)
    from wflint.graph.reading.foreign import foreign_faults

    return Graph(), foreign_faults(document)
