"""Telling what a parsed JSON value is, and which documents it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document.model import Beside, Document, Kind, Source

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer

_CANVAS_NODES = frozenset({"invocation", "notes", "connector", "current_image"})
_SESSION_MEMBERS = frozenset(
    {"execution_graph", "executed", "executed_history", "results", "prepared_source_mapping"}
)
# What only InvokeAI's API puts beside a graph, a session or a workflow.
_RECORD_MEMBERS = frozenset({"opened_at", "is_public", "thumbnail_url", "is_default"})
_ITEM_MEMBERS = frozenset({"item_id", "batch_id", "queue_id", "session_id"})
_OWN_SESSION_MEMBERS = frozenset({"execution_graph", "prepared_source_mapping", "source_prepared_mapping"})
_WORKFLOW_MEMBERS = ("exposedFields", "form", "contact", "notes", "author", "tags")
DOCUMENTS = 1000  # records in one file that are looked at; of more the file is told


def documents_in(data: Any, source: Source, part: str | None = None) -> list[Document]:
    """The documents of a parsed file, at least one (of kind ``unknown`` when there is none)."""
    if type(data) is dict:
        found = _in_object(data, source, (), part)
        if found:
            return found
        items = data.get("items")
        if type(items) is list:  # the API's answer to a list query
            found = _in_list(items, source, ("items",))
    elif type(data) is list:
        found = _in_list(data, source, ())
    else:
        found = []
    return found or [Document(Kind.UNKNOWN, data, source, part=part)]


def _in_list(items: list[Any], source: Source, base: Pointer) -> list[Document]:
    found: list[Document] = []
    for i, item in enumerate(items[:DOCUMENTS]):
        if type(item) is not dict:
            return []
        here = _in_object(item, source, (*base, i), None)
        if not here:
            return []
        for document in here:
            document.part = f"{i}/{document.part}" if document.part else str(i)
        found += here
    return found


def _in_object(data: dict[Any, Any], source: Source, base: Pointer, part: str | None) -> list[Document]:
    kind = _plain_kind(data)
    if kind is not None:
        return [_document(kind, data, source, base, part)]
    batch = data.get("batch")
    if type(batch) is dict and ("graph" in batch or "runs" in batch or "data" in batch):
        found = _with_workflow(Kind.BATCH, batch, batch, source, (*base, "batch"), part)
        return _vouched(found, "prepend" in data)
    session = data.get("session")
    if type(session) is dict and type(session.get("graph")) is dict:
        where = (*base, "session", "graph")
        found = _with_workflow(Kind.SESSION, session["graph"], data, source, where, part, (*base, "workflow"))
        found[0].begun = _has_begun(session)
        return _vouched(found, not _ITEM_MEMBERS.isdisjoint(data))
    graph = data.get("graph")
    if type(graph) is dict and ("nodes" in graph or "edges" in graph):
        if not _SESSION_MEMBERS.isdisjoint(data):
            found = [_document(Kind.SESSION, graph, source, (*base, "graph"), part)]
            found[0].begun = _has_begun(data)
            return _vouched(found, not _OWN_SESSION_MEMBERS.isdisjoint(data))
        inner = _plain_kind(graph)
        if inner is Kind.GUIDE or inner is Kind.COMFYUI:
            return [_document(inner, graph, source, (*base, "graph"), part)]
        return _with_workflow(Kind.BATCH, data, data, source, base, part)
    workflow = data.get("workflow")
    if type(workflow) is dict:
        kind = _plain_kind(workflow)
        if kind is not None:
            found = [_document(kind, workflow, source, (*base, "workflow"), part)]
            return _vouched(found, "workflow_id" in data and not _RECORD_MEMBERS.isdisjoint(data))
    if _is_comfyui_prompt(data):
        return [_document(Kind.COMFYUI, data, source, base, part)]
    prompt = data.get("prompt")
    if type(prompt) is dict and _is_comfyui_prompt(prompt):
        return [_document(Kind.COMFYUI, prompt, source, (*base, "prompt"), part)]
    return []


def _has_begun(session: dict[Any, Any]) -> bool:
    """Whether a session holds nodes that it made of those of its graph to run them."""
    ran = session.get("execution_graph")
    return type(ran) is dict and bool(ran.get("nodes"))


def _with_workflow(
    kind: Kind,
    data: dict[Any, Any],
    holder: dict[Any, Any],
    source: Source,
    base: Pointer,
    part: str | None,
    workflow_at: Pointer | None = None,
) -> list[Document]:
    """A batch or session, and the workflow that travels beside it to be saved in the pictures."""
    main = _document(kind, data, source, base, part)
    workflow = holder.get("workflow")
    if type(workflow) is dict and _plain_kind(workflow) is Kind.WORKFLOW:
        main.part = part or kind.value
        where = (*base, "workflow") if workflow_at is None else workflow_at
        name = f"{part}/workflow" if part else "workflow"
        kept = _document(Kind.WORKFLOW, workflow, source, where, name)
        main.beside = Beside(kept, holder.get("field_values"))
        return [main, kept]
    return [main]


def _vouched(found: list[Document], surely: bool) -> list[Document]:
    for document in found:
        document.vouched = surely
    return found


def _document(kind: Kind, data: dict[Any, Any], source: Source, base: Pointer, part: str | None) -> Document:
    meta = data.get("meta")
    version = meta.get("version") if type(meta) is dict else None
    return Document(
        kind, data, source, base=base, part=part, version=version if type(version) is str else None
    )


def _plain_kind(data: dict[Any, Any]) -> Kind | None:
    """The kind of an object that has the nodes itself; None when it is nothing of the sort."""
    nodes, edges = data.get("nodes"), data.get("edges")
    if type(nodes) is list:
        return _kind_of_list(data, nodes, edges)
    if type(nodes) is dict:
        # Translations have a chapter "nodes" too, full of texts.
        texts_only = nodes and "edges" not in data and all(type(node) is str for node in nodes.values())
        return None if texts_only else Kind.GRAPH
    if type(meta := data.get("meta")) is dict and "version" in meta:
        if "edges" in data or "nodes" in data or "exposedFields" in data or "form" in data:
            return Kind.WORKFLOW
    elif "edges" in data and ("nodes" in data or type(edges) is list):
        if any(member in data for member in _WORKFLOW_MEMBERS):
            return Kind.WORKFLOW
        if "nodes" in data or _has_graph_edges(edges):
            return Kind.GRAPH
    return None


def _kind_of_list(data: dict[Any, Any], nodes: list[Any], edges: Any) -> Kind | None:
    if nodes:
        first = nodes[0]
        kind = first.get("type") if type(first) is dict else None
        if type(kind) is str and kind in _CANVAS_NODES and not _has_graph_edges(edges):
            return Kind.WORKFLOW
    links = data.get("links")
    if type(links) is list and "edges" not in data:
        # ComfyUI's are lists, of late objects with an "origin_id"; others call such things links too.
        theirs = links and type(links[0]) is dict and "origin_id" not in links[0]
        return None if theirs else Kind.COMFYUI
    if _has_graph_edges(edges):
        return Kind.GUIDE
    types = [node.get("type") for node in nodes if type(node) is dict]
    if any(type(t) is str and t in _CANVAS_NODES for t in types):
        return Kind.WORKFLOW
    if any(type(t) is str for t in types) and ("edges" in data or "meta" in data):
        return Kind.GUIDE
    if "exposedFields" in data or "form" in data or type(data.get("meta")) is dict or "edges" in data:
        return Kind.WORKFLOW
    return None


def _has_graph_edges(edges: Any) -> bool:
    """Whether edges name their ends by objects, as graphs do and workflows never do."""
    if type(edges) is not list:
        return False
    return any(
        type(edge) is dict and (type(edge.get("source")) is dict or type(edge.get("destination")) is dict)
        for edge in edges[:5]
    )


def _is_comfyui_prompt(data: dict[Any, Any]) -> bool:
    """ComfyUI's API format: {"3": {"class_type": "KSampler", "inputs": {...}}, ...}."""
    if not data:
        return False
    hits = 0
    for value in data.values():
        if type(value) is dict and type(value.get("class_type")) is str:
            hits += 1
        elif hits == 0:
            return False
    return hits * 2 > len(data)
