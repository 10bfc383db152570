"""Fixes of this area: a model named as the list of models has it, another value of an input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.fix import Fix, Safety, add, replace, unsafe
from wflint.diagnostics.words import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Edit
    from wflint.graph.ir import Node
    from wflint.models.inventory.inventory import ModelRecord
    from wflint.rules.base import Context
    from wflint.rules.shared.stages import Stages

_MEMBERS = ("key", "hash", "name", "base", "type")
_SHOWN = 24  # characters of a name


def as_listed(
    identifier: Mapping[str, Any], pointer: Pointer, record: ModelRecord, safety: Safety
) -> Fix | None:
    """The identifier with the members of a model that the list has; what else it holds stays."""
    edits: list[Edit] = []
    for member in _MEMBERS:
        value = getattr(record, member)
        if value is None or identifier.get(member) == value:
            continue
        edits.append((replace if member in identifier else add)(*pointer, member, value=value))
    if not edits or not (record.hash or type(identifier.get("hash")) is str):
        return None
    name = quoted(record.name, _SHOWN)
    found = any(edit.pointer[-1] == "key" for edit in edits)
    return Fix(
        safety, f"write the key of {name}" if found else f"call it {name}, as its key is", tuple(edits)
    )


def as_today(
    identifier: Mapping[str, Any], pointer: Pointer, record: ModelRecord, safety: Safety
) -> Fix | None:
    """An identifier of today for the one model that an old one means."""
    if record.hash is None:
        return None
    value = {member: getattr(record, member) for member in _MEMBERS}
    if type(identifier.get("submodel_type")) is str:
        value["submodel_type"] = identifier["submodel_type"]
    return Fix(
        safety,
        f"write key, hash, name, base and type of {quoted(record.name, _SHOWN)}",
        (replace(*pointer, value=value),),
    )


def other_values(
    ctx: Context, found: Stages, node: Node, wanted: Mapping[str, Any], title: str = ""
) -> Callable[[], Fix | None]:
    """Other values of inputs, each where it is written: in the node, or in the integer node that feeds it."""

    def fix() -> Fix | None:
        edits = []
        for field, value in wanted.items():
            edit = _edit(ctx, found, node, field, value)
            if edit is None:
                return None
            edits.append(edit)
        named = title or "set " + " and ".join(
            f'"{field}" to {_shown(value)}' for field, value in wanted.items()
        )
        return unsafe(named, *edits)

    return fix


def _edit(ctx: Context, found: Stages, node: Node, field: str, value: Any) -> Edit | None:
    if ctx.graph.batch:
        return None  # the value may come from there
    if found.sizes.connected(node, field):
        maker = found.sizes.maker(node, field)
        if maker is None or maker.type != "integer":
            return None
        node, field = maker, "value"
        if found.sizes.connected(node, field):
            return None
    if field not in node.values or node.values[field] == value:
        return None
    return replace(*node.input_pointer(field), value=value)


def _shown(value: Any) -> str:
    if type(value) is bool:
        return "on" if value else "off"
    return f"{value:g}" if type(value) is float else str(value)
