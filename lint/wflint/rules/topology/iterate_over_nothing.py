"""An Iterate node gets an empty list.

What it does: looks at what reaches the list of each `iterate` node, as far as that follows from the nodes
before: lists that are written down, ranges, collections, and what `if` chooses. Of batch items each is looked
at. Lists that the user of a workflow fills are left alone.

Why it is bad: nothing behind the Iterate node runs. The session completes at once, without an image and
without an error.

How to fix: put something into the list, or change the numbers that it is made from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.models.flow.computed.known import Cut
from wflint.rules.base import Context, Rule, silent
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Edge, Node

RULE = Rule(
    "TP107",
    "an iterate node gets an empty list",
    graph=silent(),
    workflow=silent(),
    nodes=frozenset({"iterate"}),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an iterate node."""
    if ctx.graph.unread_edges:
        return
    for node in ctx.analysis(survey).named.get("iterate", ()):
        edges = ctx.graph.into.get((node.id, "collection"), [])
        source = ctx.graph.nodes.get(edges[0].source) if len(edges) == 1 else None
        if source is None or source.lost or _is_open(ctx, source):
            continue
        field = _empty(ctx, source) if edges[0].source_field == "collection" else None
        if field is not None and not _is_fed(ctx, source, field):
            yield _finding(
                ctx,
                node,
                edges[0],
                (Related(source.input_pointer(field), "the list is made here"),),
                f"fill {ctx.names.input(source, field)}",
            )
        else:
            yield from _computed(ctx, node, edges[0])


def _computed(ctx: Context, node: Node, edge: Edge) -> Iterator[Finding]:
    """What the nodes before make is empty, in all runs or in some."""
    from wflint.rules.shared.origins import holder, origins
    from wflint.rules.shared.stages import stages

    sizes = ctx.analysis(stages).sizes
    for case in sizes.cases(node, ("collection",)):
        value = case.value(node, "collection")
        if isinstance(value, list) and not value and not isinstance(value, Cut):
            if _is_open(ctx, holder(ctx, case, edge)):
                return
            related = origins(ctx, case, node, "collection")
            yield _finding(ctx, node, edge, related, "put something into the list where it is made")
            return


def _finding(ctx: Context, node: Node, edge: Edge, related: tuple[Related, ...], cure: str) -> Finding:
    return Finding(
        f"{ctx.describe(node)} gets an empty list from {ctx.describe(ctx.graph.nodes[edge.source])}",
        edge.pointer("target_field"),
        node=node.id,
        node_type=node.type,
        field="collection",
        related=related,
        help=cure,
        then="completes, but nothing behind it runs",
    )


def _is_open(ctx: Context, source: Node) -> bool:
    """Whether the user of a workflow gives the node one of its values."""
    if not ctx.is_workflow:
        return False
    from wflint.rules.shared.exposed import exposed_inputs

    return any(node_id == source.id for node_id, _ in ctx.analysis(exposed_inputs))


def _is_fed(ctx: Context, node: Node, field: str) -> bool:
    """Whether an edge or batch data fill an input."""
    if (node.id, field) in ctx.graph.into:
        return True
    return any(item.node == node.id and item.field == field for group in ctx.graph.batch for item in group)


def _empty(ctx: Context, node: Node) -> str | None:
    """The input for which the node's list is empty."""
    definition = ctx.catalogue.node(node.type)
    if definition is None:
        return None
    spec = definition.inputs.get("collection")
    if not node.type.endswith("_collection") or spec is None or not spec.has_default or spec.default != []:
        return None
    return None if node.values.get("collection", []) != [] or node.values.get("images") else "collection"
