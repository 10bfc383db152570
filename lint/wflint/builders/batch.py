"""Batch data: one run for each combination of the values that inputs take in turn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.builders import connect
from wflint.builders.errors import BuildError
from wflint.builders.literals import plain
from wflint.builders.values import FieldRef
from wflint.graph.server.node_values import node_judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wflint.builders.builder import Builder
    from wflint.models.inventory.inventory import Inventory

    Sweeps = Mapping[FieldRef | tuple[FieldRef, ...], Sequence[Any]]

_KINDS = {int: "numbers", float: "numbers", bool: "booleans", str: "strings", list: "lists"}


def sweep_data(
    builder: Builder, sweeps: Sweeps, inventory: Inventory | None = None
) -> list[list[dict[str, Any]]]:
    """The ``data`` of a batch: a group for each entry of ``sweeps``, combined with every other entry.

    A key that is a tuple of inputs takes tuples of values, one for each of them: they vary together.
    Raises BuildError for what InvokeAI refuses: an empty list, items of several types, a value that the input
    does not take, an input that two entries fill, or one that is connected (its edge would win).
    """
    data, seen = [], set()
    for key, given in sweeps.items():
        fields = (key,) if isinstance(key, FieldRef) else key
        if not isinstance(fields, tuple) or not fields or not all(isinstance(f, FieldRef) for f in fields):
            raise BuildError(f'{key!r} is not an input; sweep over inputs, as in node.field("seed")')
        if isinstance(given, str) or not hasattr(given, "__iter__"):
            raise BuildError(f"{_name(fields[0])} gets {given!r} in a sweep; give a list of values")
        rows = [(value,) for value in given] if isinstance(key, FieldRef) else [*given]
        if not rows:
            raise BuildError(f"{_name(fields[0])} has no values to vary over; give at least one")
        for row in rows:
            if isinstance(row, str) or not isinstance(row, tuple | list) or len(row) != len(fields):
                raise BuildError(
                    f"{row!r} is not a row of {len(fields)} values; give one for each input of the sweep"
                )
        group = []
        for place, field in enumerate(fields):
            _check_target(builder, field)
            if field in seen:
                raise BuildError(f"{_name(field)} is varied twice; give all its values at once")
            seen.add(field)
            items = [_item(builder, field, row[place], inventory) for row in rows]
            _same_kind(field, items)
            group.append({"node_path": field.node.id, "field_name": field.name, "items": items})
        data.append(group)
    return data


def _check_target(builder: Builder, field: FieldRef) -> None:
    node = field.node
    if builder._nodes.get(node.id) is not node:
        raise BuildError(f"{field!r} belongs to another workflow; use an input of this one")
    if builder._graph.into.get((node.id, field.name)):
        raise BuildError(
            f"{_name(field)} is connected, and the edge would win over the values; vary its source"
        )


def _item(builder: Builder, field: FieldRef, value: Any, inventory: Inventory | None) -> Any:
    node = field.node
    try:
        item = plain(value, partial(builder.identify, node, field.name, inventory))
    except BuildError as error:
        raise BuildError(f"{_name(field)} cannot be varied: {error}") from None
    judge = node_judge(node.type, builder.catalogue)
    if builder.strict and judge is not None:
        values = {**node._values, field.name: item}
        if not judge.clean(values):
            for name, fault in judge.faults(values):
                raise BuildError(f"{connect.input_name(node, name)} {fault.line}")
    return item


def _same_kind(field: FieldRef, items: list[Any]) -> None:
    """Items are of one type on the server, except that whole and other numbers may mix."""
    kinds = {_KINDS.get(type(item), type(item).__name__) for item in items}
    if len(kinds) > 1:
        raise BuildError(
            f"{_name(field)} is varied over {' and '.join(sorted(kinds))}; use values of one type"
        )


def _name(field: FieldRef) -> str:
    return connect.input_name(field.node, field.name)
