"""The body of a loop does not fit.

What it does: reports loops of InvokeAI 7 whose bodies its server does not run. A body is what the outputs of
one round of a For node lead to, up to the For Return that is tied to it. It must reach that For Return, all
of it, and nothing may leave it before. Results of the whole loop may not feed it. A For within it must be
done before the outer one goes on, and an Iterate within it is run only between a preparation and one Collect.

Why it is bad: the server refuses the graph.

How to fix: lead every edge of the body to its For Return, and take results from the outputs "Output
Collection" and "Final State" of the For node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.loops import LINKAGE_REASONS, loops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.server.loops import LoopFault

RULE = Rule(
    "TP109",
    "the body of a loop does not fit",
    graph=rejected(),
    workflow=rejected(),
    when="shared.plain:loops",
)
_SHOWN = 8  # nodes or edges that are shown beside a finding


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a loop, and one for a For Return with several edges into one input."""
    for fault in ctx.analysis(loops):
        if fault.reason in LINKAGE_REASONS:
            continue
        node = ctx.graph.nodes[fault.node]
        message, cure = _words(ctx, fault)
        yield Finding(
            message,
            fault.edges[0].path if fault.edges else node.path,
            node=node.id,
            node_type=node.type,
            related=tuple(_others(ctx, fault)),
            help=cure,
            error=fault.error,
        )


def _others(ctx: Context, fault: LoopFault) -> Iterator[Related]:
    for node_id in fault.others[:_SHOWN]:
        node = ctx.graph.nodes[node_id]
        yield Related(node.path, ctx.describe(node))


def _words(ctx: Context, fault: LoopFault) -> tuple[str, str]:
    loop = ctx.describe(ctx.graph.nodes[fault.node])
    end = ctx.names.title("for_return")
    if fault.reason == "no-round":
        return f"nothing uses the item of {loop}", "connect its item, or remove the loop"
    if fault.reason == "no-return":
        return f"no value of {loop} reaches its {end}", f"connect the last node of the loop to {end}"
    if fault.reason == "open-end":
        last = ctx.describe(ctx.graph.nodes[fault.others[0]])
        return f"{last} takes a value of {loop} but does not lead to {end}", "lead it there, or remove it"
    if fault.reason == "escape":
        return (
            f"{ctx.finding_edge(fault.edges[0])} leaves the loop {loop}",
            "take what the whole loop gives: its Output Collection",
        )
    if fault.reason == "final-inside":
        return f"a result of the whole loop {loop} feeds its body", "use the item or state of a round there"
    if fault.reason == "iterate":
        inner = ctx.describe(ctx.graph.nodes[fault.others[0]])
        return (
            f"{inner} within the loop {loop} is not run there",
            "gather its items with one Collect, and give the list to the end of the loop",
        )
    if fault.reason == "iterated":
        return f"the loop {loop} uses a value that an Iterate node repeats", "gather it with Collect first"
    if fault.reason == "nested":
        return (
            f"the loops within {loop} do not fit",
            "prepare, let the inner loops run, and give their Output Collection on",
        )
    if fault.reason == "two-loops":
        return f"{loop} ends several loops", "give each loop an end of its own"
    field = fault.edges[0].target_field
    return f'several edges lead into "{field}" of {loop}', "keep one"
