"""An edge starts at an output that the node does not have.

What it does: reports every edge whose source field is no output of the node type in the target release.

Why it is bad: in an API graph the server refuses the whole request ("Edge source field ... does not
exist in node ..."). In a workflow the web UI drops the edge when it loads the file.

How to fix: use one of the outputs the node has; `wflint catalogue show NODE` lists them. Names change between
releases: check that the workflow is linted against the release it runs on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.graph.wording import missing_field
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._analysis import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED102",
    "an edge names an output that the node does not have",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge, at the name of the output."""
    for edge in ctx.analysis(edge_faults).bad_source:
        node = ctx.graph.nodes.get(edge.source)
        consequence = (
            "InvokeAI drops the edge when it loads the workflow"
            if ctx.is_workflow
            else "InvokeAI refuses the graph"
        )
        if node is None:  # a connector, whose only output is called "out"
            message = missing_field("output", "connector", edge.source_field, ("out",))
            yield Finding(f"{message}. {consequence}", edge.pointer("source_field"), node=edge.source)
            continue
        definition = ctx.catalogue.node(node.type)
        known = definition.outputs if definition is not None else ()
        message = missing_field("output", ctx.describe(node), edge.source_field, known)
        yield Finding(
            f"{message}. {consequence}",
            edge.pointer("source_field"),
            node=node.id,
            node_type=node.type,
            field=edge.source_field,
        )
