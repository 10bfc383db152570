"""Parts of different sizes that are used together.

What it does: follows the sizes that the file fixes (noise, denoise nodes, resized and blank images,
latents) along the edges, and reports noise and latents of different size, latents of another size than the
denoise node is set to, and control images and masks of another shape than the image. A size that is only
known at run time, such as that of an uploaded image, is not checked.

Why it is bad: noise and latents, and latents and denoise node, must be equal in size, or the run fails when
it gets there ("Incompatible 'noise' and 'latents' shapes", "The size of tensor a must match the size of
tensor b"). InvokeAI silently stretches control images and masks to the size of the image.

How to fix: give both the same size. For image to image connect the width and height of the encoded latents
to the noise or the denoise node. For control images, crop or pad to the shape of the image, or choose the
resize mode `crop_resize` or `fill_resize`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity
from wflint.models.families.settings import CONTROLS, DENOISE
from wflint.rules.base import Context, Rule, fails, silent
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, first, stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.graph.ir import Node
    from wflint.models.flow.computed.known import Size

RULE = Rule(
    "MD122",
    "parts of different sizes that are used together",
    graph=fails(),
    workflow=fails(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)
_SILENT, _SCALED = silent(), silent(severity=Severity.INFO)
_SHAPE = 0.03  # how far the ratio of the sides may differ and still count as the same shape
_FAR = 100  # collect nodes to walk from a control to its denoise node
_FLUX_NOISE = "ValueError: Expected noise with shape"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a pair."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    for node in found.of("sd"):
        yield from first(_noise, ctx, found, node)
    for node in found.of("flow"):
        yield from first(_flow, ctx, found, node)
    for node in found.of("weighted"):
        if node.type in CONTROLS and found.sizes.connected(node, "image"):
            yield from first(_control, ctx, found, node)
    for kind in ("sd", "flow"):
        for node in found.of(kind):
            if found.sizes.connected(node, "denoise_mask") and not DENOISE[node.type].fresh:
                yield from first(_mask, ctx, found, node)


def _noise(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    sizes = found.sizes
    if not (sizes.connected(node, "noise") and sizes.connected(node, "latents")):
        return
    noise, latents = sizes.into(node.id, "noise"), sizes.into(node.id, "latents")
    if noise is not None and latents is not None and noise != latents:
        yield _finding(
            ctx,
            found,
            node,
            "noise",
            f"noise is {_shown(noise)} but latents are {_shown(latents)} at {ctx.describe(node)}",
            other="latents",
            error="ValueError: Incompatible 'noise' and 'latents' shapes",
            cure=_same(noise, latents),
        )


def _shown(size: Size) -> str:
    return f"{size[0]} x {size[1]}"


def _same(one: Size, other: Size) -> str:
    return f"make both {_shown(one)}, or both {_shown(other)}"


def _finding(
    ctx: Context,
    found: Stages,
    node: Node,
    field: str,
    message: str,
    outcome: Outcome | None = None,
    *,
    other: str = "",
    cure: str = "",
    error: str = "",
    then: str = "",
) -> Finding:
    related = []
    for name in (field, other):
        edge = found.sizes.edge(node.id, name) if name else None
        source = ctx.graph.nodes.get(edge.source) if edge is not None else None
        if edge is not None and source is not None and (size := found.sizes.of(source.id)) is not None:
            related.append(Related(source.path, f"{_shown(size)} comes from {ctx.describe(source)}"))
    return Finding(
        message,
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome,
        related=tuple(related),
        help=cure,
        error=error,
        then=then,
    )


def _flow(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    sizes = found.sizes
    if DENOISE[node.type].fresh:
        return
    noise_fed, latents_fed = sizes.connected(node, "noise"), sizes.connected(node, "latents")
    if not noise_fed and not latents_fed:
        return
    unused = (
        latents_fed
        and sizes.literal(node, "add_noise") is False
        and not sizes.connected(node, "denoise_mask")
    )
    if unused or sizes.connected(node, "add_noise"):
        return  # where no noise is added, the node's own size counts for nothing
    own = sizes.of(node.id)
    for field, says in (("noise", _FLUX_NOISE), ("latents", DENOISE[node.type].sized)):
        size = sizes.into(node.id, field) if sizes.connected(node, field) else None
        if own is None or size is None or size == own or _halved(size, own):
            continue
        verb = "is" if field == "noise" else "are"
        message = f"{field} {verb} {_shown(size)} but {ctx.describe(node)} is set to {_shown(own)}"
        yield _finding(ctx, found, node, field, message, error=says, cure=_same(size, own))
        return


def _halved(size: Size, own: Size) -> bool:
    """Latents of one pixel a side fit anything."""
    return min(size) < 16 or min(own) < 16


def _control(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    image = found.sizes.into(node.id, "image")
    if image is None:
        return
    picture = _controlled(ctx, found, node)
    if picture is None or picture == image:
        return
    same_shape = abs(image[0] * picture[1] / (image[1] * picture[0]) - 1) <= _SHAPE
    mode = found.sizes.literal(node, "resize_mode")
    called = f"control image of {ctx.describe(node)}"
    message = f"{called} is {_shown(image)} but the image is {_shown(picture)}"
    if same_shape:
        then = "InvokeAI silently scales the control image"
        yield _finding(ctx, found, node, "image", message, _SCALED, then=then)
    elif mode in ("crop_resize", "fill_resize"):
        does = "crops" if mode == "crop_resize" else "pads"
        then = f'InvokeAI {does} the control image to that shape, as "resize_mode" says'
        yield _finding(ctx, found, node, "image", message, _SCALED, then=then)
    else:
        then = "InvokeAI silently stretches the control image"
        cure = f"give the control image the shape of {_shown(picture)}"
        definition = ctx.catalogue.node(node.type)
        if definition is not None and "resize_mode" in definition.inputs:
            cure += ', or set "resize_mode" to "crop_resize"'
        yield _finding(ctx, found, node, "image", message, _SILENT, then=then, cure=cure)


def _controlled(ctx: Context, found: Stages, node: Node) -> Size | None:
    """The size of the picture that a control is for: that of the denoise nodes it reaches, if they agree."""
    waiting, seen, reached = [node.id], {node.id}, set()
    while waiting and len(seen) < _FAR:
        for edge in ctx.graph.out_of.get(waiting.pop(), ()):
            target = ctx.graph.nodes.get(edge.target)
            if target is None or target.id in seen:
                continue
            if target.type in DENOISE:
                reached.add(found.sizes.of(target.id))
            elif target.type == "collect":
                seen.add(target.id)
                waiting.append(target.id)
    return next(iter(reached)) if len(reached) == 1 else None


def _mask(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    mask, picture = found.sizes.into(node.id, "denoise_mask"), found.sizes.of(node.id)
    if mask is None or picture is None or mask == picture:
        return
    if abs(mask[0] * picture[1] / (mask[1] * picture[0]) - 1) > _SHAPE:
        yield _finding(
            ctx,
            found,
            node,
            "denoise_mask",
            f"mask of {ctx.describe(node)} is {_shown(mask)} but the image is {_shown(picture)}",
            _SILENT,
            then="InvokeAI silently stretches the mask to the image",
            cure=f"give the mask the shape of {_shown(picture)}",
        )
