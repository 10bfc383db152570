"""A workflow has more than one workflow_return node.

What it does: reports every `workflow_return` node after the first. In a bare graph several are allowed.

Why it is bad: the web UI refuses to load such a workflow, and the server to store or enqueue it ("A workflow
may not contain more than one workflow_return node."). That of InvokeAI 7 loads it, and the server refuses.

How to fix: keep one, and collect the values that it should return with a collect node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Stage
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ND106",
    "a workflow has more than one workflow_return node",
    workflow=rejected(Stage.LOAD),
    nodes=frozenset({"workflow_return"}),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node after the first."""
    nodes = ctx.analysis(survey).named.get("workflow_return", [])
    refused_late = profile(ctx.catalogue).tolerant
    for node in nodes[1:]:
        yield Finding(
            f"{ctx.describe(node)} is another Workflow Return: a workflow may have only one",
            node.path,
            node=node.id,
            node_type=node.type,
            related=(Related(nodes[0].path, f"the first is {ctx.describe(nodes[0])}"),),
            outcome=rejected() if refused_late else None,
            help=f"keep one, and collect its values with {ctx.names.title('collect')}",
            group="a workflow may have only one Workflow Return",
            about="returns",
        )
