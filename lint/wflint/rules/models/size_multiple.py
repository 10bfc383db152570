"""A size that the model family cannot use as it is.

What it does: checks width and height, where the file fixes them, beyond the multiples that the server itself
asks for. Noise for FLUX, FLUX.2, SD3 and Z-Image needs multiples of 16, for CogView4 of 32. Numbers that
reach a size by an edge are checked against the input's own multiple. An image is cut down to multiples of 8
(Qwen-Image: 16) before it becomes latents. A T2I-Adapter covers multiples of 64 (SDXL: 32) only, and fails at
some other sizes. A video of Wan has one frame more than a multiple of 4. The UNet of SD1.5 and SD2 halves the
latents three times, that of SDXL twice; very small images whose sides are not multiples of 64 or 32 come out
stretched.

Why it is bad: the noise node and numbers that come by an edge fail when the run gets there, long after the
graph was accepted. The rest silently changes the image.

How to fix: use the nearest multiple that the help names. `--unsafe-fixes` writes the nearest where the number
stands in the node, or in an integer node that feeds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Severity
from wflint.models.families.settings import NOISE_MULTIPLES, UNET_MULTIPLES, VIDEOS
from wflint.models.flow.t2i import fits
from wflint.rules.base import Context, Rule, fails, silent
from wflint.rules.models._fixes import other_values
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.origins import origins
from wflint.rules.shared.stages import BUCKETS, Stages, first, stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.catalogue.types import TypeExpr
    from wflint.diagnostics import Outcome, Related
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node
    from wflint.models.flow.computed.known import Size

RULE = Rule(
    "MD121",
    "a size that the model family cannot use as it is",
    graph=silent(),
    workflow=silent(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)
_FAILS, _MILD = fails(), silent(severity=Severity.INFO)
_SIDES = ("width", "height")
_FRAMES = 4  # of a video to one of its latents
_STRETCHED = 0.25  # how much larger a side would have to be; below that nobody sees it
_CROPPED = 0.1  # how much of a side a T2I-Adapter leaves out; below that it is worth a word only


def check(ctx: Context) -> Iterator[Finding]:
    """At most one finding a node."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    looks = (
        (found.of("noise"), _noise),
        (found.of("flow"), _carried),
        (found.of("encode"), _encoded),
        ((*found.of("video"), *found.of("flow")), _frames),
        (found.of("sd"), _unet),
    )
    for nodes, look in looks:
        for node in nodes:
            yield from first(look, ctx, found, node)


def _finding(
    ctx: Context,
    node: Node,
    field: str,
    message: str,
    outcome: Outcome | None = None,
    *,
    cure: str,
    error: str = "",
    then: str = "",
    related: tuple[Related, ...] = (),
    fix: Callable[[], Fix | None] | None = None,
) -> Finding:
    return Finding(
        message,
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome,
        related=related,
        help=cure,
        error=error,
        then=then,
        fix=fix,
    )


