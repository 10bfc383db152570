"""The copy of a workflow that travels with its graph, to be saved into the pictures."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from wflint.graph.ui_kept import DROPPED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.ir import Graph

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_NODE_KINDS = ("invocation", "notes", "connector")


def workflow_copy(
    document: Document,
    graph: Graph,
    catalogue: Catalogue,
    inputs: Mapping[str, Mapping[str, Any]],
    accepted: set[int],
) -> dict[str, Any] | None:
    """The workflow as the UI writes it after loading: nodes updated, dropped wires gone, without ``id``.

    ``inputs`` are the loaded values by node, ``accepted`` the places of the wires kept. None for files of
    formats before 3.0.0 or without the members that the server demands, which are sent without a copy.
    """
    data: Any = document.data
    meta = data.get("meta")
    if type(meta) is not dict or not _is_current(document.version):
        return None
    if not all(type(data.get(text)) is str for text in _TEXTS):
        return None
    found: dict[str, Any] = {text: data[text] for text in _TEXTS}
    found["exposedFields"] = _list(data.get("exposedFields"))
    found["meta"] = {"category": meta.get("category", "user"), "version": _format(catalogue)}
    nodes = [n for n in _list(data.get("nodes")) if type(n) is dict and n.get("type") in _NODE_KINDS]
    found["nodes"] = [_node(n, graph, catalogue, inputs) for n in nodes]
    found["edges"] = [
        copy.deepcopy(edge)
        for i, edge in enumerate(_list(data.get("edges")))
        if type(edge) is dict and (edge.get("type") == "collapsed" or i in accepted)
    ]
    if type(data.get("form")) is dict:
        found["form"] = copy.deepcopy(data["form"])
    return found


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _is_current(version: str | None) -> bool:
    return version is not None and version.split(".")[0] in ("3", "4")


def _format(catalogue: Catalogue) -> str:
    """The format that the release's UI writes: 4.0.0 came with 6.13.0."""
    parts = [int(p) for p in catalogue.version.split(".")[:2] if p.isdigit()]
    return "4.0.0" if len(parts) < 2 or parts >= [6, 13] else "3.0.0"


def _node(
    raw: dict[str, Any], graph: Graph, catalogue: Catalogue, inputs: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    found: dict[str, Any] = {k: copy.deepcopy(raw[k]) for k in ("id", "type", "data", "position") if k in raw}
    node_id = raw.get("id")
    node = graph.nodes.get(node_id) if type(node_id) is str else None
    if node is None or raw["type"] != "invocation" or type(found.get("data")) is not dict:
        return found
    definition = catalogue.node(node.type)
    current = definition.version if definition is not None else None
    if current is not None and node.version is not None and _major(node.version) == _major(current):
        found["data"]["version"] = current
    instances = {}
    for name, value in inputs[node.id].items():
        before = node.declared.get(name)
        instance = {
            "name": name,
            "label": _text(before, "label"),
            "description": _text(before, "description"),
        }
        instances[name] = instance if value is DROPPED else {**instance, "value": value}
    found["data"]["inputs"] = instances
    return found


def _major(version: str) -> str:
    return version.split(".", maxsplit=1)[0]


def _text(instance: Any, member: str) -> str:
    value = instance.get(member) if type(instance) is dict else None
    return value if type(value) is str else ""
