"""What is wrong with the shape of a workflow: the rules of the web UI's schemas, in its own order.

Only reached for a part of a file that failed the quick checks of ``workflow``. The facts are those
of the UI's types/workflow.ts, types/invocation.ts and types/field.ts (and their v1 and v2
predecessors for files of format 1.0.0 and 2.0.0): one such fault and the UI loads nothing of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Related
from wflint.graph.reading.faults import missing, shown, type_name, wrong_type
from wflint.graph.reading.semver import is_node_version
from wflint.graph.webui.values import is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Graph

THEN = "the web UI refuses to load the workflow"
_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_CANVAS_NODES = ("invocation", "notes", "connector")
_ABSENT = object()


def top_faults(data: dict[str, Any], version: str | None) -> Iterator[Finding]:
    """Faults of the workflow's own members (nodes, edges and form aside)."""
    first = version is None or version == "1.0.0"  # that format has a default for nearly everything
    what = "the workflow"
    meta = data.get("meta", _ABSENT)
    if meta is not _ABSENT and type(meta) is not dict:
        yield wrong_type("the workflow", "meta", "an object with the format version", meta, ("meta",), THEN)
    elif type(meta) is dict:
        if "version" in meta and type(meta["version"]) is not str:
            yield wrong_type(
                "meta", "version", "a text such as 4.0.0", meta["version"], ("meta", "version"), THEN
            )
        category = meta.get("category", "user")
        if not first and category not in ("user", "default", "project"):
            wanted = '"user" or "default"'
            yield wrong_type("meta", "category", wanted, category, ("meta", "category"), THEN)
    if "id" in data and not first and (type(data["id"]) is not str or not data["id"]):
        yield wrong_type("the workflow", "id", "a text that is not empty", data["id"], ("id",), THEN)
    for member in _TEXTS:
        if member not in data:
            if not first:
                yield missing(what, member, (), f'{THEN}. Add "{member}": ""')
        elif type(data[member]) is not str:
            yield wrong_type("the workflow", member, "a text", data[member], (member,), THEN)
    for member in ("nodes", "edges", "exposedFields"):
        if member not in data:
            if not first:
                yield missing(what, member, (), f'{THEN}. Add "{member}": []')
        elif type(data[member]) is not list:
            yield wrong_type("the workflow", member, "a list", data[member], (member,), THEN)
    exposed = data.get("exposedFields")
    for i, field in enumerate(exposed if type(exposed) is list else ()):
        at: Pointer = ("exposedFields", i)
        if type(field) is not dict:
            yield wrong_type(f"exposed field {i + 1}", "", "an object", field, at, THEN)
            continue
        yield from _texts(field, ("nodeId", "fieldName"), f"exposed field {i + 1}", at)


def _texts(
    holder: dict[str, Any],
    members: tuple[str, ...],
    what: str,
    at: Pointer,
    node: str | None = None,
    node_type: str | None = None,
) -> Iterator[Finding]:
    """Faults of members that must be texts with more than blanks in them."""
    for member in members:
        value = holder.get(member, _ABSENT)
        if value is _ABSENT:
            yield missing(what, member, at, THEN, node=node, node_type=node_type)
        elif type(value) is not str or not value.strip():
            wanted = "a text that is not empty"
            where = (*at, member)
            yield wrong_type(what, member, wanted, value, where, THEN, node=node, node_type=node_type)


def node_faults(raw: Any, i: int, version: str | None) -> Iterator[Finding]:
    """Faults of one entry of ``nodes``."""
    at: Pointer = ("nodes", i)
    what = f"node {i + 1}"
    if type(raw) is not dict:
        yield wrong_type(what, "", "an object", raw, at, THEN)
        return
    body: Any = raw.get("data")
    node = raw["id"] if type(raw.get("id")) is str else None
    node_type = body["type"] if type(body) is dict and type(body.get("type")) is str else None
    if node_type:
        what = _describe(node_type, body.get("label"), node)
    yield from _texts(raw, ("id",), what, at, node, node_type)
    kind = raw.get("type", _ABSENT)
    allowed = _CANVAS_NODES[:2] if version in ("1.0.0", "2.0.0") else _CANVAS_NODES
    if kind is _ABSENT:
        yield missing(what, "type", at, f'{THEN}. A node that runs has "type": "invocation"', node=node)
        return
    if type(kind) is not str or kind not in allowed:
        yield _odd_kind(kind, what, at, allowed, node, node_type)
        return
    if type(body) is not dict:
        if "data" in raw:
            yield wrong_type(what, "data", "an object", body, (*at, "data"), THEN, node=node)
        else:
            yield missing(what, "data", at, THEN, node=node)
        return
    yield from _body_faults(body, kind, what, (*at, "data"), version, node, node_type)
    yield from _position_faults(raw, what, at, node, node_type)
    if version in ("1.0.0", "2.0.0"):
        for side in ("width", "height"):
            size = raw.get(side)
            if size is not None and (not is_number(size) or size <= 0):
                yield wrong_type(what, side, "a number above 0", size, (*at, side), THEN, node=node)
    if type(raw.get("id")) is str and type(body.get("id")) is str and raw["id"].strip() != body["id"].strip():
        yield Finding(
            f'{what} has the id {shown(raw["id"])} outside and {shown(body["id"])} in its "data": the web UI '
            "goes by the outer one, the server, when another workflow calls this one, by the inner one. "
            "Make them equal",
            (*at, "data", "id"),
            node=node,
            node_type=node_type,
            rule="node-id-mismatch",
        )


