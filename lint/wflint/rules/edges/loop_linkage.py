"""A loop is not tied to its end.

What it does: reports what is wrong with the edges of type `loop_linkage` that tie a For node to its For
Return in InvokeAI 7: one that is missing, a second one, one between other nodes or fields, and an ordinary
edge at a linkage field.

Why it is bad: the server refuses the graph ("must have exactly one loop linkage", "Invalid loop linkage",
"The loop_linkage field must use a loop_linkage edge").

How to fix: draw one edge from "Loop Linkage" of the For node to "Loop Linkage" of its For Return; in a graph,
write `"type": "loop_linkage"` into that edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.graph.server.loops import FOR
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.loops import LINKAGE_REASONS, loops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.server.loops import LoopFault

RULE = Rule(
    "ED114",
    "a loop is not tied to its end",
    graph=rejected(),
    workflow=rejected(),
    when="shared.plain:loops",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each node, or each wrong edge."""
    for fault in ctx.analysis(loops):
        if fault.reason in LINKAGE_REASONS:
            yield _finding(ctx, fault)


def _finding(ctx: Context, fault: LoopFault) -> Finding:
    node = ctx.graph.nodes.get(fault.node)
    edge = fault.edges[0] if fault.edges else None
    where = edge.path if edge is not None else node.path if node is not None else ()
    if fault.reason == "reserved" and edge is not None:
        message = f"the edge from {ctx.names.end(edge.source, edge.source_field)} is not a loop linkage"
        cure = 'write "type": "loop_linkage" into this edge'
        if ctx.is_workflow:
            cure = "remove the edge, and draw it again between both Loop Linkage fields"
    elif fault.reason == "bad-link" and edge is not None:
        message = f"a loop linkage leads from {ctx.names.end(edge.source, edge.source_field)}"
        message = f"{message} to {ctx.names.end(edge.target, edge.target_field)}"
        end = ctx.names.title("for_return")
        cure = f"let it lead from {ctx.names.title(FOR)} to the {end} that ends its loop"
    elif fault.reason == "many-links" and node is not None:
        message = f"{ctx.describe(node)} has several loop linkages"
        cure = "keep the one to its own end, and remove the others"
    else:
        message = f"{ctx.describe(node)} has no loop linkage" if node is not None else "a loop has no linkage"
        ends = ctx.names.title("for_return"), ctx.names.title(FOR)
        cure = f"draw one between the two: from {ends[1]} to {ends[0]}"
    return Finding(
        message,
        where,
        node=fault.node if node is not None else None,
        node_type=node.type if node is not None else None,
        help=cure,
        error=fault.error,
    )
