"""The server would take this edge, but the web UI drops it when it loads the workflow.

What it does: reports edges of a workflow that fit InvokeAI's server and not its editor: a list into an input
for a single value, a batch node into an ordinary input, branches of an if node of different types, edges of
connectors that do not go together.

Why it is bad: the edge disappears when the file is opened in the editor, with a warning that is easily
missed, and the input falls back to its default or is missing. The same edge in an API graph works, and so it
does up to InvokeAI 6.12, whose web UI keeps it.

How to fix: connect outputs and inputs of the same type and cardinality, or send the graph through the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Edge

RULE = Rule(
    "ED111",
    "the server would take this edge, the web UI drops it",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.ui_drops,unfed",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge."""
    faults = ctx.analysis(edge_faults)
    for edge, judged, why in faults.ui_drops:
        because = f": {why}" if why else ""
        yield _finding(
            ctx,
            edge,
            f"the editor does not let {judged.source} feed {judged.target} here{because}. It drops the edge "
            "when it loads the workflow",
        )
    for edge, other in faults.unfed:
        if other is None:
            message = (
                "nothing feeds the connector before this edge, and the inputs that it leads to are of "
                "different types: the editor drops this one when it loads the workflow. Put the edge into "
                "the connector first in the file, or use a connector for each type"
            )
        else:
            message = (
                "an input behind the connector has another edge: the editor drops this one when it loads the "
                "workflow. Remove one of the two"
            )
        related = (Related(other.path, "the other edge"),) if other is not None else ()
        yield _finding(ctx, edge, message, related)


def _finding(ctx: Context, edge: Edge, message: str, related: tuple[Related, ...] = ()) -> Finding:
    target = ctx.graph.nodes.get(edge.target)
    return Finding(
        f"{ctx.finding_edge(edge)}: {message}",
        edge.pointer("target_field"),
        node=edge.target,
        node_type=target.type if target else None,
        field=edge.target_field,
        related=related,
    )
