"""Ideogram 4. Read from app/invocations/ideogram4_*.py and backend/ideogram4/ of InvokeAI 6.14.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Denoiser,
    Loader,
    Part,
    Prompt,
    VaeNode,
)
from wflint.models.families.record import Family

if TYPE_CHECKING:
    from wflint.models.families.details import Names


def names() -> Names:
    """Names of models for Ideogram 4."""
    from wflint.models.families.details import NAME, Names

    return Names(words=((r"ideogram-?4", NAME),))


IDEOGRAM4 = Family(
    "ideogram-4",
    "Ideogram 4",
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
    denoisers={"ideogram4_denoise": Denoiser("transformer", "AssertionError", {}, None)},
    decoders={"ideogram4_l2i": VaeNode("", "")},
    names=names,
    absent={
        "latents": "unread yet",
        "vae": "unread yet",
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
        "videos": "it makes pictures only",
        "closer": "its nodes are plain",
        "variants": "nothing depends on them",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "pickers": "it came when the catalogue said what a picker offers",
        "meetings": "no pair was tried",
        "memory": "unread yet",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)
