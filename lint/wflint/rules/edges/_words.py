"""What is wrong with an iterate or collect node, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence
from wflint.graph.edges import wording

if TYPE_CHECKING:
    from wflint.graph.server.collectors import SpecialFault
    from wflint.rules.base import Context


def special_words(ctx: Context, fault: SpecialFault) -> str:
    """What is wrong with an iterate or collect node, for messages."""
    return wording.special_words(ctx.graph, fault)


def special_confidence(ctx: Context) -> Confidence | None:
    """``likely`` for releases whose rules for these nodes no test compares with InvokeAI's own code."""
    return None if ctx.catalogue.compared_rules else Confidence.LIKELY
