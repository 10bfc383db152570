"""A workflow rests on prototype nodes.

What it does: names the prototype nodes of a document in one quiet finding. Beta nodes are not reported:
InvokeAI commits itself to supporting those.

Why it is bad: InvokeAI does not commit itself to keeping prototype nodes: their inputs may change, or the
whole node may go, with any release. Pin the release that a workflow is made for.

How to fix: nothing, if you accept that; ignore the rule for such workflows. Else use a stable node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.nodes._classified import by_type

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADVICE = advice(Stage.RUN, Severity.INFO)
RULE = Rule(
    "ND104",
    "prototype nodes are in use",
    graph=_ADVICE,
    workflow=_ADVICE,
    when="shared.survey:survey.classified",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a document, at its first prototype node."""
    grouped = by_type(ctx, "prototype")
    if not grouped:
        return
    first = next(iter(grouped.values()))[0]
    names = list(grouped)
    shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    yield Finding(
        f"prototype {'nodes' if len(names) > 1 else 'node'} in use: {shown}. InvokeAI may change or remove "
        f"{'them' if len(names) > 1 else 'it'} in any release",
        first.path,
        node=first.id,
        node_type=first.type,
    )
