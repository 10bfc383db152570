"""A denoising range that leaves no steps, or that starts without an image.

What it does: compares `denoising_start` and `denoising_end` of every denoise node with each other, and with
whether latents are connected. A start above 0 means that an image takes the place of the first part of the
denoising.

Why it is bad: with a start above 0 and no latents, SD1.5, SD2 and SDXL silently draw over grey; all other
families fail with "denoising_start should be 0 when initial latents are not provided". A start at or after
the end leaves no steps: the nodes of SD give noise (at 1.0 the latents as they came), those of FLUX, SD3 and
CogView4 fail with an empty AssertionError, others with an error of their own. So it is with a range of less
than one step where a family makes whole steps of it: Krea-2 and ERNIE-Image fail, Qwen-Image, Z-Image, Anima
and Wan silently make no step. With a start of 0, connected latents have no effect: the families other than SD
make exactly the image that they make without them.

How to fix: for text to image set `denoising_start` to 0 and `denoising_end` to 1. For image to image
connect the latents of the image and set `denoising_start` to 1 minus the strength that you want: 0.25 for
a strength of 0.75.
`--unsafe-fixes` swaps a start that is behind its end, and sets a start without an image to 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity
from wflint.models.families.settings import DENOISE, FLOW
from wflint.rules.base import Context, Rule, fails, silent
from wflint.rules.models._fixes import other_values
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, first, stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Outcome
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import Denoise

RULE = Rule(
    "MD124",
    "a denoising range that leaves no steps, or that starts without an image",
    graph=silent(),
    workflow=silent(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)
_FAILS = fails()
_HARDLY = silent(severity=Severity.INFO)
_ENDS = ("denoising_start", "denoising_end")
_NEARLY_0 = 1e-5  # what the nodes take for 0


def check(ctx: Context) -> Iterator[Finding]:
    """At most one finding a denoise node."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    for node in (*found.of("sd"), *found.of("flow")):
        if not DENOISE[node.type].fresh:
            yield from first(_judged, ctx, found, node)


