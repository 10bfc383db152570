"""What is wrong with the shape of a workflow: the rules of the web UI's schemas, in its own order.

Only reached for the parts of a file that failed the quick checks of ``workflow``. The facts are those
of the UI's types/workflow.ts, types/invocation.ts and types/field.ts (and their v1 and v2
predecessors for files of format 1.0.0 and 2.0.0): one such fault and the UI loads nothing of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Related
from wflint.diagnostics.words import listed
from wflint.graph.ir import LINKAGE
from wflint.graph.reading.faults import BOOLEAN, FILLED, PACK, PACK_CURE, Place, edge_type, later, shown
from wflint.graph.reading.mends import BareValue, NodeVersion
from wflint.graph.reading.node_names import WorkflowNames
from wflint.graph.reading.semver import is_node_version
from wflint.graph.webui.profile import OLD_FORMATS
from wflint.graph.webui.values import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics import Finding, Pointer
    from wflint.graph.reading.faults import Mend, Odd

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_CANVAS_NODES = ("invocation", "notes", "connector")


def workflow_faults(data: dict[str, Any], version: str | None, odd: Iterable[Odd]) -> Iterator[Finding]:
    """What is wrong with the odd parts of a workflow of a format version, in the order in which they come."""
    names = WorkflowNames(data["nodes"] if type(data.get("nodes")) is list else [])
    for part, i, first in odd:
        if part == "nodes":
            yield from _node_faults(
                data["nodes"][i], Place(names.of(i), ("nodes", i), several="nodes"), version
            )
        elif part == "edges":
            place = Place(f"edge {i + 1}", ("edges", i), several="edges")
            yield from _edge_faults(data["edges"][i], place)
        elif first is not None:
            yield repeated_id(names, i, data["nodes"][i], *first)
        else:
            yield from _top_faults(data, version)


def _top_faults(data: dict[str, Any], version: str | None) -> Iterator[Finding]:
    """Faults of the workflow's own members (nodes, edges and form aside)."""
    first = version is None or version == "1.0.0"  # that format has a default for nearly everything
    place = Place("the workflow", ())
    if "meta" in data:
        meta = data["meta"]
        if type(meta) is dict:
            yield from _meta_faults(meta, first, Place('"meta"', ("meta",)))
        else:
            yield place.wrong(
                "meta",
                "an object",
                meta,
                'write an object with the format version, such as {"version": "4.0.0"}',
            )
    if "id" in data and not first and (type(data["id"]) is not str or not data["id"]):
        yield place.wrong("id", FILLED, data["id"])
    for member in _TEXTS:
        if member not in data:
            if not first:
                yield place.missing(member, '""')
        elif type(data[member]) is not str:
            yield place.wrong(member, "a string", data[member])
    for member in ("nodes", "edges", "exposedFields"):
        if member not in data:
            if not first:
                yield place.missing(member, "[]")
        elif type(data[member]) is not list:
            yield place.wrong(member, "a list", data[member])
    exposed = data.get("exposedFields")
    for i, field in enumerate(exposed if type(exposed) is list else ()):
        here = Place(f"exposed field {i + 1}", ("exposedFields", i), several="exposed fields")
        if type(field) is dict:
            yield from _text_faults(field, ("nodeId", "fieldName"), here)
        else:
            yield here.unfit("an object", field)


def _meta_faults(meta: dict[str, Any], first: bool, place: Place) -> Iterator[Finding]:
    if "version" in meta and type(meta["version"]) is not str:
        yield place.wrong("version", "a string such as 4.0.0", meta["version"])
    category = meta.get("category", "user")
    if not first and category not in ("user", "default", "project"):
        yield place.wrong("category", '"user" or "default"', category)


def _text_faults(
    holder: dict[str, Any], members: tuple[str, ...], place: Place, fix: Mend = None
) -> Iterator[Finding]:
    """Faults of members that must be strings with more than blanks in them; ``fix`` mends the first."""
    for member in members:
        cure = fix if member == members[0] else None
        if member not in holder:
            yield place.missing(member, fix=cure)
        elif type(holder[member]) is not str or not holder[member].strip():
            yield place.wrong(member, FILLED, holder[member], fix=cure)


# -- nodes ------------------------------------------------------------------------------------------------


