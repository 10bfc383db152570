"""A batch has no items, so nothing runs.

What it does: reports groups of an enqueue body's `data` without items, and batch nodes whose list is empty.

Why it is bad: the number of runs is the product of the lengths of all groups. The server accepts the body and
runs nothing, without an error. The web UI blocks Invoke.

How to fix: give the batch items, or remove it. A batch node whose list is exposed, for the user to fill,
gets an info only. `--unsafe-fixes` removes the empty group of an enqueue body.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.document import Kind
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.batch._data import batch_nodes, items_pointer, without_group
from wflint.rules.shared.exposed import exposed_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "BA106",
    "a batch has no items, so nothing runs",
    graph=silent(Stage.ENQUEUE, Severity.ERROR),
    workflow=rejected(Stage.READY),
    kinds=frozenset({Kind.BATCH, Kind.WORKFLOW}),
    when="shared.plain:batches",
)
_SLOT = rejected(Stage.READY, Severity.INFO)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a group of batch data, at its first member."""
    for g, group in enumerate(ctx.graph.batch):
        if any(item.items for item in group):
            continue
        first = group[0] if group else None
        where = ctx.names.end(first.node, first.field) if first else ""
        yield Finding(
            f"batch data for {where} has no items" if first else f"group {g + 1} of the batch data is empty",
            items_pointer(first.path, True) if first else ("data", g),
            node=first.node if first else None,
            field=first.field if first else None,
            help="give it items, or remove it",
            then="InvokeAI accepts the batch and silently runs nothing",
            fix=partial(without_group, g),
        )


def check_nodes(ctx: Context) -> Iterator[Finding]:
    """The same for the batch nodes of a workflow."""
    for batch in ctx.analysis(batch_nodes):
        if batch.items is None or batch.items:
            continue
        slot = (batch.node.id, batch.field) in ctx.analysis(exposed_inputs)
        yield Finding(
            f"{ctx.describe(batch.node)} has no items",
            batch.node.input_pointer(batch.field),
            node=batch.node.id,
            node_type=batch.node.type,
            field=batch.field,
            outcome=_SLOT if slot else None,
            help="add items, or leave them to the user" if slot else "add items, or remove the node",
            then="the web UI blocks Invoke until the user adds items" if slot else "",
        )
