"""Regional prompts (a prompt with a mask) where a release cannot follow them.

Z-Image: diffusers makes no mask for batches of one from 0.38 on, which InvokeAI 6.14 pins and whose patch for
regional prompts counts on one (backend/z_image/z_image_transformer_patch.py); 6.13 and 7.0 are whole. Where
a control covers all steps, the patched function is never called. FLUX.2 leaves masks out beside references,
and took none at all before it took several prompts (app/invocations/flux2_denoise.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect, Related
from wflint.models.flow.origins import origins, regional
from wflint.models.judges.variants.fault import Fault, is_fed, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_MASK = "AttributeError: 'NoneType' object has no attribute 'bool'"
_LEFT_OUT = "InvokeAI silently ignores the mask: the prompt counts for the whole image"


def _z_image(families: Families, node: Node) -> Iterator[Fault]:
    release = families.catalogue.release
    if not release.at_least(6, 14) or release.at_least(7):
        return
    prompt = regional(families, node.id, "positive_conditioning")
    if prompt is None:
        return
    related = (Related(prompt.path, "this one has a mask"),)
    pointer = place_of(families, node, "positive_conditioning")
    if is_fed(families, node, "control"):
        ranges = [
            tuple(families.sizes.literal(c, f"{end}_step_percent") for end in ("begin", "end"))
            for c in origins(families, node.id, "control")
        ]
        if ranges and all(begin == 0 and end == 1 for begin, end in ranges):
            yield Fault(
                node, "positive_conditioning", pointer,
                "has a mask, which Z-Image leaves out beside a control", "remove the mask, or the control",
                Effect.SILENT, then=_LEFT_OUT, related=related,
            )  # fmt: skip
            return
    yield Fault(
        node,
        "positive_conditioning",
        pointer,
        "has a mask, with which this release fails on Z-Image",
        "remove the mask of the prompt, or run it on InvokeAI 6.13",
        error=_MASK,
        related=related,
    )


def _flux2(families: Families, node: Node) -> Iterator[Fault]:
    definition = families.catalogue.node(node.type)
    declared = definition.inputs.get("positive_text_conditioning") if definition is not None else None
    if declared is None:
        return
    several = "list" in str(declared.type)
    referred = is_fed(families, node, "kontext_conditioning")
    prompt = regional(families, node.id, "positive_text_conditioning") if referred or not several else None
    if prompt is None:
        return
    yield Fault(
        node,
        "positive_text_conditioning",
        place_of(families, node, "positive_text_conditioning"),
        "has a mask, which FLUX.2 leaves out beside reference images"
        if several
        else "has a mask, which FLUX.2 leaves out in this release",
        "remove the mask, or the reference images"
        if several
        else "remove the mask, or run it on InvokeAI 6.14",
        Effect.SILENT,
        then=_LEFT_OUT,
        related=(Related(prompt.path, "this one has a mask"),),
    )


JUDGES = {"z_image_denoise": _z_image, "z_image_denoise_meta": _z_image, "flux2_denoise": _flux2}
