"""An Iterate node gets an empty list.

What it does: looks at the nodes that hold the lists of `iterate` nodes, whether the list is empty. Inputs
that another edge, batch data or the user of a workflow fills are left alone.

Why it is bad: nothing behind the Iterate node runs. The session completes at once, without an image and
without an error.

How to fix: put something into the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.rules.base import Context, Rule, silent
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "TP107",
    "an iterate node gets an empty list",
    graph=silent(),
    workflow=silent(),
    nodes=frozenset({"iterate"}),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an iterate node."""
    graph = ctx.graph
    if graph.unread_edges:
        return
    batched = {(item.node, item.field) for group in graph.batch for item in group}
    for node in ctx.analysis(survey).named.get("iterate", ()):
        edges = graph.into.get((node.id, "collection"), [])
        source = graph.nodes.get(edges[0].source) if len(edges) == 1 else None
        if source is None or source.lost or edges[0].source_field != "collection":
            continue
        field = _empty(ctx, source)
        if field is None or (source.id, field) in graph.into or (source.id, field) in batched:
            continue
        if ctx.is_workflow:
            from wflint.rules.shared.exposed import exposed_inputs

            if (source.id, field) in ctx.analysis(exposed_inputs):
                continue
        yield Finding(
            f"{ctx.describe(node)} gets an empty list from {ctx.describe(source)}",
            edges[0].pointer("target_field"),
            node=node.id,
            node_type=node.type,
            field="collection",
            related=(Related(source.input_pointer(field), "the list is made here"),),
            help=f"fill {ctx.names.input(source, field)}",
            then="completes, but nothing behind it runs",
        )


def _empty(ctx: Context, node: Node) -> str | None:
    """The input for which the node's list is empty."""
    definition = ctx.catalogue.node(node.type)
    if definition is None:
        return None
    spec = definition.inputs.get("collection")
    if not node.type.endswith("_collection") or spec is None or not spec.has_default or spec.default != []:
        return None
    return None if node.values.get("collection", []) != [] or node.values.get("images") else "collection"
