"""A collector gathers items of different types.

What it does: reports collect nodes of a graph whose items (and, in releases that chain collectors, the
items of the collections they extend) have no one type.

Why it is bad: the server refuses the whole request ("Collector input collection items must be of a single
type").

How to fix: gather each type with a collector of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.edges._words import special_confidence, special_words
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED112",
    "a collector gathers items of different types",
    graph=rejected(),
    when="shared.edges:edge_faults.special",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a collector, at the first of its edges."""
    for fault in ctx.analysis(edge_faults).special:
        if fault.reason == "mixed-items":
            yield Finding(
                f"{special_words(ctx, fault)}. InvokeAI refuses the graph; use a collect node for each type",
                fault.edges[0].path if fault.edges else fault.node.path,
                node=fault.node.id,
                node_type=fault.node.type,
                field="item",
                confidence=special_confidence(ctx),
                related=tuple(Related(e.path, ctx.finding_edge(e)) for e in fault.edges[1:6]),
            )
