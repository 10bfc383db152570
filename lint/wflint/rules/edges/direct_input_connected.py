"""An edge leads into an input that takes a value only.

What it does: reports edges into inputs that InvokeAI marks as direct: in a workflow, and from InvokeAI 7 on
in a graph too.

Why it is bad: the web UI drops such an edge when it loads the workflow, and uses the value in the file
instead. (The server takes it, so API graphs may do this; the web UI up to InvokeAI 6.12 sends it too.) From
InvokeAI 7 on the web UI sends it, and the server refuses the whole request.

How to fix: remove the edge and set the value, or send the graph through the API. `--fix` removes the edge.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._fixes import without
from wflint.rules.edges._words import Told, comes_from
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED109",
    "an edge leads into an input that takes a value only",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    graph=rejected(),
    when="shared.edges:edge_faults.direct",
)
_DROPPED = "the web UI drops the edge when it loads the workflow, and uses the value in the file"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge."""
    told = Told(ctx)
    dropped = ctx.drops_wires
    for edge in ctx.analysis(edge_faults).direct:
        node = ctx.graph.nodes.get(edge.target)
        message = f"{ctx.names.end(edge.target, edge.target_field)} takes a value, not an edge"
        yield Finding(
            told.once(message, edge),
            edge.pointer("target_field"),
            node=edge.target,
            node_type=node.type if node else None,
            field=edge.target_field,
            outcome=None if dropped else RULE.graph,
            related=(comes_from(ctx, edge),),
            help="remove the edge, and set the value in the node",
            error="" if dropped else "Cannot connect to direct input",
            then=_DROPPED if dropped else "",
            fix=partial(without, ctx, edge, dropped=dropped),
        )
