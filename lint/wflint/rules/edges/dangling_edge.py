"""An edge starts or ends at a node that is not there.

What it does: reports every edge whose source or target names no node of the document.

Why it is bad: in an API graph the server refuses the whole request ("Edge source node ... does not exist in
the graph"). In a workflow the web UI drops the edge when it loads the file, so the input it fed falls back
to its default, or is missing.

How to fix: correct the node id, or remove the edge. Ids are compared exactly, case included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.suggest import did_you_mean
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED101",
    "an edge names a node that is not there",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.dangling",
)

_GUESSES = 5  # near misses are looked for; a file with more dangling edges has another problem


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge, at the end that leads nowhere (the source when both do)."""
    nodes = ctx.graph.nodes
    for count, edge in enumerate(ctx.analysis(edge_faults).dangling):
        at_source = edge.source not in nodes and edge.source not in ctx.graph.connectors
        missing = edge.source if at_source else edge.target
        what = "note" if missing in ctx.graph.notes else "node"
        if what == "note":
            reason = f'"{missing}" is a note, which has no fields'
        else:
            near = did_you_mean(missing, (*nodes, *ctx.graph.connectors)) if count < _GUESSES else ""
            reason = f'there is no node "{missing}"{near}'
        consequence = (
            "InvokeAI drops the edge when it loads the workflow"
            if ctx.is_workflow
            else "InvokeAI refuses the graph"
        )
        other = nodes.get(edge.target if at_source else edge.source)
        yield Finding(
            f"edge {ctx.finding_edge(edge)}: {reason}. {consequence}",
            edge.pointer("source" if at_source else "target"),
            node=other.id if other else None,
            node_type=other.type if other else None,
            field=edge.target_field if at_source else edge.source_field,
        )