def _node_faults(raw: Any, place: Place, version: str | None) -> Iterator[Finding]:
    if type(raw) is not dict:
        yield place.unfit("an object", raw)
        return
    body: Any = raw.get("data")
    place.node = raw["id"] if type(raw.get("id")) is str else None
    place.node_type = body["type"] if type(body) is dict and type(body.get("type")) is str else None
    inner = body.get("id") if type(body) is dict else None
    fix = later("same_id", place.pointer, raw, inner) if type(inner) is str else None
    yield from _text_faults(raw, ("id",), place, fix)
    allowed = _CANVAS_NODES[:2] if version in OLD_FORMATS else _CANVAS_NODES
    if "type" not in raw:
        add = 'add "type": "invocation", or "notes" or "connector"'
        fix = later("as_node", place.pointer, raw)
        yield place.without_type().missing("type", add=add, fix=fix)
        return
    kind = raw["type"]
    if type(kind) is not str or kind not in allowed:
        yield _odd_kind(raw, allowed, place)
        return
    if type(body) is not dict:
        yield place.wrong("data", "an object", body) if "data" in raw else place.missing("data")
        return
    yield from _body_faults(body, kind, version, place.inner("data"), raw.get("id"))
    yield from _position_faults(raw, place)
    if version in OLD_FORMATS:
        for side in ("width", "height"):
            size = raw.get(side)
            if size is not None and (not is_number(size) or size <= 0):
                yield place.without_type().wrong(side, "a number above 0", size)
    if type(raw.get("id")) is str and type(body.get("id")) is str and raw["id"].strip() != body["id"].strip():
        yield _two_ids(raw["id"], body["id"], place)


def _two_ids(outer: str, inner: str, place: Place) -> Finding:
    return place.finding(
        "node-id-mismatch",
        f'{place.what} has the id {shown(outer, 30)}, but {shown(inner, 30)} in its "data"',
        "data",
        "id",
        help=f'write "id": {shown(outer)} in its "data"',
        then="the web UI uses the outer id; when another workflow calls this one, the server uses the inner",
        fix=later("written", (*place.pointer, "data"), "id", outer.strip()),
    )


def _odd_kind(raw: dict[str, Any], allowed: tuple[str, ...], place: Place) -> Finding:
    kind = raw["type"]
    fix = None
    if kind == "current_image":
        cure = "remove the current-image node: it belongs to the editor and is never saved"
    elif kind == "connector":
        cure = "write format version 4.0.0, which has connectors, or remove the connector"
    else:
        cure = 'write "invocation"; the type of the node itself, such as noise, goes into its "data"'
        fix = later("as_node", place.pointer, raw)
    return place.wrong("type", listed([f'"{name}"' for name in allowed], last="or"), kind, cure, fix=fix)


def _body_faults(
    body: dict[str, Any], kind: str, version: str | None, place: Place, outer: Any
) -> Iterator[Finding]:
    inside = place.inner(part='"data"', several="data of nodes")  # a node has both members outside, too
    same = later("same_id", place.pointer, body, outer) if type(outer) is str else None
    yield from _text_faults(body, ("id", "type"), inside, same)
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
        yield inside.without_type().wrong("type", f'"{kind}"', body["type"])
    for member in texts:
        if member not in body:
            yield place.missing(member, '""')
        elif type(body[member]) is not str:
            yield place.wrong(member, "a string", body[member])
    for member in flags:
        if member not in body:
            if member == "embedWorkflow" and version is None:
                continue
            yield place.missing(member)
        elif type(body[member]) is not bool:
            yield place.wrong(member, BOOLEAN, body[member])
    if kind != "invocation":
        return
    yield from _version_faults(body, version, place)
    pack = body.get("nodePack", "invokeai")
    if (type(pack) is not str and pack is not None) or pack == "":  # null: rule wrong-member-type decides
        yield place.wrong("nodePack", PACK, pack, PACK_CURE)
    yield from _template_faults(body, place.without_type())
    yield from _input_faults(body, version, place)


