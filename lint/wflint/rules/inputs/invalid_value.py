"""A value that InvokeAI does not accept for an input.

What it does: reads every literal as InvokeAI's node classes do: its type, its limits, multiples and options,
the members of nested values such as models and colours, and what the classes check beyond that (a control
that ends before it begins, a division by zero, a guidance scale below 1). Like InvokeAI it reads "12" as 12
and "yes" as true.

Why it is bad: the server refuses the whole graph. In a workflow the web UI blocks Invoke when a number is out
of its limits; everything else reaches the server and is refused there. That of InvokeAI 7 also blocks Invoke
for what is of another type: "12" is not a number to it. In a graph the values of connected inputs count too:
the server reads them before the edge replaces them. The web UI does not send them.

How to fix: give the input a value as the help says. The fix writes the nearest value that is accepted,
where one is nearest: unsafe, but for another spelling of an option. A value behind an edge it removes.
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
    "IN103",
    "a value that InvokeAI does not accept for an input",
    graph=rejected(Stage.ENQUEUE),
    workflow=rejected(Stage.ENQUEUE),
    when="shared.inputs:input_faults.invalid",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a literal, at the part of it that is at fault."""
    return refused_literals(ctx, ctx.analysis(input_faults).invalid)
