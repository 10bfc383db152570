"""Batches that are zipped together differ in length.

What it does: compares the number of items within each zipped group: the inner lists of an enqueue body's
`data`, the batch nodes of one batch group in a workflow.

Why it is bad: the server refuses the enqueue body ("Zipped batch items must all have the same length"). The
web UI blocks Invoke.

How to fix: give every batch of the group the same number of items, or put them into different groups:
InvokeAI then runs every combination.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Stage
from wflint.diagnostics.words import quoted
from wflint.document import Kind
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.batch._data import BatchNode, batch_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "BA101",
    "batches that are zipped together differ in length",
    graph=rejected(),
    workflow=rejected(Stage.READY),
    kinds=frozenset({Kind.BATCH, Kind.WORKFLOW}),
    when="shared.plain:batches",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each member that differs in length from the first of its group."""
    for group in ctx.graph.batch:
        for item in group[1:]:
            first = group[0]
            if len(item.items) != len(first.items):
                where = ctx.names.end(first.node, first.field)
                yield Finding(
                    f"batch data for {ctx.names.end(item.node, item.field)} has {_count(len(item.items))}, "
                    f"but the first of its group has {len(first.items)}",
                    item.path,
                    node=item.node,
                    field=item.field,
                    related=(Related(first.path, f"the first of the group, for {where}"),),
                    help="give all the same number of items, or put them into groups of their own",
                    error="Zipped batch items must all have the same length",
                    about=repr(sorted((one.node, one.field) for one in group)),
                )


def check_nodes(ctx: Context) -> Iterator[Finding]:
    """The same for the batch nodes of a workflow."""
    groups: dict[str, list[BatchNode]] = {}
    for batch in ctx.analysis(batch_nodes):
        if batch.group != "None" and batch.items is not None:
            groups.setdefault(batch.group, []).append(batch)
    for name, members in groups.items():
        first = members[0]
        for other in members[1:]:
            mine, theirs = len(other.items or ()), len(first.items or ())
            if mine != theirs:
                yield Finding(
                    f"{ctx.describe(other.node)} has {_count(mine)}, but the first of batch group "
                    f"{quoted(name)} has {theirs}",
                    other.node.input_pointer(other.field),
                    node=other.node.id,
                    node_type=other.node.type,
                    field=other.field,
                    related=(
                        Related(
                            first.node.input_pointer(first.field),
                            f"the first of the group: {ctx.describe(first.node)}",
                        ),
                    ),
                    help="give all the same number of items, or choose another batch group",
                    about=name,
                )


def _count(n: int) -> str:
    return "1 item" if n == 1 else f"{n} items"
