"""Batch data fills an input that an edge feeds.

What it does: looks for an edge into each input that an enqueue body's `data` fills.

Why it is bad: the server puts the item into the node, and the edge replaces it when the node's turn comes.
All runs of the batch are the same, and nothing says so.

How to fix: remove the edge, or fill an input of the node that the edge comes from. `--fix` removes the part
of the data that has no effect; `--unsafe-fixes` does if fewer sessions run then.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity
from wflint.document import Kind
from wflint.rules.base import Context, Rule, silent
from wflint.rules.batch._data import without

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "BA110",
    "batch data fills an input that an edge feeds",
    graph=silent(severity=Severity.ERROR),
    kinds=frozenset({Kind.BATCH}),
    when="shared.plain:batch_data",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a member of the batch data."""
    graph = ctx.graph
    for group in graph.batch:
        for item in group:
            node = graph.nodes.get(item.node)
            edges = [e for e in graph.into.get((item.node, item.field), ()) if e.source in graph.nodes]
            if node is None or not edges:
                continue
            yield Finding(
                f"batch data fills {ctx.names.input(node, item.field)}, but an edge replaces it",
                (*item.path, "field_name"),
                node=node.id,
                node_type=node.type,
                field=item.field,
                related=tuple(
                    Related(e.path, f"edge from {ctx.names.end(e.source, e.source_field)}") for e in edges[:3]
                ),
                help="remove the edge, or fill an input of the node that it comes from",
                then="runs, but silently with what the edge brings each time",
                fix=partial(without, ctx, item, sure=len(item.items) == 1 or len(group) > 1),
            )
