"""The workflow as the web UI of InvokeAI 7 writes it: what it saves, and sends along with a graph.

Read off its parser and its serializer (tests/differential/bundle_oracle.mjs runs both). Ids that it draws at
random are made of what they stand for.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from wflint.graph.ir import LINKAGE
from wflint.graph.webui.form_elements import kept_element
from wflint.graph.webui.kept import DROPPED
from wflint.graph.webui.updating import goes_with_update, is_updated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from wflint.graph.convert.opening import Opened
    from wflint.graph.ir import Node

_TEXTS: Final = ("author", "contact", "description", "name", "notes", "tags")
_LABELS: Final = {"notes": "Notes", "current_image": "Current Image", "connector": "Connector"}
_ENDS: Final = ("source", "sourceHandle", "target", "targetHandle")
_FLAGS: Final = ("labelOverride", "descriptionOverride")
_SEED_MODES: Final = ("fixed", "random", "increment", "decrement")
_NOBODY: Final[frozenset[str]] = frozenset()
_STATED: Final = ("name", "title", "description")


def saved_by_seven(opened: Opened) -> dict[str, Any]:
    """The copy, without an id."""
    data: Any = opened.document.data
    nodes = list(_nodes(opened))
    found: dict[str, Any] = {text: _text(data, text) for text in _TEXTS}
    found["version"] = _text(data, "version", "1.0.0")
    found["meta"] = {"category": "user", "version": "3.0.0"}
    found["exposedFields"] = []
    found["nodes"] = nodes
    found["edges"] = list(_edges(opened, {node["id"] for node in nodes}))
    found["form"] = _form(opened, {node["id"] for node in nodes})
    return found


def _text(holder: Any, member: str, otherwise: str = "") -> str:
    value = holder.get(member)
    return value if type(value) is str else otherwise


def _nodes(opened: Opened) -> Iterator[dict[str, Any]]:
    data: Any = opened.document.data
    graph = opened.graph
    for i, raw in enumerate(data["nodes"] if type(data.get("nodes")) is list else ()):
        if i in opened.graph.left_out:
            continue
        kind = raw["type"]
        body = raw["data"] if type(raw.get("data")) is dict else {}
        node = {"id": raw["id"], "type": kind, "position": _position(raw.get("position"))}
        if kind == "invocation":
            node["data"] = _body(raw["id"], body, graph.nodes.get(raw["id"]), i, opened)
        else:
            node["data"] = {"id": raw["id"], "label": _text(body, "label", _LABELS[kind]), "isOpen": True}
            if kind == "notes":
                node["data"]["notes"] = _text(body, "notes")
            if kind == "connector":
                node["data"]["type"] = kind
        yield node


def _position(raw: Any) -> dict[str, Any]:
    place = raw if type(raw) is dict else {}
    return {axis: place[axis] if type(place.get(axis)) in (int, float) else 0 for axis in ("x", "y")}


def _body(
    node_id: str, body: Mapping[str, Any], node: Node | None, place: int, opened: Opened
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": node_id,
        "type": body["type"],
        "version": _text(body, "version", "1.0.0"),
        "nodePack": _text(body, "nodePack", "invokeai"),
        "label": _text(body, "label"),
        "notes": _text(body, "notes"),
        "isOpen": body.get("isOpen") is not False,
        "isIntermediate": body.get("isIntermediate") is not False,
        "useCache": body.get("useCache") is not False,
    }
    templates = body.get("dynamicInputTemplates")
    if type(templates) is dict:
        found["dynamicInputTemplates"] = {
            n: copy.deepcopy(t) for n, t in templates.items() if _is_template(t)
        }
    if node is None or node.path != ("nodes", place):  # of two nodes with an id this is not the last
        raw = body.get("inputs")
        values = raw if type(raw) is dict else {}
        found["inputs"] = {
            n: _instance(n, v, v.get("value", DROPPED)) for n, v in values.items() if type(v) is dict
        }
        return found
    if is_updated(node, opened.catalogue):
        definition = opened.catalogue.node(node.type)
        found["version"] = definition.version if definition is not None else found["version"]
    inputs = opened.inputs[node_id]
    found["inputs"] = {n: _instance(n, node.declared.get(n), value) for n, value in inputs.items()}
    return found


def _is_template(value: Any) -> bool:
    """Whether it keeps the template of an input that a node made up."""
    kind = value.get("type") if type(value) is dict else None
    return (
        type(kind) is dict
        and all(type(value.get(member)) is str for member in _STATED)
        and type(value.get("required")) is bool
        and value.get("fieldKind") in ("input", "internal")
        and value.get("input") in ("connection", "direct", "any")
        and type(kind.get("name")) is str
        and kind.get("cardinality") in ("SINGLE", "COLLECTION", "SINGLE_OR_COLLECTION")
        and type(kind.get("batch")) is bool
    )


def _instance(name: str, before: Any, value: Any) -> dict[str, Any]:
    stated = before if type(before) is dict else {}
    found: dict[str, Any] = {"name": _text(stated, "name") or name, "label": _text(stated, "label")}
    if type(stated.get("description")) is str:
        found["description"] = stated["description"]
    for flag in _FLAGS:
        if type(stated.get(flag)) is bool:
            found[flag] = stated[flag]
    if found.get("descriptionOverride") is True and not found.get("description"):
        found["descriptionOverride"] = False
    if stated.get("seedMode") in _SEED_MODES:
        found["seedMode"] = stated["seedMode"]
    return found if value is DROPPED else {**found, "value": copy.deepcopy(value)}


def _edges(opened: Opened, nodes: set[str]) -> Iterator[dict[str, Any]]:
    data: Any = opened.document.data
    for i, raw in enumerate(data["edges"] if type(data.get("edges")) is list else ()):
        if type(raw) is not dict or not all(type(raw.get(end)) is str and raw[end] for end in _ENDS):
            continue
        if raw["source"] not in nodes or raw["target"] not in nodes:
            continue
        target = opened.graph.nodes.get(raw["target"])
        if target is not None and goes_with_update(target, raw["targetHandle"], opened.catalogue):
            continue
        kind = LINKAGE if raw.get("type") == LINKAGE else "default"
        name = _text(raw, "id") or f"edge-{i}"
        yield {"id": name, **{end: raw[end] for end in _ENDS}, "type": kind}


def _form(opened: Opened, nodes: set[str]) -> dict[str, Any]:
    data: Any = opened.document.data
    form = data.get("form")
    elements, root = (form.get("elements"), form.get("rootElementId")) if type(form) is dict else (None, None)
    held: dict[str, Any] = {}
    if type(elements) is dict and type(root) is str:
        held = {key: kept for key, element in elements.items() if (kept := kept_element(element)) is not None}
    if type(root) is not str or held.get(root, {}).get("type") != "container":
        root, held = "root", _exposed(data.get("exposedFields"))
    return {"elements": _settled(held, opened, nodes), "rootElementId": root}


def _settled(held: dict[str, Any], opened: Opened, nodes: set[str]) -> dict[str, Any]:
    """The elements that stay: one goes with its node, or with an input that its node's update took away."""
    orphans: dict[str, set[str]] = {}  # of nodes that are missing, by the container that they name
    taken: set[str] = set()  # of inputs that went: they go wherever they are listed
    for element in held.values():
        if element["type"] != "node-field":
            continue
        at = element["data"]["fieldIdentifier"]
        node = opened.graph.nodes.get(at["nodeId"])
        if at["nodeId"] not in nodes:
            orphans.setdefault(element.get("parentId", ""), set()).add(element["id"])
        elif node is not None and node.type == "image_collection" and at["fieldName"] == "collection":
            if is_updated(node, opened.catalogue) and "images" in opened.inputs[node.id]:
                at["fieldName"] = "images"
        elif node is not None and goes_with_update(node, at["fieldName"], opened.catalogue):
            taken.add(element["id"])
    gone = taken.union(*orphans.values())
    for key, element in held.items() if gone else ():
        if element["type"] == "container":
            mine: AbstractSet[str] = orphans.get(key, _NOBODY)
            children = element["data"]["children"]
            children[:] = [child for child in children if child not in taken and child not in mine]
    return {key: element for key, element in held.items() if key not in gone}


def _exposed(fields: Any) -> dict[str, Any]:
    """The form of a file without one: a column of the inputs that it exposes."""
    children: list[str] = []
    found: dict[str, Any] = {
        "root": {"id": "root", "type": "container", "data": {"layout": "column", "children": children}}
    }
    entries = fields if type(fields) is list else []
    if not all(
        type(e) is dict and all(type(e.get(m)) is str for m in ("nodeId", "fieldName")) for e in entries
    ):
        return found  # one that cannot be read, and none counts
    for number, entry in enumerate(entries):
        at = {"nodeId": entry["nodeId"], "fieldName": entry["fieldName"]}
        shown = {"fieldIdentifier": at, "showDescription": False, "showShuffle": False}
        key = f"node-field-{number}"
        found[key] = {"id": key, "parentId": "root", "type": "node-field", "data": shown}
        children.append(key)
    return found
