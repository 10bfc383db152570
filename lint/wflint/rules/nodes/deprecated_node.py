"""A node is deprecated.

What it does: reports nodes that the target release classifies as deprecated, once for each type.

Why it is bad: it still runs, but a later release takes such nodes away, and the workflow then stops there.

How to fix: use the node that replaced it, where the message names one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.nodes._classified import by_type

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADVICE = advice(Stage.RUN, Severity.WARNING)
RULE = Rule(
    "ND103", "a node is deprecated", graph=_ADVICE, workflow=_ADVICE, when="shared.survey:survey.classified"
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a type, at its first node."""
    for node_type, nodes in by_type(ctx, "deprecated").items():
        from wflint.rules.nodes._foreign_names import equivalent

        known = equivalent(node_type, ctx.catalogue)
        instead = (
            f'use "{known.types[0]}" instead' if known is not None and known.types else "replace it in time"
        )
        yield Finding(
            f"{ctx.describe(nodes[0])} is deprecated in InvokeAI {ctx.catalogue.name} and may be gone in a "
            f"later release; {instead}",
            nodes[0].path,
            node=nodes[0].id,
            node_type=node_type,
            related=tuple(Related(n.path, f"{ctx.describe(n)} too") for n in nodes[1:]),
        )
