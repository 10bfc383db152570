"""A node is meant for InvokeAI's own use.

What it does: reports nodes that the target release classifies as internal. `core_metadata` is not reported
in graphs and enqueue bodies: the graphs that the web UI itself builds hold one.

Why it is bad: it runs, but InvokeAI may change or remove such a node at any time.

How to fix: use a public node; for metadata that is `metadata` with `metadata_item`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.nodes._classified import each_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding

_ADVICE = advice(Stage.RUN, Severity.INFO)
RULE = Rule(
    "ND105",
    "a node is meant for InvokeAI's own use",
    graph=_ADVICE,
    workflow=_ADVICE,
    when="shared.survey:survey.classified",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a type, at its first node."""
    says = "the node is for InvokeAI's own use, and may change or go in any release"
    for finding in each_type(ctx, "internal", says):
        if ctx.is_workflow or finding.node_type != "core_metadata":
            yield finding
