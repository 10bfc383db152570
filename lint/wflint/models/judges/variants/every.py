"""All that variants cannot do: the judges of every family, by the type of node that they look at.

A file has nodes of one or two families, so that a module is imported when a document has a node for it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.judges.variants.fault import Fault

    Judge = Callable[[Families, Node], Iterator[Fault]]

# By module, the types of nodes in its JUDGES.
MODULES = {
    "unets": "denoise_latents denoise_latents_meta tiled_multi_diffusion_denoise_latents",
    "sd3": "sd3_model_loader",
    "external": (
        "openai_image_generation gemini_image_generation seedream_image_generation "
        "alibabacloud_image_generation atlascloud_image_generation"
    ),
    "flux1": "flux_denoise flux_denoise_meta flux_text_encoder flux_model_loader",
    "flux2": (
        "flux2_dev_model_loader flux2_klein_model_loader flux2_klein_lora_loader flux2_dev_lora_loader "
        "flux2_klein_lora_collection_loader flux2_dev_lora_collection_loader"
    ),
    "metadata": "metadata_to_vae",
    "krea2": "krea2_lora_loader krea2_lora_collection_loader",
    "qwen3": "z_image_model_loader anima_model_loader",
    "qwen_image": "qwen_image_denoise",
    "regions": "z_image_denoise z_image_denoise_meta flux2_denoise",
    "wan": "wan_model_loader wan_denoise wan_video_denoise wan_lora_loader wan_lora_collection_loader",
}
_MODULE_OF = {node_type: module for module, types in MODULES.items() for node_type in types.split()}


def faults(families: Families) -> Iterator[Fault]:
    """All such faults of a document, in its order."""
    for node in families.graph.nodes.values():
        module = _MODULE_OF.get(node.type)
        if module is not None:
            yield from judges(module)[node.type](families, node)


@cache
def judges(module: str) -> dict[str, Judge]:
    """What a module judges, by type of node."""
    found: Any = import_module(f"wflint.models.judges.variants.{module}")
    judging: dict[str, Judge] = found.JUDGES
    return judging
