"""Anima, which has the latents of Qwen-Image. Read from app/invocations/anima_*.py of InvokeAI 6.14.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Adapter,
    Denoise,
    Denoiser,
    Loader,
    LoraNode,
    Part,
    Prompt,
    VaeNode,
)
from wflint.models.families.qwen_image import LATENTS
from wflint.models.families.record import Family

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames

_RANGE = "ValueError: denoising_start must be less than denoising_end"
_TYPE_ERROR = "TypeError: Expected ... VAE"
_PARTS = "transformer qwen3_encoder"
_DENOISER = Denoiser(
    "transformer",
    "",
    {"latents": "latents", "noise": "noise"},
    Denoise(
        cfg="guidance_scale",
        reversed=_RANGE,
        empty=_RANGE,
        rounds="down",
        cfg_off="at 1",
        masked="ValueError: Initial latents are required",
    ),
    flat_too=True,
)


def names() -> FamilyNames:
    """Names of models for Anima."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    return FamilyNames(
        (("vae", STARTERS, ("anima-qwenimage-vae",)),),
        ((r"anima-lllite-.+", "controlnet", STARTERS),),
        ((r"anima-(base|lllite)", NAME),),
    )


def memory() -> FamilyMemory:
    """What Anima takes."""
    from wflint.models.families.details import STARTER, FamilyMemory, Figures, TextEncoder

    encoder = TextEncoder("Qwen3 0.6B", 596.0, "qwen3_encoder")
    return FamilyMemory(Figures(2000.0, (encoder,), 126.9, 1024, width=2048, decode=2900, source=STARTER))


ANIMA = Family(
    "anima",
    "Anima",
    latents=LATENTS,
    vae="AutoencoderKLWan",
    loaders={
        "anima_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "qwen3_encoder": Part("encoder", "text_encoder", "qwen3_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model model"),
            },
            {"vae_model": "vae", "qwen3_encoder_model": "qwen3_encoder", "t5_encoder_model": "t5_encoder"},
            encoder_size="06b",  # its adapter reads 1024 numbers a token (taxonomy.py)
        )
    },
    prompts={"anima_text_encoder": Prompt()},
    denoisers={"anima_denoise": _DENOISER, "anima_denoise_meta": _DENOISER},
    decoders={"anima_l2i": VaeNode("AutoencoderKLWan AutoEncoder", _TYPE_ERROR, adapts="flux")},
    image_encoders={
        "anima_i2l": VaeNode("AutoencoderKLWan AutoEncoder", _TYPE_ERROR, adapts="flux", misreports=True)
    },
    adapters={
        "anima_lllite": Adapter(
            "control_model", "control", "control", "controlnet", "AssertionError", weight="weight",
            called="control", any_range=True,
        )
    },
    loras={
        "anima_lora_loader": LoraNode(_PARTS),
        "anima_lora_collection_loader": LoraNode(
            _PARTS, "ValueError: LoRA ... is for ... models, not Anima models", collection=True
        ),
    },
    noise={"Anima": 8},
    goes_with="qwen-image",
    names=names,
    memory=memory,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a Qwen3",
        "pid": "InvokeAI 6.14.2 has no PiD decoder for it",
        "passes": "the nodes that hand its values on serve all families",
        "borrows": "it has nodes of its own",
        "videos": "it makes images only",
        "closer": "its nodes are plain",
        "variants": "there is one",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "pickers": "it came when the catalogue said what a picker offers",
        "meetings": "no pair was tried",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)  # fmt: skip
