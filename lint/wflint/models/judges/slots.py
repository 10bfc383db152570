"""Models named where a loader wants a part: what InvokeAI makes of those that are no such part.

It does not look at their type. It asks the model for the part, and a main model saved by diffusers has parts
of its own. Tried on InvokeAI 6.14.2 with tiny models (fixtures/families/matrix-6.14.2.json, ``slot/``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.flow.formats import is_single_file
from wflint.models.flow.reference import ModelRef

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

# By loader and input: the main models whose part of that name is of the right shape.
_LENDERS: dict[tuple[str, str], frozenset[str]] = {
    ("flux_model_loader", "t5_encoder_model"): frozenset({"sd-3"}),
    ("flux_model_loader", "clip_embed_model"): frozenset({"sd-1", "sdxl"}),
    ("flux_model_loader", "vae_model"): frozenset({"cogview4", "sd-3", "z-image"}),
    ("sd3_model_loader", "t5_encoder_model"): frozenset({"sd-3"}),
    ("sd3_model_loader", "clip_l_model"): frozenset({"sd-3"}),
    ("sd3_model_loader", "clip_g_model"): frozenset({"sd-3", "sdxl", "sdxl-refiner"}),
    ("sd3_model_loader", "vae_model"): frozenset({"sd-3"}),
    ("z_image_model_loader", "vae_model"): frozenset({"cogview4", "sd-3", "z-image"}),
    ("z_image_model_loader", "qwen3_encoder_model"): frozenset({"flux2", "z-image"}),
    ("flux2_klein_model_loader", "vae_model"): frozenset({"flux2"}),
    ("qwen_image_model_loader", "vae_model"): frozenset({"qwen-image"}),
    ("qwen_image_model_loader", "qwen_vl_encoder_model"): frozenset({"qwen-image"}),
}
# Models to take parts from that the main model lacks. One that diffusers saved has them all.
_SPARE = frozenset(
    {("flux2_klein_model_loader", "qwen3_source_model"), ("qwen_image_model_loader", "component_source")}
)


def lends(node_type: str, field: str, ref: ModelRef) -> bool:
    """Whether a model that is no such part has one that the loader can use in its place."""
    return ref.type == "main" and ref.base in _LENDERS.get((node_type, field), ())


def idle(families: Families, node: Node, field: str) -> bool:
    """Whether InvokeAI leaves the model of an input alone, since the main model has all its parts.

    A main model is taken for one that diffusers saved unless its record or name says otherwise.
    """
    if (node.type, field) not in _SPARE:
        return False
    main = families.model(node, "model")
    if not isinstance(main, ModelRef):
        return False
    return not is_single_file(main)
