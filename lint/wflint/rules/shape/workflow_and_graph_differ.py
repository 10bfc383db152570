"""The workflow in a file is not the graph beside it.

What it does: an image, a queue item and an enqueue body hold two things: the graph that ran (or will), and
the workflow that is kept for whoever opens the image in the editor. Their nodes, values and edges are
compared. Not compared are positions, texts, caching, boards (the web UI fills in its own) and what a batch
varies.

Why it is bad: "Load Workflow" on the image gives the workflow. If that says other settings than those that
ran, it makes another image. The web UI always saves the two alike; programs that change the graph and leave
the workflow as it was do not.

How to fix: change both, or leave the workflow out: InvokeAI then makes one of the graph.
`wflint convert --part graph --to workflow` gives the workflow of what ran.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.diagnostics.words import listed, numbered
from wflint.document import Kind
from wflint.rules.base import Context, Rule, advice

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "SH117",
    "the workflow in a file is not the graph beside it",
    graph=advice(Stage.LOAD, Severity.INFO),
    when="shared.plain:beside",
)
_SHOWN = 4


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a graph, at the first difference."""
    beside = ctx.document.beside
    if beside is None:
        return
    from wflint.rules.shape._twins import differences

    found = differences(ctx, beside)
    if not found:
        return
    counts: dict[str, int] = {}
    for difference in found:
        counts[difference.what] = counts.get(difference.what, 0) + 1
    parts = [numbered(counts[what], what) for what in ("node", "value", "connection") if what in counts]
    yield Finding(
        f"the workflow beside this graph differs in {listed(parts)}",
        found[0].pointer,
        related=tuple(Related(d.pointer, d.text) for d in found[:_SHOWN]),
        then="who loads the workflow runs something else than this graph",
        help=f'take the workflow from the graph: wflint convert --part "{_part(ctx)}" --to workflow',
        detail="; ".join(d.text for d in found[:_SHOWN * 5]),
    )  # fmt: skip


def _part(ctx: Context) -> str:
    part = ctx.document.part or ctx.kind.value
    return part if len(part) <= 20 and part.isprintable() and '"' not in part else Kind.GRAPH.value
