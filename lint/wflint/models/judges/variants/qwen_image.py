"""Qwen-Image: reference latents, which only its edit models look at (qwen_image_denoise.py of 6.14.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect
from wflint.models.judges.variants.fault import Fault, is_fed, model_of, origin, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families


def _references(families: Families, node: Node) -> Iterator[Fault]:
    ref = model_of(families.into(node.id, "transformer"))
    if ref is None or ref.base != "qwen-image" or not is_fed(families, node, "reference_latents"):
        return
    name = ref.name.lower()
    if ref.variant == "edit" or (not ref.variant and ("edit" in name or "qwen" not in name)):
        return
    yield Fault(
        node,
        "reference_latents",
        place_of(families, node, "reference_latents"),
        f"is connected, but {ref.called} is not an edit model",
        "choose a Qwen-Image Edit model, or remove the connection",
        Effect.SILENT,
        then="InvokeAI silently ignores the reference: the image is made as without it",
        certain=bool(ref.variant),
        related=origin(ref),
    )


JUDGES = {"qwen_image_denoise": _references}
