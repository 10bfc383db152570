"""Whether a document with nodes and edges is InvokeAI's, by what no other program writes.

Many programs write nodes and edges. InvokeAI's files have canvas nodes of the type ``invocation``, edges with
ends ``{node_id, field}``, and members that only its editor and its server know. Where a document has none of
these, the types of its nodes must decide, which are a question for the catalogues (engine/origin.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.document.model import Document

_BATCH = Kind.BATCH
_CATEGORIES = frozenset({"user", "default", "project"})  # of ``meta``; the last is of earlier releases
_ABOUT = frozenset({"author", "contact", "notes", "tags", "description"})  # a workflow's own words
_GRAPH_MEMBERS = frozenset({"id", "nodes", "edges"})
_CANVAS_MEMBERS = ("nodePack", "isIntermediate")  # in the data of a canvas node; others use caches too


def has_trait(document: Document) -> bool:
    """Whether something in the document is InvokeAI's alone. Looks no further than the first such thing."""
    data = document.data
    if document.vouched or type(data) is not dict:
        return document.vouched
    if document.kind is not _BATCH:
        return _in_nodes_and_edges(data)
    graph = data.get("graph")
    if type(graph) is dict and _in_nodes_and_edges(graph):
        return True
    if "batch_id" in data or (type(data.get("runs")) is int and ("graph" in data or "data" in data)):
        return True
    return _is_batch_data(data.get("data"))


def graph_of(document: Document) -> dict[str, Any]:
    """The object of a document that has the nodes; an empty one when it has none."""
    data = document.data
    if document.kind is Kind.BATCH and type(data) is dict:
        data = data.get("graph")
    return data if type(data) is dict else {}


def node_types(data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Of each node the names that stand where InvokeAI has a type: of a node, and in a canvas node's data."""
    for node in _objects(data.get("nodes")):
        names = [node.get("type")]
        inner = node.get("data")
        if type(inner) is dict and type(inner.get("inputs")) is dict:
            names.append(inner.get("type"))
        found = tuple([name for name in names if type(name) is str])
        if found:
            yield found


def has_members_of_a_graph(data: dict[str, Any]) -> bool:
    """Whether an object has what a graph of InvokeAI's API has, and no more; whatever is in it."""
    return type(data.get("nodes")) is dict and _GRAPH_MEMBERS.issuperset(data)


def is_shaped_as_graph(data: dict[str, Any]) -> bool:
    """Whether all nodes stand under their own ids and have types, as in a graph of InvokeAI's API, and edges,
    if there are any, name their ends by objects.
    """
    nodes, edges = data.get("nodes"), data.get("edges", [])
    if type(nodes) is not dict or type(edges) is not list or not nodes:
        return False
    for key, node in nodes.items():
        if type(node) is not dict or node.get("id") != key or type(node.get("type")) is not str:
            return False
    return not edges or any(
        type(edge.get("source")) is dict or type(edge.get("destination")) is dict for edge in _objects(edges)
    )


def _in_nodes_and_edges(data: dict[str, Any]) -> bool:
    nodes, edges = data.get("nodes"), data.get("edges")
    if type(nodes) is list:
        for node in nodes:
            if type(node) is dict and (node.get("type") == "invocation" or _is_canvas_node(node)):
                return True
    for edge in edges if type(edges) is list else ():
        for end in edge.values() if type(edge) is dict else ():
            if type(end) is dict and "node_id" in end and "field" in end:
                return True
    if type(nodes) is dict:
        for node in _objects(nodes):
            if type(node.get("is_intermediate")) is bool:
                return True
        if not nodes and edges == [] and _GRAPH_MEMBERS.issuperset(data):
            return True  # a graph to be filled
    return _has_workflow_members(data)


def _is_canvas_node(node: dict[str, Any]) -> bool:
    if node.get("type") == "current_image":
        return True
    data = node.get("data")
    return type(data) is dict and any(name in data for name in _CANVAS_MEMBERS)


def _has_workflow_members(data: dict[str, Any]) -> bool:
    meta = data.get("meta")
    version = meta.get("version") if type(meta) is dict else None
    versioned = type(version) is str and [part.isdecimal() for part in version.split(".")] == [True] * 3
    exposes = type(data.get("exposedFields")) is list or _is_form(data.get("form"))
    category = meta.get("category") if type(meta) is dict else None
    if type(category) is str and category in _CATEGORIES and (versioned or exposes):
        return True
    return exposes and (versioned or not _ABOUT.isdisjoint(data))


def _is_form(form: Any) -> bool:
    return type(form) is dict and ("rootElementId" in form or type(form.get("elements")) is dict)


def _is_batch_data(data: Any) -> bool:
    """``[[{"node_path": ..., "field_name": ..., "items": [...]}]]``."""
    for group in data if type(data) is list else ():
        for one in group if type(group) is list else ():
            if type(one) is dict and "node_path" in one and "field_name" in one:
                return True
    return False


def _objects(members: Any) -> Iterable[dict[str, Any]]:
    """The objects among the items of a list, or the values of an object."""
    if type(members) is dict:
        members = members.values()
    elif type(members) is not list:
        return ()
    return (one for one in members if type(one) is dict)


REMARK = "wflint:"  # how the notes of a workflow, or of a node in it, speak to wflint


def may_speak(document: Document) -> bool:
    """Whether notes of a document may say a word to wflint: only workflows have notes."""
    return document.kind is Kind.WORKFLOW and REMARK in document.source.text
