"""The workflow that the UI holds once it has loaded a file: the copy that it saves, and sends with a graph.

Whatever the format of the file, this is the format of the target release (features/nodes/util/workflow:
migrations.ts, validateWorkflow.ts, buildWorkflow.ts).
"""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.graph.convert.opening import Flow
from wflint.graph.convert.wires import wires_of
from wflint.graph.webui.form_schema import readable_form
from wflint.graph.webui.forms import field_of, form_fields, form_of, has_fields
from wflint.graph.webui.kept import DROPPED
from wflint.graph.webui.profile import profile
from wflint.graph.webui.template import template_of
from wflint.graph.webui.updating import is_updated

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from wflint.graph.convert.opening import Opened
    from wflint.graph.ir import Edge, Node

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_NODE_KINDS = ("invocation", "notes", "connector")
# What the UI keeps of the ``data`` of nodes and of wires; other members it does not know.
_BODY = {
    "invocation": (
        *("id", "version", "nodePack", "label", "notes", "type", "inputs", "dynamicInputTemplates"),
        *("isOpen", "isIntermediate", "useCache"),
    ),
    "notes": ("id", "type", "label", "isOpen", "notes"),
    "connector": ("id", "type", "label", "isOpen"),
}
_COLLAPSED = ("id", "type", "source", "target")
_WIRE = (*_COLLAPSED, "sourceHandle", "targetHandle")


class Kept(NamedTuple):
    """What a written file has beyond what the UI holds (see :mod:`wflint.graph.convert.for_upgrades`).

    ``wires`` are among those dropped; ``raw`` are values by node that stay as they were; ``updated`` names
    nodes whose inputs are those of the release's version, though the UI would not update them.
    """

    wires: Sequence[Edge] = ()
    raw: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    updated: Container[str] = ()


def workflow_copy(
    opened: Opened, *, lenient: bool = False, kept: Kept | None = None
) -> dict[str, Any] | None:
    """The workflow as the UI writes it after loading: nodes updated, dropped wires gone, without ``id``.

    A release before 6.13 has no connectors: their wires lead straight. None for a file without the members
    that the UI demands, or whose form shows inputs that are gone: the UI then sends a graph without its
    workflow. ``lenient`` fills in what is missing, and leaves such a form as it is. ``kept`` is what the copy
    has beyond what the UI holds.
    """
    kept = kept or Kept()
    document, ui = opened.document, profile(opened.catalogue)
    data: Any = document.data
    meta = data.get("meta")
    lenient = lenient or ui.tolerant  # it has a default for whatever is missing
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
    category = meta.get("category", "user")
    exposed = [_exposed(field, opened) for field in _list(data.get("exposedFields"))]
    found["exposedFields"] = exposed
    found["meta"] = {"category": category if type(category) is str else "user", "version": ui.format}
    kinds = _NODE_KINDS if ui.connectors else _NODE_KINDS[:2]
    nodes = [n for n in _list(data.get("nodes")) if type(n) is dict and n.get("type") in kinds]
    found["nodes"] = [_node(n, opened, ui.connectors, kept) for n in nodes]
    found["edges"] = _edges(opened, kinds, kept.wires)
    if ui.form:
        form = None if opened.old else readable_form(data.get("form"))
        shown = _resolvable(exposed, opened)
        if form is not None and (has_fields(form) or not shown):
            found["form"] = _renamed(form, opened)
        else:
            found["form"] = form_of(shown, {field: _type_of(field, opened) for field in shown})
        if not lenient and not all(f in opened.inputs.get(n, ()) for n, f in form_fields(found["form"])):
            return None
    return found


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _moved(node: str, field: str, opened: Opened) -> str:
    """The name under which the UI looks for an exposed input: ``image_collection`` renamed its only one."""
    known = opened.graph.nodes.get(node)
    renamed = known is not None and known.type == "image_collection" and "images" in opened.inputs[node]
    return "images" if renamed and field == "collection" else field


def _exposed(field: Any, opened: Opened) -> Any:
    node, name = (field.get("nodeId"), field.get("fieldName")) if type(field) is dict else (None, None)
    if type(node) is not str or type(name) is not str:
        return copy.deepcopy(field)
    return {"nodeId": node, "fieldName": _moved(node, name, opened)}


