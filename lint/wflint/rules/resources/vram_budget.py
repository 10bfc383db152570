"""The workflow needs more VRAM than the budget allows.

What it does: estimates the graphics memory (VRAM) that a document needs, from the families and precisions
of its models, its ControlNets and adapters, preprocessing, the image size and tiling, and compares the low
end of the range with the budget: `--vram 8GB`, or `vram = "8GB"` in the configuration. Without a budget it
reports nothing. With a list of models (`--models`) it counts with their real sizes. `wflint estimate` shows
the table.

Why it is bad: a run that does not fit ends with an out-of-memory error or, where InvokeAI streams models
from RAM, takes many times as long. It is an estimate, not measured on your card: its low end is what is
reported to work when everything else is moved out of the way.

Of a model that wflint has no figures for (a family that it does not know, or one that only a node pack's
loader knows) it says that it could not judge, unless what it knows is over the budget already.

How to fix: the help line says what applies: a quantised model, fewer ControlNets, tiled decoding, a smaller
image, or InvokeAI's own low-VRAM settings. docs/resources.md says where the numbers are from.

Options: `--vram` and `vram`, per path too. A GB is 2**30 bytes, as on graphics cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Finding
from wflint.rules.base import Context, Rule, advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.estimate import Estimate

RULE = Rule(
    "RS101",
    "the workflow needs more VRAM than the budget allows",
    advice(),
    advice(),
    when="shared.plain:vram",
)
_LINE = 110  # characters


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a document, at the node that loads the main model."""
    budget = ctx.options.vram
    if budget is None:
        return
    from wflint.models.amounts import show_memory
    from wflint.models.estimate import advice as measures
    from wflint.models.estimate import estimate_memory

    found = estimate_memory(ctx.graph, ctx.catalogue, ctx.options.inventory)
    if not found.known or found.vram[0] <= budget + 2**20:
        if found.unknown:
            yield _unjudged(ctx, found, budget)
        return
    stage = found.peak_stage()
    parts = sorted(found.stage(stage), key=lambda row: -row.low)[:3]
    made_of = ", ".join(f"{row.what} {show_memory(row.low)}" for row in parts if row.low)
    node = ctx.graph.nodes.get(found.node)
    yield Finding(
        f"needs about {show_memory(found.vram[0])} to {show_memory(found.vram[1])} of VRAM; "
        f"the budget is {show_memory(budget)}",
        node.path if node is not None else (),
        node=node.id if node is not None else None,
        node_type=node.type if node is not None else None,
        confidence=Confidence.LIKELY,
        help=_cure(measures(found, budget)),
        then="the run may end out of memory, or take many times as long",
        detail=made_of,
    )


def _unjudged(ctx: Context, found: Estimate, budget: int) -> Finding:
    """A budget that a document may be over: the part that is known is not, and there is another."""
    from wflint.diagnostics.words import elide, listed
    from wflint.models.amounts import show_memory

    what = elide(listed(found.unknown, most=2), 60)
    node = ctx.graph.nodes.get(found.node)
    return Finding(
        f"could not judge the budget of {show_memory(budget)}: no figures for {what}",
        node.path if node is not None else (),
        node=node.id if node is not None else None,
        node_type=node.type if node is not None else None,
        confidence=Confidence.LIKELY,
        help="run it once and look at the peak: wflint run --help",
        then="whether it fits is not known",
    )


def _cure(measures: list[str]) -> str:
    """The most helpful measures, as many as a line holds; the estimate lists them all."""
    shown = measures[:1]
    for measure in measures[1:]:
        if len("; ".join([*shown, measure])) > _LINE:
            break
        shown.append(measure)
    return "; ".join(shown)
