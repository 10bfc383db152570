"""What a document says, as the calls that a builder would take."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wflint.builders.node import has_input
from wflint.document import Document, Kind, Source
from wflint.document.kinds import documents_in
from wflint.graph.convert.opening import open_workflow
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.reading.read import read_document
from wflint.graph.server.node_values import is_board
from wflint.graph.server.ports import is_dynamic_input
from wflint.graph.webui.forms import form_fields
from wflint.graph.webui.kept import DROPPED
from wflint.graph.webui.template import template_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph

MISSING: Final = object()  # a flag that the document does not state
_ATTRIBUTES: Final = frozenset({"id", "type", "is_intermediate", "use_cache"})
_TEXTS: Final = ("name", "description", "author", "version", "contact", "tags", "notes")
_EXTRAS: Final = "core_metadata"
_DEEPEST: Final = 90

Ends = tuple[str, str, str, str]


class DecompileError(ValueError):
    """A document that cannot be written as code; the text says why."""


@dataclass(slots=True)
class NodePlan:
    """A node. ``values`` are its literals, ``takes`` its connections by input (filled when arranged)."""

    id: str
    type: str
    values: dict[str, Any]
    label: str = ""
    notes: str = ""
    is_intermediate: Any = MISSING
    use_cache: Any = MISSING
    takes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    gathered: bool = False  # a collector that a list stands for
    automatic: bool = False  # the id need not be written
    variable: str = ""


@dataclass(slots=True)
class CodePlan:
    """A document. ``rest`` are the edges that no call of a node method can make; ``reason`` is why
    ``strict`` is off; ``batch`` has the data and runs of an enqueue body. ``shown`` are the inputs that exist
    among those of the form and those that are exposed or described."""

    workflow: bool
    nodes: dict[str, NodePlan]
    edges: list[Ends]
    texts: dict[str, str] = field(default_factory=dict)
    graph_id: Any = None
    exposed: list[tuple[str, str]] = field(default_factory=list)
    form: Any = None
    described: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    shown: set[tuple[str, str]] = field(default_factory=set)
    batch: dict[str, Any] | None = None
    remarks: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    rest: list[Ends] = field(default_factory=list)
    strict: bool = True
    reason: str = ""
    defaults: bool = False
    is_intermediate: Any = None
    use_cache: Any = None


def read_plan(source: Document | Mapping[str, Any], catalogue: Catalogue) -> CodePlan:
    """The plan of a document. Raises DecompileError."""
    document = source if isinstance(source, Document) else documents_in(dict(source), Source("", ""))[0]
    if document.kind is Kind.WORKFLOW:
        plan = _workflow(document, catalogue)
    elif document.kind in (Kind.GRAPH, Kind.BATCH, Kind.SESSION):
        plan = _graph(document)
    else:
        raise DecompileError(f"this is {document.kind.value}, not a workflow, graph or enqueue body")
    for node in plan.nodes.values():
        if any(_too_deep(value) for value in node.values.values()):
            raise DecompileError(
                f"node {node.id!r} has a value that is nested too deep to be written as code"
            )
    return plan


def _too_deep(value: Any) -> bool:
    """Whether lists and objects are nested deeper than Python's own parser reads."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if type(each) in (list, dict)
            for inner in (each.values() if type(each) is dict else each)
        ]
        if not level:
            return False
    return True


def _graph(document: Document) -> CodePlan:
    graph, findings = read_document(document)
    if findings:
        raise DecompileError(f"{findings[0].message}. Only what has the shape of a graph can become code")
    _no_loops(graph)
    data: Any = document.data
    batch = None
    if document.kind is Kind.BATCH:
        batch = {k: v for k, v in data.items() if k in ("data", "runs", "origin", "destination")}
        data = data["graph"]
    nodes = {}
    for node_id, node in graph.nodes.items():
        values = {k: v for k, v in node.raw.items() if k not in _ATTRIBUTES}
        if document.kind is Kind.SESSION or document.dumped:
            values = {k: v for k, v in values.items() if v is not None}
        found = NodePlan(node_id, node.type, values)
        found.is_intermediate = node.raw.get("is_intermediate", MISSING)
        found.use_cache = node.raw.get("use_cache", MISSING)
        nodes[node_id] = found
    plan = CodePlan(False, nodes, [e.key for e in graph.edges], batch=batch)
    plan.graph_id = data.get("id")
    if any(node.type in UI_ONLY_NODES for node in nodes.values()):
        plan.remarks.append("InvokeAI's server takes no batch nodes: to_graph() leaves them out")
    return plan


def _no_loops(graph: Graph) -> None:
    if graph.links:
        raise DecompileError("it has a loop, which code of wflint cannot say yet")


def _workflow(document: Document, catalogue: Catalogue) -> CodePlan:
    data: Any = document.data
    opened = open_workflow(document, catalogue)
    _no_loops(opened.graph)
    edges = opened.flow.direct()
    # The UI takes the literal of a connected input out, but an edge of a batch node is none in the end.
    connected = {(e[2], e[3]) for e in edges if opened.graph.nodes[e[0]].type not in UI_ONLY_NODES}
    nodes = {}
    for node_id, node in opened.graph.nodes.items():
        template = template_of(catalogue, node.type)
        values = {}
        for name, value in opened.inputs[node_id].items():
            if value is DROPPED or (node_id, name) in connected:
                continue
            if template is not None and name not in template:
                if node.type != _EXTRAS and not is_dynamic_input(node.type, name):
                    continue
            elif template is not None and is_board(template[name].type) and value == "auto":
                continue  # what a workflow file says of a board that nobody chose
            values[name] = value
        found = NodePlan(node_id, node.type, values, node.label, _text(node.raw.get("notes")))
        found.is_intermediate, found.use_cache = node.is_intermediate, node.use_cache
        nodes[node_id] = found
    plan = CodePlan(True, nodes, edges)
    plan.texts = {text: _text(data.get(text)) for text in _TEXTS if _text(data.get(text))}
    for node_id, node in opened.graph.nodes.items():
        for name, instance in node.declared.items():
            if type(instance) is dict:
                label, description = _text(instance.get("label")), _text(instance.get("description"))
                if label or description:
                    plan.described[node_id, name] = (label, description)
    for entry in data.get("exposedFields") if type(data.get("exposedFields")) is list else ():
        where = (entry.get("nodeId"), entry.get("fieldName")) if type(entry) is dict else (None, None)
        if type(where[0]) is str and type(where[1]) is str and where not in plan.exposed:
            plan.exposed.append((where[0], where[1]))
    plan.form = data.get("form")
    known = {i: catalogue.node(n.type) for i, n in nodes.items()}
    plan.shown = {
        (i, name)
        for i, name in (*plan.exposed, *plan.described, *form_fields(plan.form))
        if i in known and ((definition := known[i]) is None or has_input(definition, name))
    }
    plan.remarks = _remarks(opened.graph.notes, document, len(opened.dropped))
    return plan


def _remarks(notes: Mapping[str, Any], document: Document, dropped: int) -> list[str]:
    """What of a workflow the code does not say."""
    data: Any = document.data
    found = []
    for node in data.get("nodes") if type(data.get("nodes")) is list else ():
        node_id = node.get("id") if type(node) is dict else None
        body = node.get("data") if type(node_id) is str and node_id in notes else None
        if type(body) is dict and _text(body.get("notes")):
            found.append(f"Note: {json.dumps(_text(body['notes']))}")
    if dropped:
        found.append(f"{dropped} wire{'s' if dropped > 1 else ''} that InvokeAI drops on loading left out")
    return found


def _text(value: Any) -> str:
    return value if type(value) is str else ""
