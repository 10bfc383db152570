"""A Collect node gathers items of different types.

What it does: reports `collect` nodes of a graph whose items are not all of one type. In releases that chain
such nodes (from 6.13 on), the items of the collections that they extend count too.

Why it is bad: the server refuses the whole request ("Collector input collection items must be of a single
type").

How to fix: use one collect node for each type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.edges._words import special_confidence, special_places, special_words
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED112",
    "a collect node gathers items of different types",
    graph=rejected(),
    when="shared.edges:edge_faults.special",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a collector, at the first of its edges."""
    for fault in ctx.analysis(edge_faults).special:
        if fault.reason == "mixed-items":
            words = special_words(ctx, fault)
            yield Finding(
                words.message,
                fault.edges[0].path if fault.edges else fault.node.path,
                node=fault.node.id,
                node_type=fault.node.type,
                field="item",
                confidence=special_confidence(ctx),
                related=special_places(ctx, fault),
                help=words.help,
                error=fault.error,
                detail=words.detail,
                about=fault.node.id,
            )
