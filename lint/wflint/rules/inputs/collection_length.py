"""A list has too few or too many items.

What it does: compares the length of lists with the limits that the node's schema states.

Why it is bad: the server refuses the whole graph. In a workflow the web UI does not enable Invoke.

How to fix: add or remove items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.inputs._analysis import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "IN106",
    "a list has too few or too many items",
    graph=rejected(Stage.ENQUEUE),
    workflow=rejected(Stage.READY),
)
_REFUSED = rejected(Stage.ENQUEUE)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a list, at the list."""
    for node, name, fault, stage in ctx.analysis(input_faults).lengths:
        ready = stage is Stage.READY
        consequence = "The web UI does not enable Invoke" if ready else "InvokeAI refuses the graph"
        yield Finding(
            f'{ctx.describe(node)}: "{name}" {fault.statement} {consequence}',
            (*node.input_pointer(name), *fault.path),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=None if ready else _REFUSED,
        )
