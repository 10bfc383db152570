"""The result of a node is not used.

What it does: reports nodes that other nodes feed but whose own outputs lead nowhere, unless they make an
image or have another effect by themselves, or lack inputs (missing-input then says so). Of an unused branch
the last node is reported.

Why it is bad: the branch costs time and memory, and what it was meant to do does not happen: a LoRA that is
loaded but not connected changes no image.

How to fix: connect the output to where it belongs, or remove the branch.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.graph.ir import BATCH_NODES
from wflint.rules.base import Context, Rule, advice
from wflint.rules.topology._loose_ends import keeps_something, lacks_required, loose_ends, without

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADVICE = advice(Stage.RUN, Severity.WARNING)
RULE = Rule(
    "TP104",
    "the result of a node is not used",
    graph=_ADVICE,
    workflow=_ADVICE,
    when="topology._loose_ends:loose_ends.unused",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a dead branch, at its last node."""
    for node in ctx.analysis(loose_ends).unused:
        definition = ctx.catalogue.node(node.type)
        if definition is None or node.type in BATCH_NODES or keeps_something(definition):
            continue
        if lacks_required(ctx, node) or (node.type == "for_return" and ctx.catalogue.loops):
            continue
        outputs = list(definition.outputs)
        what = (
            ctx.names.input(node, outputs[0]) if len(outputs) == 1 else f"the outputs of {ctx.describe(node)}"
        )
        yield Finding(
            f"nothing uses {what}",
            node.path,
            node=node.id,
            node_type=node.type,
            help="connect it, or remove this branch",
            then="runs, and drops the result",
            fix=partial(without, node),
        )
