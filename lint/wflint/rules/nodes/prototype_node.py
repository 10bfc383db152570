"""A workflow uses prototype nodes.

What it does: reports the prototype nodes of a document. Beta nodes are not reported: InvokeAI commits itself
to supporting those.

Why it is bad: InvokeAI does not commit itself to keeping prototype nodes: their inputs may change, or the
whole node may go, with any release. Pin the release that a workflow is made for.

How to fix: nothing, if you accept that; ignore the rule for such workflows. Else use a stable node.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import listed
from wflint.rules.base import Context, Rule, advice
from wflint.rules.nodes._classified import MAY_GO, by_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

_ADVICE = advice(Stage.RUN, Severity.INFO)
RULE = Rule(
    "ND104",
    "a workflow uses prototype nodes",
    graph=_ADVICE,
    workflow=_ADVICE,
    when="shared.survey:survey.classified",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    grouped = by_type(ctx, "prototype")
    names = listed(list(grouped))
    for node_type, nodes in grouped.items():
        for node in nodes:
            yield Finding(
                partial(_message, ctx, node),
                node.path,
                node=node.id,
                node_type=node_type,
                help="pin the InvokeAI release that the workflow is made for",
                then=MAY_GO,
                group=f"prototype nodes in use: {names}",
            )


def _message(ctx: Context, node: Node) -> str:
    return f"{ctx.describe(node)} is a prototype node"
