"""An item of a batch is not valid for the input that it fills.

What it does: judges every item of an enqueue body's batch data, and of the batch nodes of a workflow, by the
type and limits of the input it is put into.

Why it is bad: the server accepts the batch without looking at the items. Each session is only read when it
is taken from the queue, and the server cannot read one with such an item: it tries again and again, and
nothing behind it in the queue runs, whoever sent it. `wflint run` sends no such batch.

How to fix: correct the item. If it is queued already, clear the queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.model import NODE_ATTRIBUTES
from wflint.diagnostics import Finding
from wflint.document import Kind
from wflint.graph.server.literals import explain
from wflint.graph.server.node_values import node_judge
from wflint.rules.base import Context, Rule, stalls
from wflint.rules.batch._data import ItemKinds, batch_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.graph.server.node_values import NodeJudge

RULE = Rule(
    "BA105",
    "an item of a batch is not valid for its input",
    graph=stalls(),
    workflow=stalls(),
    kinds=frozenset({Kind.BATCH, Kind.WORKFLOW}),
    when="shared.plain:batches",
)


_NO_CHANGE = "changes the node's {}, which a batch cannot do"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an item."""
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
            if node is not None and not edge.flattened:
                yield from _judge(
                    ctx, batch.items or [], node, edge.target_field, batch.node.input_pointer(batch.field)
                )


def _judge(ctx: Context, items: list[Any], node: Node, field: str, at: Pointer) -> Iterator[Finding]:
    judge = node_judge(node.type, ctx.catalogue)
    if judge is None:
        return
    kinds = ctx.catalogue.cached("batch-item-kinds", ItemKinds)
    if not ctx.is_workflow and kinds.odd_one(items) is not None:
        return  # the server refuses the batch anyway
    where = ctx.names.input(node, field)
    for i, value in enumerate(items):
        wrong = _fault(ctx, judge, node, field, _as_sent(value))
        if wrong is not None:
            yield Finding(
                f"item {i + 1} of the batch for {where} {wrong}",
                (*at, i),
                node=node.id,
                node_type=node.type,
                field=field,
                help="correct the item, or remove it",
                group=f"items of the batch for {where} are not valid",
            )


def fits_all(ctx: Context, items: list[Any], node: Node, field: str) -> bool:
    """Whether a node would take all items in that input."""
    judge = node_judge(node.type, ctx.catalogue)
    return judge is None or all(_fault(ctx, judge, node, field, _as_sent(v)) is None for v in items)


def _fault(ctx: Context, judge: NodeJudge, node: Node, field: str, value: Any) -> str | None:
    """Why a session with this value fails, to follow the name of the field; None when it does not."""
    accept = judge.accepts.get(field)
    if accept is None:
        return _attribute_fault(ctx, node, field, value)
    if judge.check is None and accept(value):
        return None
    rest = {name: v for name, v in node.values.items() if name != field}
    found = judge.faults({**rest, field: value})
    if not found or (judge.check is not None and found[0][0] != field and judge.faults(rest)):
        return None  # another input is at fault, with or without the item
    return next((fault.sentence for name, fault in found if name == field), found[0][1].sentence)


def _attribute_fault(ctx: Context, node: Node, field: str, value: Any) -> str | None:
    """The same for what every node has; an item in ``id`` or ``type`` makes it another node."""
    if field in ("id", "type"):
        return None if value == (node.id if field == "id" else node.type) else _NO_CHANGE.format(field)
    expected = NODE_ATTRIBUTES.get(field)
    fault = explain(value, expected, ctx.catalogue) if expected is not None else None
    return fault.sentence if fault is not None else None


def _as_sent(value: Any) -> Any:
    """What the server makes of an item before it fills it in: truth values become numbers."""
    if type(value) is bool:
        return float(value)
    if type(value) is list:
        return [_as_sent(v) for v in value]
    return value
