"""A list has too few or too many items.

What it does: compares the length of lists with the limits that the node's schema states.

Why it is bad: the server refuses the whole graph. In a workflow the web UI blocks Invoke.

How to fix: add or remove items. The (unsafe) fix removes the last ones of a list that is too long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Stage
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.inputs._words import refused_literals
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding

RULE = Rule(
    "IN106",
    "a list has too few or too many items",
    graph=rejected(Stage.ENQUEUE),
    workflow=rejected(Stage.READY),
    when="shared.inputs:input_faults.lengths",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a list, at the list."""
    return refused_literals(ctx, ctx.analysis(input_faults).lengths)
