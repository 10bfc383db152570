"""An image much larger or smaller than those the model was trained on.

What it does: checks text to image with SD1.5 and SDXL whose size is fixed in the file. SD1.5 was trained
at 512 x 512, SDXL at 1024 x 1024; reported are areas of three times that and more, or of less than half.
Image to image, HiDiffusion, SDXL Turbo (trained at 512) and sizes below 256, which are only used for tests,
are left alone.

Why it is bad: above its size SD1.5 often repeats the subject (two heads, two horizons); below its size SDXL
often gives crude, cropped images.

How to fix: generate at the size of the family, in any aspect ratio, and enlarge the result: with an
upscaling model, or by image to image at the larger size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.models.families.bases import label
from wflint.models.families.settings import TRAINED
from wflint.rules.base import Context, Rule, advice
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, first, stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "MD123",
    "an image much larger or smaller than those the model was trained on",
    graph=advice(),
    workflow=advice(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)
_SIDES = dict(TRAINED.values())
_LARGE, _SMALL, _TRIAL = 3, 0.5, 256


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a denoise node."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    for node in found.of("sd"):
        yield from first(_judged, ctx, found, node)


def _judged(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    sizes = found.sizes
    if sizes.connected(node, "latents") or node.type.startswith("tiled"):
        return
    size = sizes.of(node.id)
    if size is None or max(size) < _TRIAL:
        return
    area = size[0] * size[1]
    if not any(
        found.of(loader) and not _SMALL <= area / (side * side) < _LARGE
        for loader, (_, side) in TRAINED.items()
    ):
        return  # saves looking for the family
    from wflint.rules.shared.families import all_families

    fact = ctx.analysis(all_families).into(node.id, "unet")
    side = _SIDES.get(fact.base) if fact is not None else None
    if fact is None or side is None:
        return
    relation = area / (side * side)
    hires = sizes.connected(node, "hidiffusion") or sizes.literal(node, "hidiffusion") is True
    if _SMALL <= relation < _LARGE or (relation >= _LARGE and hires):
        return
    name = fact.model.name if fact.model is not None else ""
    if relation < _SMALL and "turbo" in name.lower():
        return
    large = relation >= _LARGE
    edge = sizes.edge(node.id, "noise")
    source = ctx.graph.nodes.get(edge.source) if edge is not None else None
    stated = source is not None and source.type == "noise"
    at = source if source is not None and stated else node  # which has no width of its own
    trained = f"{side} x {side}"
    yield Finding(
        f"text to image of {size[0]} x {size[1]} in {ctx.describe(node)}, "
        f"but {label(fact.base)} was trained at {trained}",
        at.input_pointer("width") if stated else at.path,
        node=at.id,
        node_type=at.type,
        field="width" if stated else None,
        then="the subject is often repeated, such as two heads"
        if large
        else "the image often comes out crude and cropped",
        help=f"generate near {trained} and {'enlarge' if large else 'scale down'} the result",
    )
