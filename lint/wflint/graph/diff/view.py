"""What a comparison looks at in a document: nodes with the state of each input, texts, form, batch data.

Positions, the order of nodes and edges, connectors and collapsed edges are none of it: they change nothing
that InvokeAI runs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.document import Document, Kind, Source
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.diff.canonical import plain
from wflint.graph.reading.read import read_document
from wflint.graph.webui.forms import form_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.graph.ir import Graph, Node

TEXTS: Final = ("name", "author", "description", "version", "contact", "tags", "notes")


class Wire(NamedTuple):
    """An output that feeds an input."""

    node: str
    output: str


class State(NamedTuple):
    """How an input stands: fed by ``wires`` (in order), or set to a ``value``; ``text`` compares values."""

    wires: tuple[Wire, ...]
    value: Any
    text: str


class NodeView(NamedTuple):
    """A node: its inputs that are connected or set to other than the default, its flags and texts."""

    id: str
    type: str
    label: str
    inputs: dict[str, State]
    attributes: dict[str, Any]


class View(NamedTuple):
    """A document as a comparison sees it.

    ``texts`` are a workflow's texts, ``fields`` the (node, input) pairs of its form in order, ``layout`` the
    other elements of the form; ``notes`` the texts of note nodes by id. ``batch`` are the lists of values by
    (node, input), ``runs`` how often it runs (None: it does not say).
    """

    kind: Kind
    nodes: dict[str, NodeView]
    texts: dict[str, str]
    fields: list[tuple[str, str]]
    layout: list[str]
    notes: dict[str, str]
    batch: dict[tuple[str, str], list[Any]]
    runs: int | None


def view_of(document: Document, catalogue: Catalogue) -> View:
    """The view of a document. Never raises on content: what cannot be read is not there."""
    graph, _ = read_document(document)
    data: Any = document.data if type(document.data) is dict else {}
    workflow = document.kind is Kind.WORKFLOW
    runs = data.get("runs", 1) if document.kind is Kind.BATCH else None
    wires = _wires(graph)
    return View(
        document.kind,
        {i: _node(node, wires.get(i, {}), catalogue, workflow) for i, node in graph.nodes.items()},
        {t: data[t] for t in TEXTS if type(data.get(t)) is str} if workflow else {},
        _fields(data) if workflow else [],
        _layout(data.get("form")) if workflow else [],
        _notes(data) if workflow else {},
        {(item.node, item.field): plain(item.items) for group in graph.batch for item in group},
        runs if type(runs) is int else None,
    )


def as_request(document: Document, catalogue: Catalogue) -> Document:
    """A workflow as the request that the UI makes of it, to be compared with a graph or a body."""
    if document.kind is not Kind.WORKFLOW:
        return document
    try:
        converted = convert_workflow(document, catalogue)
    except ValueError:  # batch nodes without values
        converted = convert_workflow(document, catalogue, with_data=False)
    return Document(Kind.BATCH, converted.body()["batch"], Source(document.source.name, ""))


def text_of(value: Any) -> str:
    """A value as JSON, on one line: equal values have equal texts."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except RecursionError:
        return "nested too deep"


def _wires(graph: Graph) -> dict[str, dict[str, list[Wire]]]:
    """The wires into each node's inputs; the same wire twice counts once."""
    found: dict[str, dict[str, list[Wire]]] = {}
    for edge in (*graph.edges, *graph.links):
        fed = found.setdefault(edge.target, {}).setdefault(edge.target_field, [])
        wire = Wire(edge.source, edge.source_field)
        if not fed or wire not in fed[-50:]:  # a repeated edge stands near its twin
            fed.append(wire)
    return found


def _node(node: Node, wires: Mapping[str, list[Wire]], catalogue: Catalogue, workflow: bool) -> NodeView:
    definition = catalogue.node(node.type)
    inputs = {name: State(tuple(fed), None, "") for name, fed in wires.items()}
    for name, raw in node.declared.items():
        value = (raw.get("value") if type(raw) is dict else None) if workflow else raw
        if name in inputs or value is None:
            continue
        value = plain(value)
        text = text_of(value)
        if not _is_default(definition, name, value, text):
            inputs[name] = State((), value, text)
    attributes: dict[str, Any] = {}
    if node.is_intermediate:
        attributes["is_intermediate"] = True
    if node.use_cache is not (definition.use_cache if definition is not None else True):
        attributes["use_cache"] = node.use_cache
    if workflow:
        notes = node.raw.get("notes")
        if type(notes) is str and notes:
            attributes["notes"] = notes
        if node.version is not None:
            attributes["version"] = node.version
    return NodeView(node.id, node.type, node.label, inputs, attributes)


def _is_default(definition: NodeDef | None, name: str, value: Any, text: str) -> bool:
    """Whether a value is what the server takes when none is given ("auto" is how the UI says no board)."""
    field = definition.inputs.get(name) if definition is not None else None
    if field is None or not field.has_default:
        return False
    return text == text_of(plain(field.default)) or (name == "board" and value == "auto")


def _fields(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = form_fields(data.get("form"))
    if found:
        return found
    exposed = data.get("exposedFields")
    for field in exposed if type(exposed) is list else ():
        node, name = (field.get("nodeId"), field.get("fieldName")) if type(field) is dict else (None, None)
        if type(node) is str and type(name) is str:
            found.append((node, name))
    return found


def _layout(form: Any) -> list[str]:
    """What a form holds beside inputs: headings, texts, dividers, inner containers."""
    elements = form.get("elements") if type(form) is dict else None
    found = []
    for key, element in elements.items() if type(elements) is dict else ():
        kind = element.get("type") if type(element) is dict else None
        if type(kind) is not str or kind == "node-field" or key == form.get("rootElementId"):
            continue
        data = element.get("data")
        content = data.get("content", data.get("layout")) if type(data) is dict else None
        found.append(f"{kind} {text_of(content)}" if type(content) is str else kind)
    return found


def _notes(data: Mapping[str, Any]) -> dict[str, str]:
    nodes = data.get("nodes")
    found = {}
    for node in nodes if type(nodes) is list else ():
        body = node.get("data") if type(node) is dict and node.get("type") == "notes" else None
        if type(body) is dict and type(node.get("id")) is str and type(body.get("notes")) is str:
            found[node["id"]] = body["notes"]
    return found