def _template_faults(body: dict[str, Any], place: Place) -> Iterator[Finding]:
    templates = body.get("dynamicInputTemplates", {})
    if type(templates) is not dict:
        yield place.wrong("dynamicInputTemplates", "an object", templates)
        return
    for name, template in templates.items():
        if not _is_template(template):
            here = place.inner("dynamicInputTemplates", name, part=f"the template of input {shown(name)}")
            text = f"{here.what} is not as the web UI writes it"
            cure = "remove the template, or export the workflow again"
            yield here.finding("wrong-member-type", text, help=cure)


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
            fix = NodeVersion(place.pointer, place.node_type, None)
            yield place.missing("version", add=_version_cure(place), fix=fix)
    elif type(body["version"]) is not str:
        yield place.wrong("version", "a string such as 1.0.0", body["version"])
    elif not is_node_version(body["version"]):
        text = f'"version" of {place.what} is {shown(body["version"], 30)}, not three numbers such as 1.2.3'
        yield place.finding(
            "bad-node-version",
            text,
            "version",
            help=_version_cure(place),
            fix=NodeVersion(place.pointer, place.node_type, body["version"]),
            group='"version" of several nodes is not three numbers such as 1.2.3',
        )


def _version_cure(place: Place) -> str:
    return f"write the version that `wflint catalogue show {place.node_type or 'TYPE'}` prints"


def _input_faults(body: dict[str, Any], version: str | None, place: Place) -> Iterator[Finding]:
    if "inputs" not in body:
        yield place.missing("inputs", "{}")
        return
    inputs = body["inputs"]
    if type(inputs) is not dict:
        yield place.wrong("inputs", "an object", inputs)
        return
    for name, instance in inputs.items():
        if type(instance) is dict:
            part = f"input {shown(name)}"
            here = place.inner("inputs", name, part=part, several="inputs", field=name)
            named = later("named", here.pointer, instance, name)
            yield from _text_faults(instance, ("name",), here, named)
        else:
            here = place.inner("inputs", field=name)
            cure = f'write {{"name": {shown(name)}, "value": ...}}'
            fix = BareValue(here.pointer, place.node_type, name, instance)
            yield here.wrong(name, "an object", instance, cure, fix=fix)
    if version in OLD_FORMATS:
        from wflint.graph.reading.old_fields import old_field_faults

        yield from old_field_faults(body, version, place)


def _position_faults(raw: dict[str, Any], place: Place) -> Iterator[Finding]:
    if "position" not in raw:
        return
    position = raw["position"]
    if type(position) is not dict:
        yield place.wrong("position", 'an object with "x" and "y"', position)
        return
    here = place.inner("position", part="the position", several="positions")
    for axis in ("x", "y"):
        if axis not in position:
            yield here.missing(axis, "0")
        elif not is_number(position[axis]) and position[axis] == position[axis]:  # NaN is reported as such
            yield here.without_type().wrong(axis, "a finite number", position[axis])


def repeated_id(
    names: WorkflowNames, i: int, raw: Any, node_id: str, node_type: str | None, first: Pointer
) -> Finding:
    """The finding for a node whose id another node had before it."""
    place = Place(names.of(i), ("nodes", i), node=node_id, node_type=node_type)
    body = raw.get("data")
    alike = node_type is not None and type(body) is dict and body.get("type") == node_type
    other = names.of(first[1])() if len(first) == 2 and type(first[1]) is int else "an earlier node"
    return place.finding(
        "duplicate-node-id",
        f"{place.what} has the id {shown(node_id)} of {other}",
        "id",
        related=(Related(first, "the first node with this id"),) if first else (),
        fix=later("only_last", first, sure=alike) if first else None,
        help='give each node its own id, outside and in its "data"',
        then="the web UI loads both, draws edges to the first, and sends only the last to the server",
    )


# -- edges ------------------------------------------------------------------------------------------------


def _edge_faults(raw: Any, place: Place) -> Iterator[Finding]:
    if type(raw) is not dict:
        yield place.unfit("an object", raw)
        return
    if "type" not in raw:
        yield place.missing("type", '"default"', fix=later("as_edge", place.pointer, raw))
    elif raw["type"] not in ("default", "collapsed", LINKAGE):
        yield edge_type(place, raw["type"], fix=later("as_edge", place.pointer, raw))
    yield from _text_faults(raw, ("id", "source", "target"), place, later("edge_id", place.pointer, raw))
    if raw.get("type") != "collapsed":
        yield from _text_faults(raw, ("sourceHandle", "targetHandle"), place)
        if "hidden" in raw and type(raw["hidden"]) is not bool:
            yield place.wrong("hidden", BOOLEAN, raw["hidden"])
