"""A workflow has more than one workflow_return node.

What it does: reports every `workflow_return` node after the first, in workflows and in the workflow that
comes with an enqueue body.

Why it is bad: the web UI refuses to load such a workflow and the server to store or enqueue it ("A workflow
may not contain more than one workflow_return node.").

How to fix: keep one; collect the values that it shall return with a collect node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Related, Stage
from wflint.document import Kind
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ND106",
    "a workflow has more than one workflow_return node",
    workflow=rejected(Stage.LOAD),
    graph=rejected(),
    kinds=frozenset({Kind.WORKFLOW, Kind.BATCH}),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node after the first."""
    if not ctx.is_workflow:
        yield from _enqueued(ctx)
        return
    nodes = ctx.analysis(survey).named.get("workflow_return", [])
    for node in nodes[1:]:
        yield Finding(
            f"{ctx.describe(node)} is one workflow_return too many: a workflow has at most one, and the web "
            "UI refuses to load this one",
            node.path,
            node=node.id,
            node_type=node.type,
            related=(Related(nodes[0].path, "the first one"),),
        )


def _enqueued(ctx: Context) -> Iterator[Finding]:
    """The same for the ``workflow`` member of an enqueue body, which the server validates with the graph."""
    if "workflow_return" not in ctx.catalogue.node_types:
        return
    workflow: Any = ctx.document.data.get("workflow") if isinstance(ctx.document.data, dict) else None
    nodes = workflow.get("nodes") if isinstance(workflow, dict) else None
    if not isinstance(nodes, list):
        return
    returns = [i for i, n in enumerate(nodes) if _is_return(n)]
    for i in returns[1:]:
        yield Finding(
            "the workflow of this enqueue body has more than one workflow_return node: InvokeAI refuses it",
            ("workflow", "nodes", i),
            node_type="workflow_return",
            related=(Related(("workflow", "nodes", returns[0]), "the first one"),),
        )


def _is_return(node: Any) -> bool:
    if not isinstance(node, dict) or node.get("type") != "invocation":
        return False
    data = node.get("data")
    return isinstance(data, dict) and data.get("type") == "workflow_return"
