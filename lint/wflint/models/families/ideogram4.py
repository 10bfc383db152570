"""Ideogram 4. Read from app/invocations/ideogram4_*.py and backend/ideogram4/ of InvokeAI 6.14.2."""

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
    from wflint.models.families.details import FamilyMemory, FamilyNames

# A class of backend/ideogram4/autoencoder.py that no other node takes; there it is called AutoEncoder.
_VAE = "Ideogram4AutoEncoder"


def names() -> FamilyNames:
    """Names of models for Ideogram 4."""
    from wflint.models.families.details import NAME, FamilyNames

    return FamilyNames(words=((r"ideogram-?4", NAME),))


def memory() -> FamilyMemory:
    """What Ideogram 4 takes: two transformers at once, the second for want of a negative prompt.

    It is published at FP8 and NF4 only, text encoder included.
    """
    from wflint.models.families.details import FamilyMemory, Figures, TextEncoder

    encoder = TextEncoder("Qwen3-VL 8B", 8144.8, "")
    return FamilyMemory(
        Figures(18558.6, (encoder,), 84.0, 1024, width=4608, whole=True, as_main=True), quantised=True
    )


IDEOGRAM4 = Family(
    "ideogram-4",
    "Ideogram 4",
    latents=Geometry("Ideogram 4", 128, 16),
    vae=_VAE,
    loaders={
        "ideogram4_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "qwen3_encoder": Part("encoder", "text_encoder"),
                "vae": Part("vae", "vae"),
            }
        )
    },
    prompts={"ideogram4_text_encoder": Prompt()},
    denoisers={
        # Its preset says how many steps it makes and how strongly it is guided, unless these inputs do. A
        # second transformer takes the place of a negative prompt.
        "ideogram4_denoise": Denoiser(
            "transformer", "AssertionError", {}, Denoise(cfg="guidance_scale", negative="", fresh=True)
        )
    },
    decoders={"ideogram4_l2i": VaeNode(_VAE, "AssertionError")},
    names=names,
    memory=memory,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a Qwen3-VL",
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
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)
