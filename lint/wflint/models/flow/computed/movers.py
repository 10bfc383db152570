"""``if``, ``iterate`` and ``collect``: nodes that choose values, hand them out one by one, or gather them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.flow.computed.known import NEVER, UNKNOWN, Cut, Mixed, Raised, bounded
from wflint.models.flow.computed.tables import BATCH, ITERATE, MOST_ROWS, NOTHING_KNOWN, NOWHERE, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.models.flow.computed.inputs import NodeInputs

CHOSEN = "chosen"  # the entry of the chosen input among the outputs of ``if``


def choose(start: NodeInputs, brought: Mapping[str, Any]) -> Any:
    """What ``if`` gives: one of two values, or none where nothing is connected to the chosen input."""
    condition = start.with_values({k: v for k, v in brought.items() if k == "condition"})
    if brought.get("condition") is NEVER:
        return NEVER
    if isinstance(condition, Raised):
        return condition._replace(error="ValidationError: 1 validation error for IfInvocation...")
    if type(condition["condition"]) is not bool:
        return UNKNOWN
    field = "true_input" if condition["condition"] else "false_input"
    value = brought[field] if field in brought else start.start.get(field)
    return NEVER if value is NEVER else {"value": value, CHOSEN: field}


def iterate(node_id: str, fed: Table) -> Table:
    """One item of a list after another."""
    axis = ITERATE + node_id
    rows: dict[tuple[int, ...], Any] = {}
    whole = fed.whole
    for place, items in fed.rows.items():
        if items is NEVER:
            rows[(*place, NOWHERE)] = NEVER
            continue
        if not isinstance(items, list):
            rows[(*place, NOWHERE)] = UNKNOWN
            whole = False
            continue
        total = items.total if isinstance(items, Cut) else len(items)
        mixed = isinstance(items, Mixed)
        for i, item in enumerate(items[:MOST_ROWS]):
            if len(rows) >= MOST_ROWS:
                break
            rows[(*place, i)] = {
                "item": item,
                "index": UNKNOWN if mixed else i,
                "total": bounded(total),
            }
        whole = whole and total <= MOST_ROWS and len(rows) <= MOST_ROWS
    return Table((*fed.axes, axis), rows, whole and len(rows) < MOST_ROWS)


def collect(collections: list[Table], items: list[Table], *, in_order: bool) -> Table:
    """What all runs of the nodes before give, as one list: first of lists, then single items.

    Of iterations in iterations it depends on the release what is gathered, and of lists if they are.
    """
    if collections and not in_order:
        return NOTHING_KNOWN
    fed = [*collections, *items]
    if not fed or not all(table.whole for table in fed):
        return NOTHING_KNOWN
    axes = {axis for table in fed for axis in table.axes}
    batches = sorted(axis for axis in axes if axis.startswith(BATCH))
    iterations = len(axes) - len(batches)
    if iterations > 1 or len(batches) > 1 or not all(table.rows for table in fed):
        return NOTHING_KNOWN
    ordered = len(collections) < 2 and len(items) < 2 and (in_order or not iterations)
    if not batches:
        return Table((), {(): _gathered(collections, items, {}, ordered)})
    axis = batches[0]
    places = sorted({place[t.axes.index(axis)] for t in fed if axis in t.axes for place in t.rows})
    return Table((axis,), {(at,): _gathered(collections, items, {axis: at}, ordered) for at in places})


def _gathered(collections: list[Table], items: list[Table], at: Mapping[str, int], ordered: bool) -> Any:
    found: list[Any] = []
    for table in collections:
        for value in table.at(at):
            if value is NEVER:
                return NEVER
            if value is UNKNOWN or isinstance(value, Cut):
                return UNKNOWN
            ordered = ordered and not isinstance(value, Mixed)
            if isinstance(value, list):
                found += value
            else:
                return UNKNOWN
    for table in items:
        values = table.at(at)
        if any(value is NEVER for value in values):
            return NEVER
        found += values
    if len({type(value) for value in found if value is not UNKNOWN}) > 1:
        return UNKNOWN  # the server refuses most collectors of different things
    if len(found) > 1 and not ordered:
        found = Mixed(found)
    return {"collection": bounded(found)}