def _judged(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    start, end = found.real(node, "denoising_start"), found.real(node, "denoising_end")
    picture = found.sizes.connected(node, "latents")
    if not picture and node.values.get("latents") is None:
        missing = list(_nothing_there(ctx, found, node))
        if missing:
            yield from missing
            return
    if start is None or not 0 <= start <= 1 or (end is not None and not 0 <= end <= 1):
        return  # comes from elsewhere, or invalid-value speaks
    late = not picture and start > _NEARLY_0 and node.values.get("latents") is None
    if end is not None and start < end and not (late and DENOISE[node.type].late):
        rounded = list(_rounded(ctx, found, node, start, end))
        if rounded:
            yield from rounded
            return
    if start <= _NEARLY_0 and end != 0:
        if picture:
            yield from _picture_thrown_away(ctx, found, node)
    elif late:
        yield _without_picture(ctx, found, node, start)
    elif end is not None and start >= end:
        yield _nothing_to_do(ctx, found, node, start, end)


def _finding(
    ctx: Context,
    node: Node,
    message: str,
    field: str = "denoising_start",
    outcome: Outcome | None = None,
    *,
    cure: str,
    error: str = "",
    then: str = "",
    fix: Callable[[], Fix | None] | None = None,
) -> Finding:
    return Finding(
        message,
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome,
        help=cure,
        error=error,
        then=then,
        fix=fix,
    )


def _nothing_there(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """No latents, where something else needs them."""
    fed = found.sizes.connected
    if fed(node, "denoise_mask"):
        message = f"{ctx.describe(node)} has a mask, but no latents"
        if node.type in FLOW:
            error = FLOW[node.type].masked
            yield _finding(ctx, node, message, "denoise_mask", _FAILS, error=error, cure=_CONNECT)
        else:
            then = "all that is outside the mask silently comes out grey"
            yield _finding(ctx, node, message, "denoise_mask", then=then, cure=_CONNECT)
    elif node.type not in FLOW and not fed(node, "noise") and node.values.get("noise") is None:
        yield _finding(
            ctx,
            node,
            f"{ctx.describe(node)} has neither noise nor latents",
            "noise",
            _FAILS,
            error="ValueError: 'latents' or 'noise' must be provided",
            cure=f"connect {ctx.names.title('noise')}",
        )


def _without_picture(ctx: Context, found: Stages, node: Node, start: float) -> Finding:
    facts = DENOISE[node.type]
    message = f"{ctx.names.input(node, 'denoising_start')} is {start:g}, but no latents are connected"
    cure = "set it to 0 for text to image, or connect the latents of an image"
    fix = other_values(ctx, found, node, {"denoising_start": 0})
    if facts.late:
        end = found.real(node, "denoising_end")
        reversed_range = end is not None and start > end and facts.reversed == "AssertionError"
        error = facts.reversed if reversed_range else facts.late
        return _finding(ctx, node, message, outcome=_FAILS, error=error, cure=cure, fix=fix)
    then = "the image silently comes out grey" if start == 1 else "InvokeAI silently draws over plain grey"
    return _finding(ctx, node, message, then=then, cure=cure, fix=fix)


def _nothing_to_do(ctx: Context, found: Stages, node: Node, start: float, end: float) -> Finding:
    facts = DENOISE[node.type]
    name = ctx.names.input(node, "denoising_start")
    message = f'{name} is {start:g}, not below "denoising_end" ({end:g})'
    if start == 1:
        cure = 'set "denoising_end" to 1 and "denoising_start" below it'
    else:
        cure = f'set "denoising_end" above {start:g}'
    fix = _turned(ctx, found, node, start, end)
    if error := _range_error(facts, found, node, start, end):
        return _finding(ctx, node, message, outcome=_FAILS, error=error, cure=cure, fix=fix)
    if start == 1:
        then = "no steps are made: the latents silently come out as they went in"
    elif found.sizes.connected(node, "latents") or start == 0:
        then = "no steps are made: only noise comes out, silently"
    else:
        then = "no steps are made: only noise over grey comes out, silently"
    return _finding(ctx, node, message, then=then, cure=cure, fix=fix)


def _turned(
    ctx: Context, found: Stages, node: Node, start: float, end: float
) -> Callable[[], Fix | None] | None:
    """The two the other way round; of an empty range up to the end, if it begins before that."""
    if start > end:
        wanted = {field: node.values.get(other) for field, other in (_ENDS, _ENDS[::-1])}
        return other_values(ctx, found, node, wanted, "swap the start and the end")
    return other_values(ctx, found, node, {"denoising_end": 1}) if start < 1 else None


def _rounded(ctx: Context, found: Stages, node: Node, start: float, end: float) -> Iterator[Finding]:
    """A range of less than one step, as the families make whole steps of it."""
    facts = DENOISE[node.type]
    steps = found.sizes.number(node, facts.steps)
    if not facts.rounds or steps is None or not 0 < steps < 10_000:
        return
    whole = round if facts.rounds == "nearest" else int
    first, last = whole(start * steps), whole(end * steps)
    if first < last:
        return
    field = "denoising_start" if start > 0 else "denoising_end"
    message = f"{ctx.names.input(node, field)} is {start or end:g}, which leaves none of {steps} steps"
    cure = "use more steps, or a wider range"
    if facts.none:
        yield _finding(ctx, node, message, field, _FAILS, error=facts.none, cure=cure)
    elif first == steps:
        then = "no steps are made: the latents silently come out as they went in"
        yield _finding(ctx, node, message, field, then=then, cure=cure)
    else:
        then = "no steps are made: the noise silently stays in the image"
        yield _finding(ctx, node, message, field, then=then, cure=cure)


def _range_error(facts: Denoise, found: Stages, node: Node, start: float, end: float) -> str:
    if start == end:
        return facts.empty
    steps = found.sizes.number(node, facts.steps)
    if facts.reversed.startswith("IndexError") and steps is not None and 0 < steps < 10_000:
        # These two cut a list of steps + 1 values and miss the first one only if the rest is empty.
        if facts.rounds == "down":
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
    message = f"{ctx.names.input(node, 'denoising_start')} is 0, but latents are connected"
    if node.type in FLOW:
        then = "InvokeAI silently drops the latents: the image is made as without them"
        yield _finding(ctx, node, message, then=then, cure=_RAISE)
    elif ctx.is_workflow or "denoising_start" not in node.values:  # in a graph, who writes 0 means it
        then = "hardly anything of the image in the latents remains"
        yield _finding(ctx, node, message, outcome=_HARDLY, then=then, cure=_RAISE)


_CONNECT = 'connect the latents of the image to "latents"'
_RAISE = "raise it to keep more of the image: 0.25 for a strength of 0.75"
