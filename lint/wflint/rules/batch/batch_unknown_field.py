"""Batch data names a node or a field that is not there.

What it does: looks up `node_path` and `field_name` of every member of an enqueue body's `data`.

Why it is bad: the server refuses the enqueue body ("Node ... not found in graph", "Field ... not found in
node ...").

How to fix: correct the node id or the field. Batch data fills inputs of the graph's own nodes; nodes inside
called workflows cannot be reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.model import NODE_ATTRIBUTES
from wflint.diagnostics import Finding
from wflint.diagnostics.suggest import did_you_mean
from wflint.document import Kind
from wflint.rules.base import Context, Rule, rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "BA102",
    "batch data names a node or a field that is not there",
    graph=rejected(),
    kinds=frozenset({Kind.BATCH}),
    when="shared.plain:batch_data",
)

_SUGGESTED = 10  # findings that get a "did you mean", which costs time in proportion to the graph


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a member of the batch data."""
    left = _SUGGESTED
    for group in ctx.graph.batch:
        for item in group:
            node = ctx.graph.nodes.get(item.node)
            if node is None:
                near = did_you_mean(item.node, ctx.graph.nodes) if left > 0 else ""
                left -= 1
                yield Finding(
                    f'batch data fills node "{item.node}", which the graph does not have{near}: InvokeAI '
                    "refuses the batch",
                    (*item.path, "node_path"),
                    node=item.node,
                    field=item.field,
                )
                continue
            definition = ctx.catalogue.node(node.type)
            if definition is None or item.field in definition.inputs:
                continue
            if item.field in NODE_ATTRIBUTES or item.field == "type":
                continue
            near = did_you_mean(item.field, definition.inputs) if left > 0 else ""
            left -= 1
            yield Finding(
                f'batch data fills "{item.field}" of {ctx.describe(node)}, which has no such input{near}: '
                "InvokeAI refuses the batch",
                (*item.path, "field_name"),
                node=node.id,
                node_type=node.type,
                field=item.field,
            )
