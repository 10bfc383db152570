"""An edge ends at an input that the node does not have.

What it does: reports every edge whose target field is no input of the node type in the target release.

Why it is bad: in an API graph the server refuses the whole request ("Edge destination field ... does not
exist in node ..."). In a workflow the web UI drops the edge when it loads the file.

How to fix: use one of the inputs the node has; `wflint catalogue show NODE` lists them. Names change between
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
    "ED103",
    "an edge names an input that the node does not have",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge, at the name of the input."""
    for edge in ctx.analysis(edge_faults).bad_target:
        node = ctx.graph.nodes.get(edge.target)
        consequence = (
            "InvokeAI drops the edge when it loads the workflow"
            if ctx.is_workflow
            else "InvokeAI refuses the graph"
        )
        if node is None:  # a connector, whose only input is called "in"
            message = missing_field("input", "connector", edge.target_field, ("in",))
            yield Finding(f"{message}. {consequence}", edge.pointer("target_field"), node=edge.target)
            continue
        definition = ctx.catalogue.node(node.type)
        known = definition.inputs if definition is not None else ()
        message = missing_field("input", ctx.describe(node), edge.target_field, known)
        yield Finding(
            f"{message}. {consequence}",
            edge.pointer("target_field"),
            node=node.id,
            node_type=node.type,
            field=edge.target_field,
        )
