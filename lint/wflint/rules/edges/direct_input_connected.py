"""An edge leads into an input that takes a value only.

What it does: reports edges of a workflow into inputs that InvokeAI marks as direct.

Why it is bad: the web UI drops such an edge when it loads the workflow, and the value in the file is used
instead. (The server takes it, so API graphs may do this; the web UI up to InvokeAI 6.12 sends it too.)

How to fix: remove the edge and set the value, or send the graph through the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED109",
    "an edge leads into an input that takes a value only",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.direct",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge."""
    for edge in ctx.analysis(edge_faults).direct:
        node = ctx.graph.nodes.get(edge.target)
        what = ctx.describe(node) if node else edge.target
        yield Finding(
            f'input "{edge.target_field}" of {what} takes a value, no connection. '
            "InvokeAI drops the edge when it loads the workflow; set the value in the node",
            edge.pointer("target_field"),
            node=edge.target,
            node_type=node.type if node else None,
            field=edge.target_field,
        )
