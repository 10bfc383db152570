"""Inpainting models of SD1.5, SD2 and SDXL, and SDXL's refiner: what their UNets are made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.families.nodes import DENOISERS, UNETS
from wflint.models.flow.variants import variant
from wflint.models.judges.variants.fault import Fault, is_fed, model_of, origin, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families


def judge_unet(families: Families, node: Node) -> Iterator[Fault]:
    """A denoise node and the model that it is given."""
    unet = families.into(node.id, "unet")
    ref = model_of(unet)
    if unet is None or ref is None:
        return
    kind = variant(ref)
    if kind is not None and kind.name == "inpaint" and not is_fed(families, node, "denoise_mask"):
        yield Fault(
            node,
            "denoise_mask",
            node.declared_pointer("denoise_mask"),
            f"is missing, but {ref.called} is an inpainting model",
            f"connect {title(families, 'create_gradient_mask')}, or choose another model",
            Effect.SILENT,
            then="the image is silently made without a mask, which such a model does poorly",
            certain=kind.certain,
            related=origin(ref),
        )
    start = families.literal(node, "denoising_start", 0)
    if (
        ref.base == "sdxl-refiner"
        and _own_prompts(families, node)
        and not is_fed(families, node, "latents")
        and type(start) in (int, float)
        and start == 0
    ):
        yield Fault(
            node,
            "latents",
            node.declared_pointer("latents"),
            f"is missing, but {ref.called} is made to finish latents of SDXL",
            "connect the latents of SDXL's denoise node, and start where that one ends",
            Effect.SILENT,
            then="the refiner silently starts from noise alone, which it does poorly",
            related=origin(ref),
        )


def _own_prompts(families: Families, node: Node) -> bool:
    """Whether the prompts are the refiner's; if not, that is what is wrong."""
    fed = families.into(node.id, "positive_conditioning")
    return fed is not None and all(fact.bases == frozenset({"sdxl-refiner"}) for fact in fed.each())


JUDGES = {name: judge_unet for name, node in DENOISERS.items() if node.bases == UNETS}
