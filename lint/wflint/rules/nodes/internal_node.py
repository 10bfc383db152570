"""A node is meant for InvokeAI's own use.

What it does: reports nodes that the target release classifies as internal. `core_metadata` is not reported
in graphs and enqueue bodies: the graphs that the web UI itself builds hold one.

Why it is bad: it runs, but InvokeAI may change or remove such a node in any release.

How to fix: use a public node; for metadata that is `metadata` with `metadata_item`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.nodes._classified import MAY_GO, by_type

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUBLIC = {"core_metadata": ("metadata", "metadata_item")}
_ADVICE = advice(Stage.RUN, Severity.INFO)
RULE = Rule(
    "ND105",
    "a node is meant for InvokeAI's own use",
    graph=_ADVICE,
    workflow=_ADVICE,
    when="shared.survey:survey.classified",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    for node_type, nodes in by_type(ctx, "internal").items():
        if node_type == "core_metadata" and not ctx.is_workflow:
            continue
        known = [t for t in _PUBLIC.get(node_type, ()) if t in ctx.catalogue.node_types]
        instead = " with ".join(ctx.names.title(t) for t in known)
        for node in nodes:
            yield Finding(
                f"{ctx.describe(node)} is for InvokeAI's own use",
                node.path,
                node=node.id,
                node_type=node_type,
                help=f"use {instead}" if instead else "use a public node",
                then=MAY_GO,
                group=f"{ctx.names.title(node_type)} is for InvokeAI's own use",
            )
