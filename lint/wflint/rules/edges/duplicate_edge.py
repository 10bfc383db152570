"""The same edge is there twice.

What it does: reports an edge whose four ends equal those of an earlier edge.

Why it is bad: it does nothing. InvokeAI carries the same value over both; the web UI drops the second when
it loads a workflow (from InvokeAI 6.13 on). In a collector the item is there twice. It is usually the trace
of a merge or of a script that ran twice.

How to fix: remove one of the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, advice, silent
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED105",
    "the same edge is there twice",
    graph=advice(Stage.RUN),
    workflow=silent(Stage.LOAD, Severity.WARNING),
    when="shared.edges:edge_faults.repeated",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each edge beyond the first."""
    for again, first in ctx.analysis(edge_faults).repeated:
        target = ctx.graph.nodes.get(again.target)
        yield Finding(
            f"{ctx.finding_edge(again)} is there twice; remove one of the two",
            again.pointer("target_field"),
            node=again.target,
            node_type=target.type if target else None,
            field=again.target_field,
            outcome=None if ctx.drops_wires else RULE.graph,
            related=(Related(first.path, "the first one"),),
        )
