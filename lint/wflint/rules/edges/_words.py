"""What is wrong with an iterate or collect node, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence

if TYPE_CHECKING:
    from wflint.graph.collectors import SpecialFault
    from wflint.rules.base import Context


def special_words(ctx: Context, fault: SpecialFault) -> str:
    """What is wrong with an iterate or collect node, for messages."""
    edge = fault.edges[0]
    what = ctx.describe(fault.node)
    if fault.reason == "many-inputs":
        return f"{what}: {len(fault.edges)} edges feed its collection, it takes one"
    if fault.reason == "not-a-collection":
        return f"{ctx.finding_edge(edge)}: {what} needs a list, the output gives {fault.detail}"
    if fault.reason == "mixed-items":
        return f"{what} gathers items of more than one type: {fault.detail}"
    if "\0" not in fault.detail:
        return f"{ctx.finding_edge(edge)}: the types do not fit"
    gives, takes = fault.detail.split("\0")
    return f"{ctx.finding_edge(edge)}: {what} gives {gives} here, the input takes {takes}"


def special_confidence(ctx: Context) -> Confidence | None:
    """``likely`` for releases whose rules for these nodes no test compares with InvokeAI's own code."""
    return None if ctx.catalogue.compared_rules else Confidence.LIKELY
