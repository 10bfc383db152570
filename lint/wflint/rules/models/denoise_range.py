"""A part of the denoising that leaves nothing to do, or starts from a picture that is not there.

What it does: compares `denoising_start` and `denoising_end` of every denoise node with each other, and with
whether latents are connected: a start above 0 means that a picture takes the place of the first part of the
denoising.

Why it is bad: a start above 0 without latents makes SD1.5, SD2 and SDXL draw over grey, without a word; all
other families fail with "denoising_start should be 0 when initial latents are not provided". A start at or
after the end is no step at all: the nodes of SD hand on noise (or, at 1.0, the latents as they came), those
of FLUX, SD3 and CogView4 fail with an empty AssertionError, others with an error of their own. A start of 0
with latents throws the picture away: the families other than SD make exactly what they make without it.

How to fix: for text to image set `denoising_start` to 0 and `denoising_end` to 1. For image to image
connect the latents of the picture and set `denoising_start` to 1 minus the strength that you want: 0.25 for
a strength of 0.75.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity
from wflint.models.families.settings import DENOISE, FLOW
from wflint.rules.base import Context, Rule, fails, silent
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import Denoise

RULE = Rule(
    "MD124",
    "a part of the denoising that leaves nothing to do, or starts without a picture",
    graph=silent(),
    workflow=silent(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)
_FAILS = fails()
_HARDLY = silent(severity=Severity.INFO)
_NEARLY_0 = 1e-5  # what the nodes take for 0


def check(ctx: Context) -> Iterator[Finding]:
    """At most one finding a denoise node."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    for node in (*found.of("sd"), *found.of("flow")):
        if DENOISE[node.type].fresh:
            continue
        start, end = found.real(node, "denoising_start"), found.real(node, "denoising_end")
        picture = found.sizes.connected(node, "latents")
        if not picture and node.values.get("latents") is None:
            missing = list(_nothing_there(ctx, found, node))
            if missing:
                yield from missing
                continue
        if start is None or not 0 <= start <= 1 or (end is not None and not 0 <= end <= 1):
            continue  # comes from elsewhere, or invalid-value speaks
        if start <= _NEARLY_0 and end != 0:
            if picture:
                yield from _picture_thrown_away(ctx, found, node)
        elif not picture and start > _NEARLY_0 and node.values.get("latents") is None:
            yield _without_picture(ctx, found, node, start)
        elif end is not None and start >= end:
            yield _nothing_to_do(ctx, found, node, start, end)


def _finding(
    ctx: Context, node: Node, message: str, outcome: Outcome | None = None, field: str = "denoising_start"
) -> Finding:
    return Finding(
        f"{ctx.describe(node)}: {message}",
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome,
    )


def _nothing_there(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """No latents, where something else needs them."""
    fed = found.sizes.connected
    if fed(node, "denoise_mask"):
        what = "a mask is connected, but no latents: there is no picture of which the rest could stay"
        if node.type in FLOW:
            error = FLOW[node.type].masked
            text = f"{what}. InvokeAI accepts the graph; the run fails at this node: {error}; {_CONNECT}"
            yield _finding(ctx, node, text, _FAILS, "denoise_mask")
        else:
            text = (
                f"{what}. What is not under the mask comes out grey, and InvokeAI does not tell; {_CONNECT}"
            )
            yield _finding(ctx, node, text, None, "denoise_mask")
    elif node.type not in FLOW and not fed(node, "noise") and node.values.get("noise") is None:
        what = "neither noise nor latents are connected"
        error = "ValueError: 'latents' or 'noise' must be provided"
        text = (
            f"{what}. InvokeAI accepts the graph; the run fails at this node: {error}; connect a noise node"
        )
        yield _finding(ctx, node, text, _FAILS, "noise")


def _without_picture(ctx: Context, found: Stages, node: Node, start: float) -> Finding:
    facts = DENOISE[node.type]
    what = f'"denoising_start" is {start:g}, but no latents are connected'
    if facts.late:
        end = found.real(node, "denoising_end")
        reversed_range = end is not None and start > end and facts.reversed == "AssertionError"
        error = facts.reversed if reversed_range else facts.late
        how = f"{what}. InvokeAI accepts the graph; the run fails at this node: {error}; "
        outcome = _FAILS
    else:
        result = "an empty grey picture comes out" if start == 1 else "the picture is drawn over plain grey"
        how = f"{what}: {result}, and InvokeAI does not tell; "
        outcome = None
    return _finding(
        ctx, node, f"{how}set it to 0 for text to image, or connect the latents of a picture", outcome
    )


def _nothing_to_do(ctx: Context, found: Stages, node: Node, start: float, end: float) -> Finding:
    facts = DENOISE[node.type]
    error = _range_error(facts, found, node, start, end)
    what = (
        f'"denoising_start" ({start:g}) is not before "denoising_end" ({end:g}): nothing is left to denoise'
    )
    if error:
        text = f"{what}. InvokeAI accepts the graph; the run fails at this node: {error}; let it end later"
        return _finding(ctx, node, text, _FAILS)
    if start == 1:
        result = "The latents come out as they went in"
    elif found.sizes.connected(node, "latents") or start == 0:
        result = "Noise comes out"
    else:
        result = "Nothing but noise over grey comes out"
    return _finding(ctx, node, f"{what}. {result}, and InvokeAI does not tell; let it end later")


def _range_error(facts: Denoise, found: Stages, node: Node, start: float, end: float) -> str:
    if start == end:
        return facts.empty
    steps = found.sizes.number(node, facts.steps)
    if facts.reversed.startswith("IndexError") and steps is not None and 0 < steps < 10_000:
        # These two cut a list of steps + 1 values and miss the first one only if the rest is empty.
        if facts.rounds_down:
            empty = int(start * steps) >= int(end * steps) + 1
        else:
            empty = round(start * steps) > round(end * steps)
        return facts.reversed if empty else ""
    return facts.reversed


def _picture_thrown_away(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    sizes = found.sizes
    if sizes.connected(node, "denoise_mask") or sizes.connected(node, "add_noise"):
        return
    if sizes.literal(node, "add_noise") is False or (
        node.type not in FLOW and not sizes.connected(node, "noise")
    ):
        return  # the latents carry their noise already
    if node.type in FLOW:
        what = 'latents are connected, but "denoising_start" is 0: none of their picture remains'
        yield _finding(ctx, node, f"{what}, and InvokeAI does not tell; {_RAISE}")
    elif ctx.is_workflow or "denoising_start" not in node.values:  # in a graph, who writes 0 means it
        what = 'latents are connected, but "denoising_start" is 0: hardly anything of their picture remains'
        yield _finding(ctx, node, f"{what}; {_RAISE}", _HARDLY)


_CONNECT = "connect the latents of the picture"
_RAISE = "raise it to keep more of the picture (0.25 is a strength of 0.75)"