def _describe(node_type: str, label: Any, node_id: str | None) -> str:
    """How messages call a node, as rules do: its type, its label, and its id if that is short."""
    named = f" {shown(label)}" if type(label) is str and label else ""
    short = f" ({node_id})" if node_id and len(node_id) <= 24 and node_id != node_type else ""
    return f"{node_type}{named}{short}"


def _odd_kind(
    kind: Any, what: str, at: Pointer, allowed: tuple[str, ...], node: str | None, node_type: str | None
) -> Finding:
    if kind == "current_image":
        then = f"{THEN}. The current-image node belongs to the editor and is never saved: remove it"
    elif kind == "connector":
        then = f"{THEN}. Connectors need format version 4.0.0"
    else:
        then = f"{THEN}. The node's own type, such as noise, goes into its data"
    names = " or ".join(f'"{name}"' for name in allowed)
    return wrong_type(what, "type", names, kind, (*at, "type"), then, node=node, node_type=node_type)


def _body_faults(
    body: dict[str, Any],
    kind: str,
    what: str,
    at: Pointer,
    version: str | None,
    node: str | None,
    node_type: str | None,
) -> Iterator[Finding]:
    yield from _texts(body, ("id", "type"), what, at, node, node_type)
    texts, flags = ["label"], ["isOpen"]
    if kind != "connector":
        texts.append("notes")
    if kind == "invocation":
        flags.append("isIntermediate")
        if version == "1.0.0" or version is None:
            flags.append("embedWorkflow")
        if version not in ("1.0.0", None) or "useCache" in body:
            flags.append("useCache")
    elif type(body.get("type")) is str and body["type"].strip() and body["type"] != kind:
        wanted = f'"{kind}" like the type outside'
        yield wrong_type(f"the data of {what}", "type", wanted, body["type"], (*at, "type"), THEN, node=node)
    for member in texts:
        if member not in body:
            yield missing(what, member, at, f'{THEN}. Add "{member}": ""', node=node, node_type=node_type)
        elif type(body[member]) is not str:
            where = (*at, member)
            yield wrong_type(
                what, member, "a text", body[member], where, THEN, node=node, node_type=node_type
            )
    for member in flags:
        if member not in body:
            if member == "embedWorkflow" and version is None:
                continue
            yield missing(what, member, at, THEN, node=node, node_type=node_type)
        elif type(body[member]) is not bool:
            where = (*at, member)
            wanted = "true or false"
            yield wrong_type(what, member, wanted, body[member], where, THEN, node=node, node_type=node_type)
    if kind != "invocation":
        return
    yield from _version_faults(body, what, at, version, node, node_type)
    pack = body.get("nodePack", "invokeai")
    if (type(pack) is not str and pack is not None) or pack == "":  # null: rule wrong-member-type decides
        wanted = "the name of the node's package, or left out"
        yield wrong_type(
            what, "nodePack", wanted, pack, (*at, "nodePack"), THEN, node=node, node_type=node_type
        )
    templates = body.get("dynamicInputTemplates", {})
    if type(templates) is not dict:
        where = (*at, "dynamicInputTemplates")
        yield wrong_type(what, "dynamicInputTemplates", "an object", templates, where, THEN, node=node)
    else:
        for name, template in templates.items():
            if not _is_template(template):
                where = (*at, "dynamicInputTemplates", name)
                wanted = "an input's template as the web UI writes it"
                yield wrong_type(
                    f"the template of input {shown(name)} of {what}",
                    "",
                    wanted,
                    template,
                    where,
                    THEN,
                    node=node,
                )
    yield from _input_faults(body, what, at, version, node, node_type)


def _is_template(template: Any) -> bool:
    """Whether a value has the members that every input template of the UI needs (its types/field.ts)."""
    kind = template.get("type") if type(template) is dict else None
    return (
        type(kind) is dict
        and all(type(template.get(m)) is str and template[m] for m in ("name", "title"))
        and all(type(template.get(m)) is bool for m in ("ui_hidden", "required"))
        and template.get("fieldKind") == "input"
        and template.get("input") in ("connection", "direct", "any")
        and type(kind.get("name")) is str
        and kind.get("cardinality") in ("SINGLE", "COLLECTION", "SINGLE_OR_COLLECTION")
        and type(kind.get("batch")) is bool
    )


