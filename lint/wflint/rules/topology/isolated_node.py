"""A node is not connected to any other.

What it does: reports nodes without any edge in a graph of several nodes, unless they make an image or have
another effect by themselves, or lack inputs (missing-input then says so).

Why it is bad: the node runs, but nothing uses its result. Most often an edge was forgotten, or the node is
left over.

How to fix: connect the node, or remove it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.topology._loose_ends import (
    HAVE_OWN_RULE,
    keeps_something,
    lacks_required,
    loose_ends,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADVICE = advice(Stage.RUN, Severity.WARNING)
RULE = Rule(
    "TP103",
    "a node is not connected to any other",
    graph=_ADVICE,
    workflow=_ADVICE,
    when="topology._loose_ends:loose_ends.isolated",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    for node in ctx.analysis(loose_ends).isolated:
        definition = ctx.catalogue.node(node.type)
        if node.type in HAVE_OWN_RULE or lacks_required(ctx, node):
            continue
        if definition is not None and keeps_something(definition):
            continue
        yield Finding(
            f"{ctx.describe(node)} is not connected to any other node",
            node.path,
            node=node.id,
            node_type=node.type,
            help="connect it, or remove it",
            then="runs, but nothing uses its result",
            fix=partial(without, node),
        )
