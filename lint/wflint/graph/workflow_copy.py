"""The workflow that the UI holds once it has loaded a file: the copy that it saves, and sends with a graph.

Whatever the format of the file, this is the format of the target release (features/nodes/util/workflow:
migrations.ts, validateWorkflow.ts, buildWorkflow.ts).
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from wflint.graph.forms import form_of, has_fields
from wflint.graph.ui_kept import DROPPED
from wflint.graph.workflow_format import CURRENT_FORMAT, format_of, has_form, states_types

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.convert import Opened
    from wflint.graph.ir import Node

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_NODE_KINDS = ("invocation", "notes", "connector")


def workflow_copy(
    document: Document, catalogue: Catalogue, opened: Opened, *, lenient: bool = False
) -> dict[str, Any] | None:
    """The workflow as the UI writes it after loading: nodes updated, dropped wires gone, without ``id``.

    A release before 6.13 has no connectors: their wires lead straight. None for a file without the members
    that the UI demands; ``lenient`` fills them in.
    """
    data: Any = document.data
    old = states_types(document)
    meta = data.get("meta")
    if type(meta) is not dict:
        if not lenient:
            return None
        meta = {}
    found: dict[str, Any] = {}
    for text in _TEXTS:
        value = data.get(text)
        if type(value) is not str and not lenient and document.version != "1.0.0":
            return None
        found[text] = value if type(value) is str else ""
    wanted = format_of(catalogue)
    category = meta.get("category", "user")
    found["exposedFields"] = copy.deepcopy(_list(data.get("exposedFields")))
    found["meta"] = {"category": category if type(category) is str else "user", "version": wanted}
    kinds = _NODE_KINDS if wanted == CURRENT_FORMAT else _NODE_KINDS[:2]
    nodes = [n for n in _list(data.get("nodes")) if type(n) is dict and n.get("type") in kinds]
    found["nodes"] = [_node(n, catalogue, opened, old, wanted == CURRENT_FORMAT) for n in nodes]
    found["edges"] = _edges(data, opened, kinds, old)
    form = data.get("form")
    if has_form(catalogue):
        exposed = _resolvable(found["exposedFields"], opened)
        if exposed and not has_fields(form):
            found["form"] = form_of(exposed)
        elif type(form) is dict or old or lenient:
            found["form"] = copy.deepcopy(form) if type(form) is dict else form_of(())
    return found


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _resolvable(exposed: list[Any], opened: Opened) -> list[tuple[str, str]]:
    """The exposed fields for which there is an input."""
    found = []
    for field in exposed:
        node, name = (field.get("nodeId"), field.get("fieldName")) if type(field) is dict else (None, None)
        if type(node) is str and type(name) is str and name in opened.inputs.get(node, ()):
            found.append((node, name))
    return found


def _edges(data: Any, opened: Opened, kinds: tuple[str, ...], old: bool) -> list[Any]:
    accepted = {wire.index for wire in opened.flow.accepted}
    found = []
    gone = opened.graph.connectors
    straight = gone and "connector" not in kinds
    for i, edge in enumerate(_list(data.get("edges"))):
        if type(edge) is not dict:
            continue
        collapsed = edge.get("type") == "collapsed"
        if collapsed and straight and (_is_in(edge, "source", gone) or _is_in(edge, "target", gone)):
            continue
        if collapsed or (i in accepted and not straight):
            found.append(copy.deepcopy(edge))
    if straight:
        from wflint.graph.wires import wires_of

        found = wires_of(opened.flow.direct()) + found
    if old:
        members = ("id", "type", "source", "target", "sourceHandle", "targetHandle")
        found = [{m: edge[m] for m in members if m in edge} for edge in found]
    return found


def _is_in(edge: Mapping[str, Any], member: str, ids: Container[str]) -> bool:
    return type(edge.get(member)) is str and edge[member] in ids


def _node(
    raw: dict[str, Any], catalogue: Catalogue, opened: Opened, old: bool, current: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {k: copy.deepcopy(raw[k]) for k in ("id", "type", "data", "position") if k in raw}
    node_id = raw.get("id")
    node = opened.graph.nodes.get(node_id) if type(node_id) is str else None
    if node is None or raw["type"] != "invocation" or type(found.get("data")) is not dict:
        return found
    definition = catalogue.node(node.type)
    body = _migrated(found["data"], node, definition.pack if definition else "Unknown") if old else None
    if body is not None:
        found["data"] = body
        found.setdefault("position", {"x": 0, "y": 0})
    version = definition.version if definition is not None else None
    if version is not None and node.version is not None and _major(node.version) == _major(version):
        found["data"]["version"] = version
    if not current:
        found["data"].pop("dynamicInputTemplates", None)
    elif old:
        found["data"]["dynamicInputTemplates"] = {}
    found["data"]["inputs"] = _instances(node, opened.inputs[node.id])
    return found


def _migrated(body: Mapping[str, Any], node: Node, pack: str) -> dict[str, Any]:
    """The ``data`` of a node of format 1.0.0 or 2.0.0, in the order of the current one."""
    return {
        "id": node.id,
        "type": node.type,
        "version": node.version or "1.0.0",
        "nodePack": body["nodePack"] if type(body.get("nodePack")) is str else pack,
        "label": node.label,
        "notes": _text(body, "notes"),
        "isOpen": body.get("isOpen") is not False,
        "isIntermediate": node.is_intermediate,
        "useCache": node.use_cache,
        "inputs": {},
    }


def _instances(node: Node, values: Mapping[str, Any]) -> dict[str, Any]:
    instances = {}
    for name, value in values.items():
        before = node.declared.get(name)
        instance = {
            "name": name,
            "label": _text(before, "label"),
            "description": _text(before, "description"),
        }
        instances[name] = instance if value is DROPPED else {**instance, "value": value}
    return instances


def _major(version: str) -> str:
    return version.split(".", maxsplit=1)[0]


def _text(instance: Any, member: str) -> str:
    value = instance.get(member) if isinstance(instance, dict) else None
    return value if type(value) is str else ""
