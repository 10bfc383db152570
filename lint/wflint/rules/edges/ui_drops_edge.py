"""The server would take this edge, but the web UI drops it when it loads the workflow.

What it does: reports edges of a workflow that fit InvokeAI's server and not its editor: a list into an input
for a single value, a batch node into an ordinary input, branches of an if node of different types.

Why it is bad: the edge disappears when the file is opened in the editor, with a warning that is easily
missed, and the input falls back to its default or is missing. The same edge in an API graph works.

How to fix: connect outputs and inputs of the same type and cardinality, or send the graph through the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.edges._analysis import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED111",
    "the server would take this edge, the web UI drops it",
    workflow=silent(Stage.LOAD, Severity.ERROR),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge."""
    for edge, judged in ctx.analysis(edge_faults).ui_drops:
        target = ctx.graph.nodes.get(edge.target)
        yield Finding(
            f"{ctx.finding_edge(edge)}: the editor does not let {judged.source} feed {judged.target} "
            "here and drops the edge when it loads the workflow",
            edge.pointer("target_field"),
            node=edge.target,
            node_type=target.type if target else None,
            field=edge.target_field,
        )
