"""ERNIE-Image. Read from app/invocations/ernie_image_*.py of InvokeAI 6.14.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Denoise,
    Denoiser,
    Loader,
    Part,
    Prompt,
    VaeNode,
)
from wflint.models.families.record import Family, Geometry

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyNames

_WINDOW = "ValueError: Invalid denoising window"


def names() -> FamilyNames:
    """Names of models for ERNIE-Image."""
    from wflint.models.families.details import NAME, FamilyNames

    return FamilyNames(words=((r"ernie-?image", NAME),))


ERNIE_IMAGE = Family(
    "ernie-image",
    "ERNIE-Image",
    latents=Geometry("ERNIE-Image", 128, 16),
    vae="AutoencoderKLFlux2",
    loaders={
        "ernie_image_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "text_encoder": Part("encoder", "text_encoder"),
                "prompt_enhancer": Part("encoder", "pe"),
                "vae": Part("vae", "vae"),
            }
        )
    },
    prompts={"ernie_image_text_encoder": Prompt()},
    denoisers={
        "ernie_image_denoise": Denoiser(
            "transformer",
            "",
            {"latents": "latents"},
            Denoise(
                cfg="guidance_scale",
                reversed=_WINDOW,
                empty=_WINDOW,
                rounds="down",
                none="ValueError: The denoising window ... rounds to zero steps",
                late="ValueError: denoising_start must be 0 when no initial latents are provided",
                needs_negative="ValueError: Negative conditioning is required when guidance_scale > 1.0",
                asks_negative=True,
                cfg_off="at or below 1",
                sized="ValueError: Input latents have shape",
            ),
        )
    },
    decoders={
        "ernie_image_vae_decode": VaeNode(
            "AutoencoderKLFlux2", "RuntimeError: Connected VAE has no `.bn` (BatchNorm) layer"
        )
    },
    names=names,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a Mistral 3",
        "image_encoders": "InvokeAI 6.14.2 has no node that encodes an image for it",
        "pid": "InvokeAI 6.14.2 has no PiD decoder for it",
        "adapters": "InvokeAI 6.14.2 has no adapter node for it",
        "loras": "InvokeAI 6.14.2 has no LoRA node for it",
        "passes": "the nodes that hand its values on serve all families",
        "noise": "the noise node makes none for it",
        "borrows": "it has nodes of its own",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
        "closer": "its nodes are plain",
        "variants": "nothing depends on them",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "pickers": "it came when the catalogue said what a picker offers",
        "meetings": "no pair was tried",
        "memory": (
            "InvokeAI tells the size of its transformer alone (8B, starter_models.py); its Mistral 3 and "
            "prompt enhancer are built from the files of the model"
        ),
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)  # fmt: skip
