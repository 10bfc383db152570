"""An item of a batch does not suit the input that it fills.

What it does: judges every item of an enqueue body's batch data, and of the batch nodes of a workflow, by the type
and limits of the input it is put into.

Why it is bad: the server accepts the batch without looking at the items. Each session is only checked when it is
taken from the queue, and the ones with such an item fail then.

How to fix: correct the item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Stage
from wflint.document import Kind
from wflint.graph.literals import explain
from wflint.rules.base import Context, Rule, fails
from wflint.rules.batch._data import ItemKinds, batch_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.types import TypeExpr
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node

RULE = Rule(
    "BA105",
    "an item of a batch does not suit the input that it fills",
    graph=fails(Stage.DEQUEUE),
    workflow=fails(Stage.DEQUEUE),
    kinds=frozenset({Kind.BATCH, Kind.WORKFLOW}),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a member of the batch data, at the first item that is at fault."""
    for group in ctx.graph.batch:
        for item in group:
            node = ctx.graph.nodes.get(item.node)
            if node is not None:
                yield from _judge(ctx, item.items, node, item.field, (*item.path, "items"))


def check_nodes(ctx: Context) -> Iterator[Finding]:
    """The same for every edge out of a batch node."""
    for batch in ctx.analysis(batch_nodes):
        for edge in batch.edges if batch.items else ():
            node = ctx.graph.nodes.get(edge.target)
            if node is not None and not edge.via:
                yield from _judge(
                    ctx, batch.items or [], node, edge.target_field, batch.node.input_pointer(batch.field)
                )


def _judge(ctx: Context, items: list[Any], node: Node, field: str, at: Pointer) -> Iterator[Finding]:
    definition = ctx.catalogue.node(node.type)
    expected = definition.inputs.get(field) if definition is not None else None
    if expected is None:
        return
    kinds = ctx.catalogue.cached("batch-item-kinds", ItemKinds)
    faulty = [i for i, value in enumerate(items) if _refused(ctx, kinds, value, expected.type)]
    if not faulty:
        return
    first = faulty[0]
    fault = explain(_as_sent(items[first]), expected.type, ctx.catalogue)
    sentence = fault.sentence if fault is not None else "is not accepted"
    more = f" ({len(faulty)} of {len(items)} items are at fault)" if len(faulty) > 1 else ""
    yield Finding(
        f'item {first + 1} of the batch for "{field}" of {ctx.describe(node)}: {field} {sentence}{more}. InvokeAI '
        "accepts the batch, and the session fails when its turn comes",
        (*at, first),
        node=node.id,
        node_type=node.type,
        field=field,
    )


def _refused(ctx: Context, kinds: ItemKinds, value: Any, expected: TypeExpr) -> bool:
    """Whether a session with the item fails; items that no batch can hold have a finding of their own."""
    if kinds.kind(value) is None:
        return False
    return explain(_as_sent(value), expected, ctx.catalogue) is not None


def _as_sent(value: Any) -> Any:
    """What the server makes of an item before it fills it in: truth values become numbers."""
    if type(value) is bool:
        return float(value)
    if type(value) is list:
        return [_as_sent(v) for v in value]
    return value
