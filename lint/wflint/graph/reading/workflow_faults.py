"""What is wrong with the shape of a workflow: the rules of the web UI's schemas, in its own order.

Only reached for the parts of a file that failed the quick checks of ``workflow``. The facts are those
of the UI's types/workflow.ts, types/invocation.ts and types/field.ts (and their v1 and v2
predecessors for files of format 1.0.0 and 2.0.0): one such fault and the UI loads nothing of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Related
from wflint.graph.reading.faults import NOT_LOADED, Place, shown
from wflint.graph.reading.semver import is_node_version
from wflint.graph.webui.profile import OLD_FORMATS
from wflint.graph.webui.values import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics import Finding, Pointer
    from wflint.graph.reading.faults import Odd

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_CANVAS_NODES = ("invocation", "notes", "connector")
_TEXT = "a text that is not empty"


def workflow_faults(data: dict[str, Any], version: str | None, odd: Iterable[Odd]) -> Iterator[Finding]:
    """What is wrong with the odd parts of a workflow of a format version, in the order in which they come."""
    for part, i, first in odd:
        if part == "nodes":
            yield from _node_faults(data["nodes"][i], i, version)
        elif part == "edges":
            yield from _edge_faults(data["edges"][i], Place(f"edge {i + 1}", ("edges", i), NOT_LOADED))
        elif first is not None:
            yield _repeated_id(i, *first)
        else:
            yield from _top_faults(data, version)


def _top_faults(data: dict[str, Any], version: str | None) -> Iterator[Finding]:
    """Faults of the workflow's own members (nodes, edges and form aside)."""
    first = version is None or version == "1.0.0"  # that format has a default for nearly everything
    place = Place("the workflow", (), NOT_LOADED)
    if "meta" in data:
        meta = data["meta"]
        if type(meta) is dict:
            yield from _meta_faults(meta, first, place.inner("meta", what="meta"))
        else:
            yield place.wrong("meta", "an object with the format version", meta)
    if "id" in data and not first and (type(data["id"]) is not str or not data["id"]):
        yield place.wrong("id", _TEXT, data["id"])
    for member in _TEXTS:
        if member not in data:
            if not first:
                yield place.missing(member, f'. Add "{member}": ""')
        elif type(data[member]) is not str:
            yield place.wrong(member, "a text", data[member])
    for member in ("nodes", "edges", "exposedFields"):
        if member not in data:
            if not first:
                yield place.missing(member, f'. Add "{member}": []')
        elif type(data[member]) is not list:
            yield place.wrong(member, "a list", data[member])
    exposed = data.get("exposedFields")
    for i, field in enumerate(exposed if type(exposed) is list else ()):
        here = place.inner("exposedFields", i, what=f"exposed field {i + 1}")
        if type(field) is dict:
            yield from _text_faults(field, ("nodeId", "fieldName"), here)
        else:
            yield here.unfit("an object", field)


def _meta_faults(meta: dict[str, Any], first: bool, place: Place) -> Iterator[Finding]:
    if "version" in meta and type(meta["version"]) is not str:
        yield place.wrong("version", "a text such as 4.0.0", meta["version"])
    category = meta.get("category", "user")
    if not first and category not in ("user", "default", "project"):
        yield place.wrong("category", '"user" or "default"', category)


def _text_faults(holder: dict[str, Any], members: tuple[str, ...], place: Place) -> Iterator[Finding]:
    """Faults of members that must be texts with more than blanks in them."""
    for member in members:
        if member not in holder:
            yield place.missing(member)
        elif type(holder[member]) is not str or not holder[member].strip():
            yield place.wrong(member, _TEXT, holder[member])


# -- nodes ------------------------------------------------------------------------------------------------


def _node_faults(raw: Any, i: int, version: str | None) -> Iterator[Finding]:
    place = Place(f"node {i + 1}", ("nodes", i), NOT_LOADED)
    if type(raw) is not dict:
        yield place.unfit("an object", raw)
        return
    body: Any = raw.get("data")
    place.node = raw["id"] if type(raw.get("id")) is str else None
    place.node_type = body["type"] if type(body) is dict and type(body.get("type")) is str else None
    if place.node_type:
        place.what = _describe(place.node_type, body.get("label"), place.node)
    yield from _text_faults(raw, ("id",), place)
    allowed = _CANVAS_NODES[:2] if version in OLD_FORMATS else _CANVAS_NODES
    if "type" not in raw:
        yield place.without_type().missing("type", '. A node that runs has "type": "invocation"')
        return
    kind = raw["type"]
    if type(kind) is not str or kind not in allowed:
        yield _odd_kind(kind, allowed, place)
        return
    if type(body) is not dict:
        yield place.wrong("data", "an object", body) if "data" in raw else place.missing("data")
        return
    yield from _body_faults(body, kind, version, place.inner("data"))
    yield from _position_faults(raw, place)
    if version in OLD_FORMATS:
        for side in ("width", "height"):
            size = raw.get(side)
            if size is not None and (not is_number(size) or size <= 0):
                yield place.without_type().wrong(side, "a number above 0", size)
    if type(raw.get("id")) is str and type(body.get("id")) is str and raw["id"].strip() != body["id"].strip():
        text = (
            f'{place.what} has the id {shown(raw["id"])} outside and {shown(body["id"])} in its "data": the '
            "web UI goes by the outer one, the server, when another workflow calls this one, by the inner "
            "one. Make them equal"
        )
        yield place.finding("node-id-mismatch", text, "data", "id")


