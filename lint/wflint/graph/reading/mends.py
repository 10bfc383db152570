"""Fixes for faults of shape: members that are missing, and values that can be read in one way only.

InvokeAI refuses such a file: a fix is safe where no other would do, or where nothing that runs depends on it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.fix import Edit, Op, display, remove, replace, safe, unsafe
from wflint.diagnostics.words import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix

# What runs, or is kept, depends on these: a value for them is a choice.
_MATTERS: Final = frozenset(
    {"nodes", "edges", "inputs", "outputs", "isIntermediate", "useCache", "embedWorkflow", "items"}
)
_ENDS: Final = frozenset({"source", "destination", "sourceHandle", "targetHandle", "field"})
_ONE_WORD = re.compile(r'"([^"]*)"')
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_LONGEST: Final = 40  # characters of a value in a title
_NOTHING: Final = object()


def added(place: Pointer, member: str, value: Any, *, sure: bool | None = None) -> Fix:
    """Add a member; ``sure`` where only this value will do, by default where nothing depends on it."""
    text = json.dumps(value)
    title = f"add {quoted(member)}" + (f": {text}" if len(text) <= _LONGEST else "")
    certain = member not in _MATTERS if sure is None else sure
    return (safe if certain else unsafe)(title, Edit(Op.ADD, (*place, member), value))


def added_text(place: Pointer, member: str, text: str) -> Fix | None:
    """The same with the value as a cure spells it; None where that is only a sketch of one."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return added(place, member, value)


def written(place: Pointer, member: str | int, value: Any, *, sure: bool = True) -> Fix:
    """Write another value for a member."""
    text = json.dumps(value, ensure_ascii=False)
    text = text.encode("utf-8", "backslashreplace").decode()
    where = f" for {quoted(member)}" if type(member) is str else ""
    title = f"write {text}" if len(text) <= _LONGEST else f"write another value{where}"
    return (safe if sure else unsafe)(title, replace(*place, member, value=value))


def read_otherwise(place: Pointer, member: str, wanted: str, value: Any) -> Fix | None:
    """A value of another type as the one that is wanted, where that is plain; None where it is not."""
    if member == "nodePack":
        return safe('remove "nodePack"', remove(*place, member))
    found = _reading(member, wanted, value)
    if found is _NOTHING:
        return None
    return written(place, member, found, sure=not (value is None and member in _MATTERS))


def _reading(member: str, wanted: str, value: Any) -> Any:
    kind = type(value)
    if wanted == "true or false":
        if kind is str and value.strip().lower() in ("true", "false"):
            return value.strip().lower() == "true"
        return bool(value) if kind in (int, float) and value in (0, 1) else _NOTHING
    if wanted in ("a finite number", "a number above 0") and kind is str:
        return _number(value.strip())
    if wanted == "a list":
        if member in _MATTERS:
            return _NOTHING
        empty = (kind is dict or kind is str) and not value
        return [] if empty or (value is None and member == "exposedFields") else _NOTHING
    if wanted.startswith("an object"):
        if member in _ENDS or member == "data":
            return _NOTHING  # an empty one lacks all that it is to say
        return {} if kind is list and not value and not wanted.startswith("an object with") else _NOTHING
    if wanted == '"user" or "default"':
        return "user"
    word = _ONE_WORD.fullmatch(wanted)
    if word is not None:
        return word[1]
    if wanted.startswith("a string"):
        return _text(member, wanted, value)
    return _NOTHING


def _number(text: str) -> Any:
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else _NOTHING


def _text(member: str, wanted: str, value: Any) -> Any:
    if "such as" in wanted:
        return _NOTHING  # a version: 4 is not yet one
    if value is None and wanted == "a string":
        return ""
    if member in _ENDS:
        return _NOTHING  # no input or output is called by a number
    if type(value) is int and abs(value) < 10**15:
        return str(value)
    if type(value) is float and wanted == "a string" and abs(value) < 1e15 and member == "version":
        return str(value)
    if member == "tags" and type(value) is list and all(type(tag) is str for tag in value):
        return ", ".join(value)
    return _NOTHING


def as_node(place: Pointer, raw: dict[str, Any]) -> Fix | None:
    """The kind of a workflow's node, told by its data: notes and connectors say in there what they are."""
    body = raw.get("data")
    kind = body.get("type") if type(body) is dict else None
    if type(body) is not dict or type(kind) is not str:
        return None
    if kind not in ("notes", "connector"):
        if type(body.get("inputs")) is not dict:
            return None
        kind = "invocation"
    return added(place, "type", kind) if "type" not in raw else written(place, "type", kind)


def as_edge(place: Pointer, raw: dict[str, Any]) -> Fix | None:
    """The kind of a workflow's edge that names both of its fields: it carries a value.

    One of a kind that a newer InvokeAI knows stays.
    """
    if raw.get("type") == "loop_linkage":
        return None
    if not all(type(raw.get(part)) is str and raw[part] for part in ("sourceHandle", "targetHandle")):
        return None
    return added(place, "type", "default") if "type" not in raw else written(place, "type", "default")


def edge_id(place: Pointer, raw: dict[str, Any]) -> Fix | None:
    """An id for an edge, made of its ends as the editor does."""
    ends = [raw.get(part) for part in ("source", "sourceHandle", "target", "targetHandle")]
    if not all(type(end) is str for end in ends):
        return None
    source, output, target, field = ends
    value = f"reactflow__edge-{source}{output}-{target}{field}"
    return added(place, "id", value) if "id" not in raw else written(place, "id", value)


