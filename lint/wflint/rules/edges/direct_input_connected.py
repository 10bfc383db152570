"""An edge leads into an input that takes a value only.

What it does: reports edges of a workflow into inputs that InvokeAI marks as direct.

Why it is bad: the web UI drops such an edge when it loads the workflow, and uses the value in the file
instead. (The server takes it, so API graphs may do this; the web UI up to InvokeAI 6.12 sends it too.)

How to fix: remove the edge and set the value, or send the graph through the API. `--fix` removes the edge.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.edges._fixes import without
from wflint.rules.edges._words import Told, comes_from
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
    told = Told(ctx)
    for edge in ctx.analysis(edge_faults).direct:
        node = ctx.graph.nodes.get(edge.target)
        message = f"{ctx.names.end(edge.target, edge.target_field)} takes a value, not an edge"
        yield Finding(
            told.once(message, edge),
            edge.pointer("target_field"),
            node=edge.target,
            node_type=node.type if node else None,
            field=edge.target_field,
            related=(comes_from(ctx, edge),),
            help="remove the edge, and set the value in the node",
            then="the web UI drops the edge when it loads the workflow, and uses the value in the file",
            fix=partial(without, ctx, edge, dropped=True),
        )