def _describe(node_type: str, label: Any, node_id: str | None) -> str:
    """How messages call a node, as rules do: its type, its label, and its id if that is short."""
    named = f" {shown(label)}" if type(label) is str and label else ""
    short = f" ({node_id})" if node_id and len(node_id) <= 24 and node_id != node_type else ""
    return f"{node_type}{named}{short}"


def _odd_kind(kind: Any, allowed: tuple[str, ...], place: Place) -> Finding:
    if kind == "current_image":
        hint = ". The current-image node belongs to the editor and is never saved: remove it"
    elif kind == "connector":
        hint = ". Connectors need format version 4.0.0"
    else:
        hint = ". The node's own type, such as noise, goes into its data"
    return place.wrong("type", " or ".join(f'"{name}"' for name in allowed), kind, hint)


def _body_faults(body: dict[str, Any], kind: str, version: str | None, place: Place) -> Iterator[Finding]:
    yield from _text_faults(body, ("id", "type"), place)
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
        here = place.without_type().inner(what=f"the data of {place.what}")
        yield here.wrong("type", f'"{kind}" like the type outside', body["type"])
    for member in texts:
        if member not in body:
            yield place.missing(member, f'. Add "{member}": ""')
        elif type(body[member]) is not str:
            yield place.wrong(member, "a text", body[member])
    for member in flags:
        if member not in body:
            if member == "embedWorkflow" and version is None:
                continue
            yield place.missing(member)
        elif type(body[member]) is not bool:
            yield place.wrong(member, "true or false", body[member])
    if kind != "invocation":
        return
    yield from _version_faults(body, version, place)
    pack = body.get("nodePack", "invokeai")
    if (type(pack) is not str and pack is not None) or pack == "":  # null: rule wrong-member-type decides
        yield place.wrong("nodePack", "the name of the node's package, or left out", pack)
    yield from _template_faults(body, place.without_type())
    yield from _input_faults(body, version, place)


def _template_faults(body: dict[str, Any], place: Place) -> Iterator[Finding]:
    templates = body.get("dynamicInputTemplates", {})
    if type(templates) is not dict:
        yield place.wrong("dynamicInputTemplates", "an object", templates)
        return
    for name, template in templates.items():
        if not _is_template(template):
            what = f"the template of input {shown(name)} of {place.what}"
            here = place.inner("dynamicInputTemplates", name, what=what)
            yield here.unfit("an input's template as the web UI writes it", template)


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


def _version_faults(body: dict[str, Any], version: str | None, place: Place) -> Iterator[Finding]:
    if "version" not in body:
        if version not in ("1.0.0", None):
            yield place.missing("version")
    elif type(body["version"]) is not str:
        yield place.wrong("version", "a text such as 1.0.0", body["version"])
    elif not is_node_version(body["version"]):
        text = f"{place.what} has the version {shown(body['version'])}, which is not of the form 1.2.3: "
        yield place.finding("bad-node-version", text + place.then, "version")


def _input_faults(body: dict[str, Any], version: str | None, place: Place) -> Iterator[Finding]:
    if "inputs" not in body:
        yield place.missing("inputs")
        return
    inputs = body["inputs"]
    if type(inputs) is not dict:
        yield place.wrong("inputs", "an object", inputs)
        return
    for name, instance in inputs.items():
        if type(instance) is dict:
            what = f"input {shown(name)} of {place.what}"
            yield from _text_faults(instance, ("name",), place.inner("inputs", name, what=what, field=name))
        else:
            here = place.inner("inputs", field=name)
            yield here.wrong(name, 'an object such as {"name": ..., "value": ...}', instance)
    if version in OLD_FORMATS:
        from wflint.graph.reading.old_fields import old_field_faults

        yield from old_field_faults(body, version, place)


def _position_faults(raw: dict[str, Any], place: Place) -> Iterator[Finding]:
    if "position" not in raw:
        return
    position = raw["position"]
    if type(position) is not dict:
        yield place.wrong("position", "an object with x and y", position)
        return
    here = place.inner("position", what=f"the position of {place.what}")
    for axis in ("x", "y"):
        if axis not in position:
            yield here.missing(axis)
        elif not is_number(position[axis]) and position[axis] == position[axis]:  # NaN is reported as such
            yield here.without_type().wrong(axis, "a finite number", position[axis])


def _repeated_id(i: int, node_id: str, node_type: str | None, first: Pointer) -> Finding:
    """The finding for a node whose id another node had before it."""
    place = Place(f"node {i + 1}", ("nodes", i), NOT_LOADED, node=node_id, node_type=node_type)
    text = (
        f"{place.what} has the id {shown(node_id)} of an earlier node: InvokeAI keeps the last of "
        "the two and drops the other one. Give each node its own id"
    )
    related = (Related(first, "the first node of that id"),) if first else ()
    return place.finding("duplicate-node-id", text, "id", related=related)


# -- edges ------------------------------------------------------------------------------------------------


def _edge_faults(raw: Any, place: Place) -> Iterator[Finding]:
    if type(raw) is not dict:
        yield place.unfit("an object", raw)
        return
    if "type" not in raw:
        yield place.missing("type", '. An edge that carries a value has "type": "default"')
    elif raw["type"] not in ("default", "collapsed"):
        yield place.wrong("type", '"default" or "collapsed"', raw["type"])
    yield from _text_faults(raw, ("id", "source", "target"), place)
    if raw.get("type") != "collapsed":
        yield from _text_faults(raw, ("sourceHandle", "targetHandle"), place)
        if "hidden" in raw and type(raw["hidden"]) is not bool:
            yield place.wrong("hidden", "true or false", raw["hidden"])
