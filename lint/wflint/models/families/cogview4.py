"""CogView4. Read from app/invocations/cogview4_*.py of InvokeAI 6.14.2 and 5.15.0."""

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


def names() -> FamilyNames:
    """Names of models for CogView4."""
    from wflint.models.families.details import NAME, FamilyNames

    return FamilyNames(words=((r"cogview-?4", NAME),))


def memory() -> FamilyMemory:
    """What CogView4 takes."""
    from wflint.models.families.details import FamilyMemory, Figures, TextEncoder

    return FamilyMemory(
        Figures(6369.1, (TextEncoder("GLM-4 9B", 8779.2, ""),), 83.8, 1024, width=4096, whole=True)
    )


COGVIEW4 = Family(
    "cogview4",
    "CogView4",
    latents=Geometry("CogView4", 16, 8),
    vae="AutoencoderKL",
    loaders={
        "cogview4_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "glm_encoder": Part("encoder", "text_encoder"),
                "vae": Part("vae", "vae"),
            }
        )
    },
    prompts={"cogview4_text_encoder": Prompt()},
    denoisers={
        "cogview4_denoise": Denoiser(
            "transformer",
            "AssertionError",
            {"latents": "latents", "noise": "noise"},
            Denoise(reversed="AssertionError"),
        )
    },
    decoders={"cogview4_l2i": VaeNode("AutoencoderKL", "AssertionError")},
    image_encoders={"cogview4_i2l": VaeNode("AutoencoderKL", "AssertionError")},
    noise={"CogView4": 32},
    pickers={"CogView4MainModelField": "main"},
    names=names,
    memory=memory,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a GLM-4",
        "pid": "InvokeAI 6.14.2 has no PiD decoder for it",
        "adapters": "InvokeAI 6.14.2 has no adapter node for it",
        "loras": "InvokeAI 6.14.2 has no LoRA node for it",
        "passes": "the nodes that hand its values on serve all families",
        "borrows": "it has nodes of its own",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
        "closer": "its nodes are plain",
        "variants": "there is one",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "meetings": "no pair was tried",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)
