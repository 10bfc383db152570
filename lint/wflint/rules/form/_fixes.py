"""Edits that mend what a workflow exposes, and its form.

Nothing that runs depends on the form; but the web UI refuses one that is off, or forgets it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.diagnostics.fix import END, add, display, remove, replace, safe, unsafe
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import quoted
from wflint.graph.webui.profile import states_types
from wflint.rules.shared.exposed import exposed_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Edit, Fix
    from wflint.graph.ir import Node
    from wflint.graph.webui.form_schema import FormFault
    from wflint.rules.base import Context

_MOST = 200  # elements that are taken out together
_LAYOUTS = ("row", "column")
# By what the data of each kind of element is known; a heading is a text that says so.
_SIGNS = {"node-field": "fieldIdentifier", "container": "children", "text": "content", "heading": "content"}


class _Holders:
    """Which containers list each element, and which elements a walk from the root comes to."""

    __slots__ = ("below_root", "by_child", "elements", "outside")

    def __init__(self, form: dict[str, Any]) -> None:
        self.elements: dict[str, Any] = form["elements"]
        self.by_child: dict[str, list[tuple[str, int]]] = {}
        for key in self.elements:
            for i, child in enumerate(self.children(key)):
                self.by_child.setdefault(child, []).append((key, i))
        root = form.get("rootElementId")
        self.below_root = self._below(root.strip() if type(root) is str else "")
        self.outside = [key for key in self.elements if key not in self.below_root]

    def children(self, key: str) -> list[str]:
        """The children of a container; none of anything else."""
        element = self.elements.get(key)
        if type(element) is not dict or element.get("type") != "container":
            return []
        data = element.get("data")
        children = data.get("children") if type(data) is dict else None
        return [c.strip() for c in children if type(c) is str] if type(children) is list else []

    def holder(self, key: str) -> str | None:
        """The one container that lists an element."""
        found = {holder for holder, _ in self.by_child.get(key, ())}
        return found.pop() if len(found) == 1 else None

    def _below(self, root: str) -> set[str]:
        found, todo = {root}, [root]
        while todo:
            for child in self.children(todo.pop()):
                if child not in found and child in self.elements:
                    found.add(child)
                    todo.append(child)
        return found


def _holders(ctx: Context) -> _Holders | None:
    data: Any = ctx.document.data
    form = data.get("form")
    return _Holders(form) if type(form) is dict and type(form.get("elements")) is dict else None


# -- inputs that are not there ----------------------------------------------------------------------------


def mended_entry(
    ctx: Context, node_id: str, field: str, place: Pointer, *, node: Node | None, guess: bool
) -> Fix | None:
    """The one near node that has the input, or the one near input of the node, if it is not exposed yet."""
    if not guess:
        return None
    shown = ctx.analysis(exposed_inputs)
    if node is not None:
        near = near_input(ctx, node, field, shown)
        return (
            None if near is None else unsafe(f"use {quoted(near)}", replace(*place, "fieldName", value=near))
        )
    # Those that have the input are few; ids that chance made look alike to whoever only counts letters.
    having = [one for one, other in ctx.graph.nodes.items() if field in other.declared]
    ids = nearest(node_id, having, count=2)
    if len(ids) != 1 or (ids[0], field) in shown:
        return None
    return unsafe(f"use {quoted(ids[0])}", replace(*place, "nodeId", value=ids[0]))


def near_input(ctx: Context, node: Node, field: str, shown: Container[tuple[str, str]]) -> str | None:
    """The one input of a node that looks like the name; None where it is exposed already."""
    definition = ctx.catalogue.node(node.type)
    near = nearest(field, definition.inputs if definition is not None else (), count=2)
    if len(near) != 1 or (node.id, near[0]) in shown or near[0] not in node.declared:
        return None
    return near[0]


def without_element(ctx: Context, element: str) -> Fix:
    """Take an element out, and its id out of its container."""
    holders = ctx.analysis(_holders)
    places = holders.by_child.get(element, ()) if holders is not None else ()
    lists = [remove("form", "elements", key, "data", "children", i) for key, i in places[:_MOST]]
    return safe("remove the element", remove("form", "elements", element), *lists)


# -- structure --------------------------------------------------------------------------------------------


def structure_fix(ctx: Context, fault: FormFault) -> Fix | None:
    """What mends an element out of place: safe where the form says one thing only."""
    form = ctx.analysis(_holders)
    data: Any = ctx.document.data
    if form is None:
        return None
    root, path = data["form"]["rootElementId"].strip(), fault.path
    at = ("form", *path)
    if path in (("rootElementId",), ("elements", root)):
        top = _top(form)
        if top is None or top == root:
            return None
        make = safe if form.elements[top].get("id") == top else display  # its key may be misspelt
        return make(f"write {quoted(top)}", replace("form", "rootElementId", value=top))
    key = str(path[1])
    if len(path) == 5:
        return _child_fix(form, key, at)
    element = form.elements[key]
    if len(path) == 3:
        return _parent_fix(form, key, element, root, at)
    if key not in form.below_root:
        return _orphan_fix(form, key, element)
    holder = form.holder(key)
    if holder is None:
        return None
    return safe(f'add "parentId": {quoted(holder)}', add(*at, "parentId", value=holder))


def _top(form: _Holders) -> str | None:
    """The one container that is in no other."""
    containers = [k for k, e in form.elements.items() if type(e) is dict and e.get("type") == "container"]
    found = [k for k in containers if k not in form.by_child]
    return found[0] if len(found) == 1 else None


def _child_fix(form: _Holders, holder: str, at: Pointer) -> Fix:
    """A child that does not exist, or holds its container: its place goes, or its element was renamed."""
    child = form.children(holder)[int(at[-1])]
    title = f"remove {quoted(child)} from the children of {quoted(holder)}"
    if child in form.elements:
        return safe(title, remove(*at))
    if not form.outside:
        return safe(title, remove(*at))
    lost = [key for key in form.outside if _parent(form, key) == holder]
    if len(lost) == 1 and len(form.outside) == 1:
        return unsafe(f"use {quoted(lost[0])}", replace(*at, value=lost[0]))
    return unsafe(title, remove(*at))


def _parent(form: _Holders, key: str) -> str | None:
    parent = form.elements[key].get("parentId")
    return parent.strip() if type(parent) is str else None


def _parent_fix(form: _Holders, key: str, element: dict[str, Any], root: str, at: Pointer) -> Fix | None:
    """The parent that an element names is none, or not the container that it is in."""
    if element["id"].strip() == root:
        return safe('remove the "parentId"', remove(*at))
    holder = form.holder(key)
    if holder is None:
        return None
    stated = form.elements.get(_parent(form, key) or "")
    wrong = type(stated) is not dict or stated.get("type") != "container"
    return (safe if wrong else unsafe)(f"write {quoted(holder)}", replace(*at, value=holder))


def _orphan_fix(form: _Holders, key: str, element: dict[str, Any]) -> Fix | None:
    """An element that no container lists goes into the one that it names, else it goes with all it holds."""
    parent = _parent(form, key)
    known = form.elements.get(parent) if parent is not None else None
    if parent in form.below_root and type(known) is dict and known.get("type") == "container":
        place = add("form", "elements", str(parent), "data", "children", END, value=key)
        return unsafe(f"add {quoted(key)} to the children of {quoted(str(parent))}", place)
    gone, todo = {key: None}, [key]
    while todo and len(gone) <= _MOST:
        for child in form.children(todo.pop()):
            if child in form.elements and child not in form.below_root and child not in gone:
                gone[child] = None
                todo.append(child)
    if len(gone) > _MOST:
        return None
    return unsafe(f"remove element {quoted(key)}", *(remove("form", "elements", one) for one in gone))


# -- what the web UI cannot read --------------------------------------------------------------------------


def reset_fix(ctx: Context, fault: FormFault) -> Fix | None:
    """What makes the web UI read the form again; one of which nothing is left goes, as the UI has it."""
    data: Any = ctx.document.data
    form, path = data["form"], fault.path
    if states_types(ctx.document) or type(form) is not dict or type(form.get("elements")) is not dict:
        return safe("remove the form", remove("form"))
    holders = ctx.analysis(_holders)
    if holders is None:
        return None
    if not path or path[0] == "rootElementId" or len(path) < 2:
        top = _top(holders)
        return None if top is None else _put(form, ("form",), "rootElementId", top)
    key = str(path[1])
    element, at = form["elements"][key], ("form", "elements", key)
    if type(element) is not dict:
        places = holders.by_child.get(key, ())
        lists = [remove("form", "elements", one, "data", "children", i) for one, i in places[:_MOST]]
        make = display if key == form.get("rootElementId") else unsafe
        return make("remove the element", remove(*at), *lists)
    what = _member(fault, element)
    cure = _CURES.get(what)
    if what == "type" and key == form.get("rootElementId") and type(element.get("data")) is not dict:
        return None  # the outermost one is a container
    return cure(holders, key, element, at) if cure is not None else None


def _member(fault: FormFault, element: dict[str, Any]) -> str:
    """The member of an element that the web UI cannot read; a missing one has no place of its own."""
    body = element.get("data")
    if len(fault.path) > 2 and fault.path[-1] != "data":
        return str(fault.path[-1])
    for member in ("id", "type"):
        if member not in element:
            return member
    kind = element["type"]
    if kind == "divider" or type(body) is not dict:
        return "data"
    if kind == "container":
        return "layout" if "layout" not in body else "children"
    return "content" if kind in ("heading", "text") else "fieldIdentifier"


def _put(holder: dict[str, Any], at: Pointer, member: str, value: Any) -> Fix:
    edit: Edit = (replace if member in holder else add)(*at, member, value=value)
    verb = "write" if member in holder else "add"
    shown = quoted(value) if type(value) is str else str(value).lower()
    what = f"{quoted(member)}: {shown}" if len(shown) <= 30 else quoted(member)
    return unsafe(f"{verb} {what}", edit)


_Element = dict[str, Any]


def _id(form: _Holders, key: str, element: _Element, at: Pointer) -> Fix | None:
    return _put(element, at, "id", key)


def _parent_id(form: _Holders, key: str, element: _Element, at: Pointer) -> Fix | None:
    holder = form.holder(key)
    return unsafe('remove the "parentId"', remove(*at, "parentId")) if holder is None else _put(
        element, at, "parentId", holder
    )  # fmt: skip


def _kind(form: _Holders, key: str, element: _Element, at: Pointer) -> Fix | None:
    body = element.get("data")
    if type(body) is not dict:
        return None if "data" in element else _put(element, at, "type", "divider")
    stated = element.get("type")
    near = ["heading"] if type(stated) is str and "head" in stated.lower() else []
    kinds = near if near and _SIGNS[near[0]] in body else [k for k, sign in _SIGNS.items() if sign in body]
    return _put(element, at, "type", kinds[0]) if kinds else None


def _body(form: _Holders, key: str, element: _Element, at: Pointer) -> Fix | None:
    if element["type"] == "divider":
        return unsafe('remove its "data"', remove(*at, "data"))
    return None


def _inside(member: str, value: Callable[[Any], Any]) -> Callable[..., Fix | None]:
    def cure(form: _Holders, key: str, element: _Element, at: Pointer) -> Fix | None:
        body = element["data"]
        new = value(body.get(member))
        return None if new is None else _put(body, (*at, "data"), member, new)

    return cure


def _children(form: _Holders, key: str, element: _Element, at: Pointer) -> Fix | None:
    """Those that name the container as their parent, where the list is not one of ids."""
    body = element["data"]
    given = body.get("children")
    if type(given) is list:
        edits = [
            remove(*at, "data", "children", i)
            for i, child in enumerate(given)
            if type(child) is not str or not child.strip()
        ]
        return unsafe("remove the children that are not ids", *edits)
    return _put(body, (*at, "data"), "children", [k for k in form.elements if _names(form, k) == key])


def _names(form: _Holders, key: str) -> str | None:
    return _parent(form, key) if type(form.elements[key]) is dict else None


def _drop(member: str, form: _Holders, key: str, element: _Element, at: Pointer) -> Fix | None:
    return unsafe(f"remove the {member}", remove(*at, "data", member))


def _layout(value: Any) -> str:
    text = value.strip().lower() if type(value) is str else ""
    return text if text in _LAYOUTS else "column"


def _content(value: Any) -> str | None:
    if value is None:
        return ""
    return str(value) if type(value) is int and abs(value) < 10**15 else None


def _flag(value: Any) -> bool:
    return value not in ("false", "False", 0, None, "")


_CURES: dict[str, Callable[..., Fix | None]] = {
    "id": _id,
    "parentId": _parent_id,
    "type": _kind,
    "data": _body,
    "layout": _inside("layout", _layout),
    "children": _children,
    "content": _inside("content", _content),
    "showDescription": _inside("showDescription", _flag),
    "settings": partial(_drop, "settings"),
}
