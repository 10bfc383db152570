"""Making a node that InvokeAI no longer has its successor, with inputs, edges, exposed fields and batch data.

What became of which node is in the one table of successors (:mod:`wflint.catalogue.renames`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.renames import successor
from wflint.diagnostics.fix import Edit, Fix, add, display, remove, replace, safe, unsafe
from wflint.diagnostics.words import listed, quoted
from wflint.graph.webui.profile import states_types
from wflint.rules.nodes._suits import Becoming
from wflint.rules.shared.namings import namings, wires_of
from wflint.rules.shared.renaming import renaming

if TYPE_CHECKING:
    from wflint.catalogue.renames import NodeRename
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

_TYPES = {
    bool: "boolean",
    int: "integer",
    float: "float",
    str: "string",
}  # in formats whose inputs state them


def other_type(ctx: Context, node: Node, to: str) -> Fix | None:
    """The edits that make a node one of another type, with its inputs and edges where that is known."""
    known = successor(node.type, ctx.catalogue)
    at = (*node.path, "data") if ctx.is_workflow else node.path
    edits = [replace(*at, "type", value=to)]
    if known is None or known.new != to:
        make = unsafe if Becoming(ctx, node, to, {}, {}, ()).suits() else display
        return make(f"write {quoted(to)}", *edits)
    dropped = []
    for name in node.declared:
        now = known.inputs.get(name, name)
        if now != name:
            if now in node.declared:
                return None  # it is set under both names: somebody has to choose
            edits += renaming(ctx, node, name, now)
        elif name in known.dropped:
            if (node.id, name) in ctx.analysis(namings):
                return None  # shown in a form, or filled from batch data
            edits.append(remove(*node.declared_pointer(name)))
            dropped.append(name)
    written = _unset(ctx, node, known)
    edits += [_set(ctx, node, name, value) for name, value in written.items()]
    edits += _wires(ctx, node, known, dropped)
    without = f", without {listed([quoted(name) for name in dict.fromkeys(dropped)])}" if dropped else ""
    same = known.result == "same" and not known.loss and not dropped
    if not Becoming(ctx, node, to, known.inputs, known.outputs, known.dropped, written).suits():
        fix = display
    else:
        fix = safe if same else unsafe
    return fix(f"use {to}{without}", *edits)


def _unset(ctx: Context, node: Node, known: NodeRename) -> dict[str, Any]:
    """What makes the successor do what the node did: constants, and defaults of old that are others now."""
    old = {new: name for name, new in known.inputs.items()}
    values = {**known.writes, **{known.inputs[name]: value for name, value in known.defaults.items()}}
    declared = node.declared
    return {
        name: value
        for name, value in values.items()
        if not {old.get(name, name), name} & declared.keys()
        and (node.id, old.get(name, name)) not in ctx.graph.into
    }


def _set(ctx: Context, node: Node, name: str, value: Any) -> Edit:
    if not ctx.is_workflow:
        return add(*node.path, name, value=value)
    made: dict[str, Any] = {"name": name, "label": "", "value": value}
    if states_types(ctx.document):
        kind = _TYPES[type(value)]
        type_2 = {"name": f"{kind.capitalize()}Field", "isCollection": False, "isCollectionOrScalar": False}
        stated = kind if ctx.document.version != "2.0.0" else type_2
        made = {"id": f"{node.id}-{name}", **made, "fieldKind": "input", "type": stated}
    return add(*node.path, "data", "inputs", name, value=made)


def _wires(ctx: Context, node: Node, known: NodeRename, dropped: list[str]) -> list[Edit]:
    edits = []
    for wire in ctx.analysis(wires_of).get(node.id, ()):
        if wire.target == node.id and wire.target_field in known.dropped:
            edits.append(remove(*wire.path))
            dropped.append(wire.target_field)
            continue
        into = known.inputs.get(wire.target_field, wire.target_field)
        if wire.target == node.id and into != wire.target_field:
            edits.append(replace(*wire.pointer("target_field"), value=into))
        out = known.outputs.get(wire.source_field, wire.source_field)
        if wire.source == node.id and out != wire.source_field:
            edits.append(replace(*wire.pointer("source_field"), value=out))
    return edits
