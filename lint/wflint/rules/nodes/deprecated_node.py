"""A node is deprecated.

What it does: reports nodes that the target release classifies as deprecated.

Why it is bad: they still run, but a later release may remove such nodes, and the workflow then stops there.

How to fix: use the node that replaced it, where the help names one. The fix shows what changes with it; it is
never applied, since the old node still runs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.nodes._classified import by_type
from wflint.rules.shared.releases import release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

_ADVICE = advice(Stage.RUN, Severity.WARNING)
RULE = Rule(
    "ND103", "a node is deprecated", graph=_ADVICE, workflow=_ADVICE, when="shared.survey:survey.classified"
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    for node_type, nodes in by_type(ctx, "deprecated").items():
        from wflint.rules.nodes._foreign_names import equivalent

        known = equivalent(node_type, ctx.catalogue)
        instead = known is not None and known.types
        for node in nodes:
            yield Finding(
                f"{ctx.describe(node)} is deprecated in {release(ctx.catalogue)}",
                node.path,
                node=node.id,
                node_type=node_type,
                help=f"use {ctx.names.title(instead[0])}"
                if instead
                else "replace it before you upgrade InvokeAI",
                fix=partial(_successor, ctx, node, instead[0]) if instead and len(instead) == 1 else None,
                then="runs as written, but a later release may remove the node",
                group=f"{ctx.names.title(node_type)} is deprecated in {release(ctx.catalogue)}",
            )


def _successor(ctx: Context, node: Node, to: str) -> Fix | None:
    from wflint.catalogue.renames import successor
    from wflint.diagnostics.fix import Safety
    from wflint.rules.nodes._renamed_types import other_type

    fix = other_type(ctx, node, to) if successor(node.type, ctx.catalogue) is not None else None
    return fix._replace(safety=Safety.DISPLAY) if fix is not None else None
