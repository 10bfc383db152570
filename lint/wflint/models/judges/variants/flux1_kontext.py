"""What FLUX.1 cannot do beside a Kontext reference, whose tokens stand behind those of the image.

Residuals of ControlNets and the masks of regional prompts are as long as the image alone, a control LoRA adds
channels that the reference does not have (backend/flux/model.py, math.py and denoise.py of InvokeAI 6.14.2).
IP-Adapters, Redux, LoRAs, negative prompts, inpaint masks and further references go with it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wflint.diagnostics import Related
from wflint.models.flow.idle import is_idle
from wflint.models.flow.origins import origins, regional
from wflint.models.judges.variants.fault import Fault, is_fed, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_TENSORS = "RuntimeError: The size of tensor a must match the size of tensor b"
_CHANNELS = "RuntimeError: Sizes of tensors must match except in dimension 1"
_PROMPTS = ("positive_text_conditioning", "negative_text_conditioning", "redux_conditioning")


def excluded(families: Families, node: Node) -> Iterator[Fault]:
    """The first thing that stands beside the reference and cannot."""
    controls = origins(families, node.id, "control")
    if any(c.type == "flux_controlnet" and not is_idle(families.sizes, c) for c in controls):
        yield _fault(families, node, "control", "is connected", "ControlNet", _TENSORS)
        return
    if is_fed(families, node, "control_lora"):
        yield _fault(families, node, "control_lora", "is connected", "control LoRA", _CHANNELS)
        return
    for field in _PROMPTS:
        prompt = regional(families, node.id, field)
        if prompt is not None and not (field.startswith("negative") and _without_negative(families, node)):
            related = (Related(prompt.path, "this one has a mask"),)
            yield _fault(families, node, field, "has a mask", "mask", _TENSORS, related)
            return


def _without_negative(families: Families, node: Node) -> bool:
    """Whether the negative prompt is left out, or nobody knows."""
    cfg = families.sizes.literal(node, "cfg_scale")
    return type(cfg) not in (int, float) or math.isclose(cfg, 1.0)


def _fault(
    families: Families,
    node: Node,
    field: str,
    how: str,
    what: str,
    error: str,
    related: tuple[Related, ...] = (),
) -> Fault:
    return Fault(
        node,
        field,
        place_of(families, node, field),
        f"{how}, but a Kontext reference takes no {what} beside it",
        f"remove the {what}, or the Kontext reference",
        error=error,
        related=related,
    )
