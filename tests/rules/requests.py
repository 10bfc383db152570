"""What InvokeAI makes of a file: for a workflow what the web UI sends, for a graph what the server reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.reading.read import read_document
from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.node_values import node_judge
from wflint.graph.server.validators import read_value

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document


def requests_of(raw: bytes, catalogue: Catalogue, *, copies: bool = True) -> list[Any]:
    """One for each document of a file; ``copies``: with the workflow that travels along."""
    return [
        _of_workflow(document, catalogue, copies)
        if document.kind is Kind.WORKFLOW
        else _of_graph(document, catalogue)
        for document in load_bytes(raw, "x.json").documents
    ]


def _of_workflow(document: Document, catalogue: Catalogue, copies: bool) -> Any:
    made = convert_workflow(document, catalogue, with_data=False)
    graph = {**made.graph, "id": ""}
    return graph, made.data, made.workflow if copies else None


def _of_graph(document: Document, catalogue: Catalogue) -> Any:
    """Nodes with every input as they hold it when they run: defaults too, of what is connected the edges."""
    graph, _ = read_document(document)
    nodes = {}
    for node in graph.nodes.values():
        judge = node_judge(node.type, catalogue)
        assert judge is not None, node.type
        held: dict[str, Any] = {}
        for name, field in judge.definition.inputs.items():
            if (node.id, name) in graph.into:
                held[name] = [edge.key[:2] for edge in graph.into[node.id, name]]
            elif name in node.values:
                read = read_value(node.values[name], field, judge.check, catalogue)
                held[name] = "refused" if isinstance(read, LiteralFault) else read
            else:
                held[name] = field.default if field.has_default else None
        nodes[node.id] = node.type, held
    return nodes, [[(i.node, i.field, i.items) for i in group] for group in graph.batch]