def _noise(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    kind = found.sizes.literal(node, "noise_type")
    multiple = NOISE_MULTIPLES.get(kind) if type(kind) is str else None
    if multiple is not None:
        for field in _SIDES:
            side = found.sizes.number(node, field)
            if side is not None and side > 0 and side % multiple and side % 8 == 0:
                name = ctx.names.input(node, field)
                yield _finding(
                    ctx,
                    node,
                    field,
                    f"{name} is {side}, but noise for {kind} needs a multiple of {multiple}",
                    _FAILS,
                    error=f"ValueError: {kind} noise width and height must be a multiple of {multiple}",
                    cure=f"use {_near(side, multiple)}",
                    fix=_noise_fix(ctx, found, node, field, multiple),
                    related=origins(ctx, found.sizes, node, field),
                )
                return
    yield from _carried(ctx, found, node)


def _noise_fix(
    ctx: Context, found: Stages, node: Node, field: str, multiple: int
) -> Callable[[], Fix | None]:
    """The size that the node with the noise is set to, else the nearest."""

    def fix() -> Fix | None:
        edges = ctx.graph.out_of.get(node.id, ())
        targets = {edge.target for edge in edges if edge.target_field == "noise"}
        sizes = {size for size in map(found.sizes.of, targets) if size is not None}
        if not sizes:
            near = _nearest_to(found.sizes.number(node, field) or multiple, multiple)
            return other_values(ctx, found, node, {field: near})()
        if len(sizes) > 1 or any(side % multiple for side in next(iter(sizes))):
            return None
        both = zip(_SIDES, next(iter(sizes)), strict=True)
        wanted = {name: side for name, side in both if found.sizes.number(node, name) != side}
        return other_values(ctx, found, node, wanted)()

    return fix


def _carried(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """Numbers that an edge brings: the server looks at them only when they arrive."""
    for field in _SIDES:
        if not found.sizes.connected(node, field):
            continue
        definition = ctx.catalogue.node(node.type)
        if definition is None or field not in definition.inputs:
            continue
        side, multiple = found.sizes.number(node, field), _asked_multiple(definition.inputs[field].type)
        if side is None or side % multiple == 0:
            continue
        yield _finding(
            ctx,
            node,
            field,
            f"{ctx.names.input(node, field)} gets {side} from an edge, but must be a multiple of {multiple}",
            _FAILS,
            error=f"NodeInputError: Node ... has invalid incoming input for {field}",
            cure=f"make it {_near(side, multiple)}",
            fix=other_values(ctx, found, node, {field: _nearest_to(side, multiple)}),
            related=origins(ctx, found.sizes, node, field),
        )
        return


def _asked_multiple(expected: TypeExpr) -> int:
    for part in (expected, *expected.args):
        multiple: Any = part.bounds.get("mult")
        if type(multiple) in (int, float) and multiple >= 1:
            return int(multiple)
    return 1


def _near(side: int, multiple: int) -> str:
    down = side - side % multiple
    return f"{down} or {down + multiple}" if down > 0 else f"{multiple}"


def _frames(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """Wan's VAE makes one latent of four frames, after one of the first alone."""
    frames = found.sizes.number(node, "num_frames") if node.type in VIDEOS else None
    if frames is None or frames < 2 or frames % _FRAMES == 1:
        return
    down = (frames - 1) // _FRAMES * _FRAMES + 1
    yield _finding(
        ctx,
        node,
        "num_frames",
        f"{ctx.names.input(node, 'num_frames')} is {frames}, not one more than a multiple of {_FRAMES}",
        _FAILS,
        error="ValueError: num_frames must satisfy (num_frames - 1) %% 4 == 0",
        cure=f"use {down} or {down + _FRAMES}",
        fix=other_values(ctx, found, node, {"num_frames": 1 + _nearest_to(frames - 1, _FRAMES)}),
        related=origins(ctx, found.sizes, node, "num_frames"),
    )


def _encoded(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    size = found.sizes.into(node.id, "image")
    made = found.sizes.of(node.id)
    if size is None or made is None or size == made:
        return
    if all((found.sizes.number(node, side) or 0) > 0 for side in _SIDES):
        return  # it resizes the image to these first
    yield _finding(
        ctx,
        node,
        "image",
        f"image into {ctx.describe(node)} is {_shown(size)}, but its latents can only be {_shown(made)}",
        then=f"InvokeAI silently shrinks the image to {_shown(made)}",
        cure=f"crop or resize the image to {_shown(made)} first",
    )


def _shown(size: Size) -> str:
    return f"{size[0]} x {size[1]}"


def _unet(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    size = found.sizes.of(node.id)
    if size is None or not (size[0] % 64 or size[1] % 64):
        return
    adapted = found.sizes.connected(node, "t2i_adapter")
    if not adapted and max(-side % 64 / side for side in size) <= _STRETCHED:
        return  # saves looking for the family
    from wflint.rules.shared.families import all_families

    fact = ctx.analysis(all_families).into(node.id, "unet")
    multiple = UNET_MULTIPLES.get(fact.base) if fact is not None else None
    if multiple is None or not (size[0] % multiple or size[1] % multiple):
        return
    edge = found.sizes.edge(node.id, "noise" if found.sizes.connected(node, "noise") else "latents")
    source = ctx.graph.nodes.get(edge.source) if edge is not None else None
    at, field = (
        (source, "width" if size[0] % multiple else "height") if source is not None else (node, "noise")
    )
    cure = f"use multiples of {multiple}, such as {_shown(_nearest(size, multiple))}"
    name = ctx.describe(at)
    wanted = {
        field: side
        for field, side, old in zip(_SIDES, _nearest(size, multiple), size, strict=True)
        if side != old
    }
    fix = other_values(ctx, found, at, wanted)
    if adapted and fact is not None and not fits(size[0] // 8, size[1] // 8, xl=fact.base == "sdxl"):
        message = f"image size {_shown(size)} of {name} does not fit the T2I-Adapter"
        error = "RuntimeError: The size of tensor a must match the size of tensor b"
        yield _finding(ctx, at, field, message, _FAILS, error=error, cure=cure, fix=fix)
    elif adapted:
        lost = max(side % multiple / side for side in size)
        message = f"image size {_shown(size)} of {name} is not a multiple of {multiple}, as T2I-Adapters need"
        then = "InvokeAI silently cuts off the rest of the control image"
        outcome = None if lost > _CROPPED else _MILD
        yield _finding(ctx, at, field, message, outcome, then=then, cure=cure, fix=fix)
    elif max(-side % multiple / side for side in size) > _STRETCHED:
        message = f"image size {_shown(size)} of {name} is small and not a multiple of {multiple}"
        then = "InvokeAI silently stretches what the model draws"
        yield _finding(ctx, at, field, message, then=then, cure=cure, fix=fix)


def _nearest(size: Size, multiple: int) -> Size:
    width, height = (_nearest_to(side, multiple) for side in size)
    return width, height


def _nearest_to(side: int, multiple: int) -> int:
    return max(1, (side + multiple // 2) // multiple) * multiple
