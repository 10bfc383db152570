"""The names of the families and of the types of models, and what main models of each family are.

The bases are InvokeAI's own (``BaseModelType``, backend/model_manager/taxonomy.py of 6.14.2). Geometry is
what the denoise nodes of each family save (app/invocations/*_denoise.py, latent_noise.py); VAE classes are
what the model loaders build (backend/model_manager/load/model_loaders/). All of it is derived from the
families' own files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.known import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.models.families.record import Family, Geometry

UNKNOWN = "unknown"

BY_BASE: Mapping[str, Family] = {family.base: family for family in KNOWN}
# How people call a base, in messages.
LABELS: Mapping[str, str] = {family.base: family.label for family in KNOWN}
FAMILIES = frozenset(LABELS)

# Types of models that serve several families: those to which InvokeAI gives the base "any".
NO_FAMILY_TYPES = frozenset(
    {"clip_vision", "clip_embed", "t5_encoder", "gemma2_encoder", "llava_onevision", "mistral_encoder",
     "siglip", "qwen3_encoder", "qwen3_vl_encoder", "qwen_vl_encoder", "wan_t5_encoder",
     "spandrel_image_to_image", "text_llm"}
)  # fmt: skip

# How people call a model type (ModelType of taxonomy.py), with its article.
TYPE_LABELS: dict[str, str] = {
    "main": "main model",
    "vae": "VAE",
    "lora": "LoRA",
    "control_lora": "control LoRA",
    "controlnet": "ControlNet",
    "embedding": "textual inversion",
    "ip_adapter": "IP-Adapter",
    "clip_vision": "CLIP Vision model",
    "clip_embed": "CLIP text encoder",
    "t2i_adapter": "T2I-Adapter",
    "t5_encoder": "T5 encoder",
    "qwen3_encoder": "Qwen3 encoder",
    "qwen_vl_encoder": "Qwen2.5-VL encoder",
    "qwen3_vl_encoder": "Qwen3-VL encoder",
    "mistral_encoder": "Mistral encoder",
    "wan_t5_encoder": "Wan T5 encoder",
    "gemma2_encoder": "Gemma-2 encoder",
    "spandrel_image_to_image": "upscaling model",
    "siglip": "SigLIP model",
    "flux_redux": "FLUX Redux model",
    "llava_onevision": "LLaVA model",
    "text_llm": "text LLM",
    "pid_decoder": "PiD decoder",
    "onnx": "ONNX model",
}
MODEL_TYPES = frozenset(TYPE_LABELS)

# The latents of each family whose base tells them.
GEOMETRY: Mapping[str, Geometry] = {f.base: f.latents for f in KNOWN if f.latents is not None}
# The class that a VAE is loaded as. A main model's VAE may be another class than the family's separate VAE.
VAE_CLASS: Mapping[str, str] = {family.base: family.vae for family in KNOWN if family.vae}
# What a main model of a family is made of, as far as nodes of other families may ask for it.
SUBMODELS: Mapping[str, frozenset[str]] = {f.base: f.submodels for f in KNOWN if f.submodels}
UNET_BASES = frozenset(SUBMODELS)
# Families whose models go together, though no model of one is of the other's base.
TOGETHER = frozenset((family.base, family.goes_with) for family in KNOWN if family.goes_with)


def label(base: str) -> str:
    """The base as people call it: ``SDXL`` for ``sdxl``."""
    return LABELS.get(base, base)


def labels(bases: Iterable[str]) -> str:
    """Several bases in words: ``SD1.5 or SD2``. In the order of the table above, so that it never varies."""
    wanted = set(bases)
    names = [text for base, text in LABELS.items() if base in wanted]
    names += sorted(base for base in wanted if base not in LABELS)
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def type_label(model_type: str) -> str:
    """A model type as people call it: ``ControlNet`` for ``controlnet``."""
    return TYPE_LABELS.get(model_type, model_type)