def _renamed(form: dict[str, Any], opened: Opened) -> dict[str, Any]:
    for element in form["elements"].values():
        field = field_of(element)
        if field is not None:
            element["data"]["fieldIdentifier"]["fieldName"] = _moved(*field, opened)
    return form


def _resolvable(exposed: list[Any], opened: Opened) -> list[tuple[str, str]]:
    """The exposed fields that the UI puts into the form of a file without one: the release has the input."""
    found = []
    for field in exposed:
        node, name = (field.get("nodeId"), field.get("fieldName")) if type(field) is dict else (None, None)
        if type(node) is str and type(name) is str and _type_of((node, name), opened) is not None:
            found.append((node, name))
    return found


def _type_of(field: tuple[str, str], opened: Opened) -> tuple[str, str] | None:
    """The UI's type of an input and its cardinality; None for one that the release does not have."""
    node = opened.graph.nodes.get(field[0])
    template = template_of(opened.catalogue, node.type) if node is not None else None
    if node is None or template is None:
        return None
    known = template.types.get(field[1])
    if known is not None:
        return known.name, known.cardinality
    dynamic = node.raw.get("dynamicInputTemplates")
    own = dynamic.get(field[1]) if type(dynamic) is dict else None
    if own is None:
        return None
    stated = own.get("type") if type(own) is dict else None
    return (str(stated.get("name")), str(stated.get("cardinality"))) if type(stated) is dict else ("", "")


def _edges(opened: Opened, kinds: Container[str], kept: Sequence[Edge]) -> list[Any]:
    data: Any = opened.document.data
    accepted = {wire.index for wire in (*opened.flow.accepted, *opened.flow.links, *kept)}
    found = []
    connectors = opened.graph.connectors
    straight = connectors and "connector" not in kinds
    for i, edge in enumerate(_list(data.get("edges"))):
        if i in opened.view_only:
            if not straight or (edge["source"] not in connectors and edge["target"] not in connectors):
                found.append({m: edge[m] for m in _COLLAPSED if m in edge})
        elif i in accepted and not straight:
            hidden = () if opened.old else ("hidden",)
            found.append({m: edge[m] for m in (*_WIRE, *hidden) if m in edge})
    if not straight:
        return found
    flow = Flow(opened.graph, [*opened.flow.accepted, *kept], once=opened.flow.once)
    return wires_of(flow.direct()) + found


def _node(raw: dict[str, Any], opened: Opened, templates: bool, kept: Kept) -> dict[str, Any]:
    """A node with its inputs as they are now; ``templates``: the release has those of inputs made up."""
    found: dict[str, Any] = {k: copy.deepcopy(raw[k]) for k in ("id", "type", "data", "position") if k in raw}
    body = found.get("data")
    if type(body) is dict:
        found["data"] = body = {k: body[k] for k in _BODY[raw["type"]] if k in body}
    place = found.setdefault("position", {"x": 0, "y": 0})
    if type(place) is dict:
        found["position"] = {axis: place[axis] for axis in ("x", "y") if axis in place}
    node_id = raw.get("id")
    node = opened.graph.nodes.get(node_id) if type(node_id) is str else None
    if node is None or raw["type"] != "invocation" or type(body) is not dict:
        return found
    definition = opened.catalogue.node(node.type)
    if opened.old:
        found["data"] = body = _migrated(body, node, definition.pack if definition else "Unknown")
    version = definition.version if definition is not None else None
    if profile(opened.catalogue).takes_back:
        same = version is not None and node.version is not None and _major(node.version) == _major(version)
    else:
        same = is_updated(node, opened.catalogue)
    updated = same or node.id in kept.updated
    if updated:
        body["version"] = version
    body.setdefault("nodePack", "invokeai")
    if not templates:
        body.pop("dynamicInputTemplates", None)
    elif opened.old:
        body["dynamicInputTemplates"] = {}
    else:
        body.setdefault("dynamicInputTemplates", {})
    body["inputs"] = _instances(node, {**opened.inputs[node.id], **kept.raw.get(node.id, {})})
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