def same_id(place: Pointer, holder: dict[str, Any], other: Any) -> Fix | None:
    """The id that the other of two members has."""
    if type(other) is not str or not other.strip():
        return None
    return added(place, "id", other) if "id" not in holder else written(place, "id", other)


def one_id(graph: dict[str, Any], base: Pointer, key: str, node_id: Any, ends: list[set[str]]) -> Fix:
    """One id for a node of a graph: the one that edges use, where they use only one of them.

    ``ends`` keeps which they use, for all nodes of the graph.
    """
    if not ends:
        ends.append(_named_ends(graph))
    used, place = ends[0], (*base, "nodes")
    if type(node_id) is str and node_id in used and key not in used and node_id not in graph["nodes"]:
        return safe(f"rename the key to {quoted(node_id)}", Edit(Op.RENAME, (*place, key), node_id))
    return written((*place, key), "id", key, sure=key in used and str(node_id) not in used)


def _named_ends(graph: dict[str, Any]) -> set[str]:
    found = set()
    edges = graph.get("edges")
    for edge in edges if type(edges) is list else ():
        for side in ("source", "destination"):
            end = edge.get(side) if type(edge) is dict else None
            if type(end) is dict and type(end.get("node_id")) is str:
                found.add(end["node_id"])
    return found


def as_server_edges(edges: list[Any], indices: list[int], place: Pointer) -> Fix:
    """Edges of the editor as the server spells them."""
    edits = []
    for index in indices:
        edge = edges[index]
        ends = {
            "source": {"node_id": edge["source"], "field": edge["sourceHandle"]},
            "destination": {"node_id": edge["target"], "field": edge["targetHandle"]},
        }
        edits.append(replace(*place, index, value=ends))
    return safe(
        "spell the edge as the server does" if len(edits) == 1 else "spell them as the server does", *edits
    )


def destination_of(place: Pointer, edge: dict[str, Any]) -> Fix | None:
    """The ``target`` of an edge by the name that the server has for it."""
    end = edge.get("target")
    if type(end) is not dict or type(end.get("node_id")) is not str or type(end.get("field")) is not str:
        return None
    return safe('rename "target" to "destination"', Edit(Op.RENAME, (*place, "target"), "destination"))


class BareValue:
    """A value in the place of a workflow's input: its input with that value.

    Who knows the release sets ``takes``: what the input does not take is shown only.
    """

    __slots__ = ("_place", "name", "node_type", "takes", "value")

    def __init__(self, place: Pointer, node_type: str | None, name: str, value: Any) -> None:
        self._place = place
        self.node_type = node_type
        self.name = name
        self.value = value
        self.takes: Callable[[], bool] | None = None

    def __call__(self) -> Fix:
        """What mends it."""
        fix = written(self._place, self.name, {"name": self.name, "value": self.value})
        fits = self.takes is None or self.takes()
        return fix if fits else display(fix.title, *fix.edits)


class NodeVersion:
    """The version of a node: the one that the target release has, where the file does not speak of another.

    Who knows the release sets ``current``; a reader does not.
    """

    __slots__ = ("_place", "_stated", "current", "node_type")

    def __init__(self, place: Pointer, node_type: str | None, stated: str | None) -> None:
        self._place = place
        self._stated = stated
        self.node_type = node_type
        self.current: str | None = None

    def __call__(self) -> Fix | None:
        """What mends it, if anything does."""
        stated, current = self._stated, self.current
        match = _VERSION.fullmatch(stated or "")
        if match is not None and (current is None or int(match[1]) != int(current.split(".")[0])):
            three = ".".join(str(int(number or 0)) for number in match.groups()[:3])
            return written(self._place, "version", three, sure=current is None and not match[4])
        if current is None:
            return None
        if stated is None:
            return added(self._place, "version", current)
        return written(self._place, "version", current, sure=match is not None)


_VERSION = re.compile(r"\s*[vV]?([0-9]{1,6})(?:\.([0-9]{1,6}))?(?:\.([0-9]{1,6}))?([-+ .].*)?", re.DOTALL)


def end_as_text(place: Pointer, member: str, value: Any, nodes: Any) -> Fix | None:
    """A number at an end of an edge as the id that it stands for."""
    if type(value) is not int or abs(value) >= 10**15:
        return None
    if type(nodes) is not dict or str(value) not in nodes:
        return None
    return written(place, member, str(value))


def named(place: Pointer, instance: dict[str, Any], name: str) -> Fix | None:
    """The name of an input of a workflow's node is its key."""
    if not name.strip():
        return None
    return added(place, "name", name) if "name" not in instance else written(place, "name", name)


def unset(place: Pointer, member: str) -> Fix:
    """A flag that is null counts as not set."""
    return unsafe(f"remove {quoted(member)}", remove(*place, member))


def only_last(first: Pointer, *, sure: bool) -> Fix:
    """Of two nodes with one id the web UI sends the last: the other goes."""
    return (safe if sure else unsafe)("remove the first of the two nodes", remove(*first))


def converted() -> Fix:
    """Another file is made of it, by another command."""
    return display("run `wflint convert FILE --to workflow`")
