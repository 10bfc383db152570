"""Krea-2, which decodes and encodes with the nodes of Qwen-Image, whose latents it has.

Read from app/invocations/krea2_*.py of InvokeAI 6.14.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Denoise,
    Denoiser,
    Loader,
    LoraNode,
    Part,
    PartSource,
    Prompt,
    Supply,
)
from wflint.models.families.qwen_image import LATENTS
from wflint.models.families.record import Family

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames

_RANGE = "ValueError: denoising_start must be less than denoising_end"
_SOURCE = "ValueError: To extract the VAE and Qwen3-VL encoder, the Krea-2 model must be in Diffusers format"
_PARTS = "transformer qwen3_vl_encoder"
_OTHERS = "ValueError: LoRA ... is for ... models, not Krea-2 models"


def names() -> FamilyNames:
    """Names of models for Krea-2."""
    from wflint.models.families.details import NAME, FamilyNames

    return FamilyNames(words=((r"krea-?2", NAME),))


def memory() -> FamilyMemory:
    """What Krea-2 takes."""
    from wflint.models.families.details import STARTER, FamilyMemory, Figures, TextEncoder

    encoder = TextEncoder("Qwen3-VL 4B", 4022.5, "qwen3_vl_encoder")
    return FamilyMemory(
        Figures(12000.0, (encoder,), 126.9, 1024, 3072, decode=2900, source=STARTER), quantised=True
    )


KREA2 = Family(
    "krea-2",
    "Krea-2",
    latents=LATENTS,
    vae="AutoencoderKLQwenImage",
    loaders={
        "krea2_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "qwen3_vl_encoder": Part("encoder", "text_encoder", "qwen3_vl_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model model"),
            },
            {"vae_model": "vae qwen-image anima krea-2", "qwen3_vl_encoder_model": "qwen3_vl_encoder"},
            asserts="ValueError: Model ... is not a Krea-2 main model",
            checks="vae_model qwen3_vl_encoder_model",
            supply=Supply(
                (
                    PartSource("VAE", "vae_model", _SOURCE),
                    PartSource("Qwen3-VL encoder", "qwen3_vl_encoder_model", _SOURCE),
                ),
                "diffusers",
            ),
        )
    },
    prompts={"krea2_text_encoder": Prompt()},
    denoisers={
        "krea2_denoise": Denoiser(
            "transformer",
            "",
            {"latents": "latents"},
            Denoise(
                reversed=_RANGE,
                empty=_RANGE,
                rounds="nearest",
                none="ValueError: The requested denoising range does not contain any effective",
                cfg_off="at or below 1",
                masked="ValueError: Initial latents are required",
            ),
            flat_too=True,
        )
    },
    loras={
        "krea2_lora_loader": LoraNode(_PARTS, _OTHERS, repeats=True),
        "krea2_lora_collection_loader": LoraNode(
            _PARTS, _OTHERS, collection=True, repeats=True, by_record=True
        ),
    },
    passes={
        "krea2_conditioning_rebalance": {"conditioning": "conditioning"},
        "krea2_seed_variance": {"conditioning": "conditioning"},
    },
    borrows="qwen_image_l2i qwen_image_i2l",
    goes_with="qwen-image",
    names=names,
    memory=memory,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a Qwen3-VL",
        "decoders": "it has that of Qwen-Image",
        "image_encoders": "it has that of Qwen-Image",
        "pid": "InvokeAI 6.14.2 has no PiD decoder for it",
        "adapters": "InvokeAI 6.14.2 has no adapter node for it",
        "noise": "the noise node makes none for it",
        "videos": "it makes images only",
        "closer": "its nodes are plain",
        "variants": "nothing depends on them",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "pickers": "it came when the catalogue said what a picker offers",
        "meetings": "no pair was tried",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)
