"""A node feeds itself.

What it does: reports every edge whose source and target are the same node.

Why it is bad: the node would have to run before itself. The server answers "Graph contains cycles" and queues
nothing; the web UI drops the edge when it loads a workflow (from InvokeAI 6.13 on).

How to fix: remove the edge, or connect it to the node that was meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED108",
    "a node feeds itself",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.self_loops",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge."""
    fate = (
        "InvokeAI drops the edge when it loads the workflow"
        if ctx.drops_wires
        else "InvokeAI refuses the graph"
    )
    for edge in ctx.analysis(edge_faults).self_loops:
        node = ctx.graph.nodes.get(edge.target)
        what = ctx.describe(node) if node else f"connector {edge.target}"
        yield Finding(
            f'{what} feeds its own input "{edge.target_field}". {fate}',
            edge.pointer("target_field"),
            node=edge.target,
            node_type=node.type if node else None,
            field=edge.target_field,
            outcome=None if ctx.drops_wires else RULE.graph,
        )