def _version_faults(
    body: dict[str, Any], what: str, at: Pointer, version: str | None, node: str | None, node_type: str | None
) -> Iterator[Finding]:
    if "version" not in body:
        if version not in ("1.0.0", None):
            yield missing(what, "version", at, THEN, node=node, node_type=node_type)
    elif type(body["version"]) is not str:
        where = (*at, "version")
        wanted = "a text such as 1.0.0"
        yield wrong_type(
            what, "version", wanted, body["version"], where, THEN, node=node, node_type=node_type
        )
    elif not is_node_version(body["version"]):
        yield Finding(
            f"{what} has the version {shown(body['version'])}, which is not of the form 1.2.3: {THEN}",
            (*at, "version"),
            node=node,
            node_type=node_type,
            rule="bad-node-version",
        )


def _input_faults(
    body: dict[str, Any], what: str, at: Pointer, version: str | None, node: str | None, node_type: str | None
) -> Iterator[Finding]:
    inputs = body.get("inputs", _ABSENT)
    if inputs is _ABSENT:
        yield missing(what, "inputs", at, THEN, node=node, node_type=node_type)
        return
    if type(inputs) is not dict:
        where = (*at, "inputs")
        yield wrong_type(what, "inputs", "an object", inputs, where, THEN, node=node, node_type=node_type)
        return
    for name, instance in inputs.items():
        where = (*at, "inputs", name)
        if type(instance) is not dict:
            wanted = 'an object such as {"name": ..., "value": ...}'
            found = wrong_type(what, name, wanted, instance, where, THEN, node=node, node_type=node_type)
            found.field = name
            yield found
            continue
        for found in _texts(instance, ("name",), f"input {shown(name)} of {what}", where, node, node_type):
            found.field = name
            yield found
    if version in ("1.0.0", "2.0.0"):
        from wflint.graph.reading.old_fields import old_field_faults

        yield from old_field_faults(body, version, what, at, node, node_type)


def _position_faults(
    raw: dict[str, Any], what: str, at: Pointer, node: str | None, node_type: str | None
) -> Iterator[Finding]:
    position = raw.get("position", _ABSENT)
    if position is _ABSENT:
        return
    where = (*at, "position")
    if type(position) is not dict:
        wanted = "an object with x and y"
        yield wrong_type(what, "position", wanted, position, where, THEN, node=node, node_type=node_type)
        return
    for axis in ("x", "y"):
        if axis not in position:
            yield missing(f"the position of {what}", axis, where, THEN, node=node, node_type=node_type)
        elif not is_number(position[axis]) and position[axis] == position[axis]:  # NaN is reported as such
            wanted = "a finite number"
            place = (*where, axis)
            yield wrong_type(f"the position of {what}", axis, wanted, position[axis], place, THEN, node=node)


def edge_faults(raw: Any, i: int) -> Iterator[Finding]:
    """Faults of one entry of ``edges``."""
    at: Pointer = ("edges", i)
    what = f"edge {i + 1}"
    if type(raw) is not dict:
        yield wrong_type(what, "", "an object", raw, at, THEN)
        return
    kind = raw.get("type", _ABSENT)
    if kind is _ABSENT:
        yield missing(what, "type", at, f'{THEN}. An edge that carries a value has "type": "default"')
    elif kind not in ("default", "collapsed"):
        yield wrong_type(f"edge {i + 1}", "type", '"default" or "collapsed"', kind, (*at, "type"), THEN)
    yield from _texts(raw, ("id", "source", "target"), what, at)
    if kind != "collapsed":
        yield from _texts(raw, ("sourceHandle", "targetHandle"), what, at)
        if "hidden" in raw and type(raw["hidden"]) is not bool:
            hidden = raw["hidden"]
            yield wrong_type(f"edge {i + 1}", "hidden", "true or false", hidden, (*at, "hidden"), THEN)


def repeated_id(graph: Graph, node_id: str, i: int) -> Finding:
    """The finding for a node whose id another node had before it."""
    known = graph.nodes.get(node_id)
    first = known.path if known else graph.connectors.get(node_id) or graph.notes.get(node_id) or ()
    return Finding(
        f"node {i + 1} has the id {shown(node_id)} of an earlier node: InvokeAI keeps the last of "
        "the two and drops the other one. Give each node its own id",
        ("nodes", i, "id"),
        node=node_id,
        node_type=known.type if known else None,
        related=(Related(first, "the first node of that id"),) if first else (),
        rule="duplicate-node-id",
    )


__all__ = ["edge_faults", "node_faults", "repeated_id", "top_faults", "type_name"]
