"""SD3 and SD3.5. Read from app/invocations/sd3_*.py of InvokeAI 6.14.2 and 5.15.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Denoise,
    Denoiser,
    Loader,
    Part,
    PidNode,
    Prompt,
    VaeNode,
)
from wflint.models.families.record import Clip, Family, Geometry

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames, Meetings


def names() -> FamilyNames:
    """Names of models for SD3."""
    from wflint.models.families.details import NAME, FamilyNames

    return FamilyNames(words=((r"sd-?3(-?5)?|stable-diffusion-3", NAME),), rank=5)


def memory() -> FamilyMemory:
    """What SD3.5 Medium takes, and Large."""
    from wflint.models.families.details import FamilyMemory, Figures
    from wflint.models.families.text_encoders import CLIP_G, CLIP_L, T5_XXL

    encoders = (CLIP_L, CLIP_G, T5_XXL)
    return FamilyMemory(
        Figures(2243.2, encoders, 83.8, 1024, width=1536),
        (("large", Figures(8056.6, encoders, 83.8, 1024, width=2432)),),
        smallest="Medium",
    )


def meetings() -> Meetings:
    """What other families' parts do on a transformer of SD3."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import Meeting, Meetings

    return Meetings((Meeting("lora", "flux flux2", Effect.SILENT, "", "run"),))


SD3 = Family(
    "sd-3",
    "SD3",
    latents=Geometry("SD3", 16, 8),
    vae="AutoencoderKL",
    clip=Clip("L", projected=True),
    loaders={
        "sd3_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "clip_l": Part("clip", "text_encoder", "clip_l_model model"),
                "clip_g": Part("clip", "text_encoder_2", "clip_g_model model"),
                "t5_encoder": Part("t5", "text_encoder_3", "t5_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model model"),
            },
            {
                "vae_model": "vae sd-3",
                "t5_encoder_model": "t5_encoder",
                "clip_l_model": "clip_embed",
                "clip_g_model": "clip_embed",
            },
            stand_ins={
                "t5_encoder_model": "sd-3",
                "clip_l_model": "sd-3",
                "clip_g_model": "sd-3 sdxl sdxl-refiner",
                "vae_model": "sd-3",
            },
        )
    },
    prompts={"sd3_text_encoder": Prompt({"clip_l": "L", "clip_g": "G"}, projected=True)},
    denoisers={
        "sd3_denoise": Denoiser(
            "transformer", "AssertionError", {"latents": "latents", "noise": "noise"},
            Denoise(reversed="AssertionError"),
        )
    },
    decoders={"sd3_l2i": VaeNode("AutoencoderKL", "AssertionError")},
    image_encoders={"sd3_i2l": VaeNode("AutoencoderKL", "AssertionError")},
    pid={"sd3_pid_decode": PidNode()},
    noise={"SD3": 16},
    closer="sd3_text_encoder",
    pickers={"SD3MainModelField": "main"},
    names=names,
    memory=memory,
    meetings=meetings,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "adapters": "InvokeAI 6.14.2 has no adapter node for it",
        "loras": "InvokeAI 6.14.2 has no LoRA node for it",
        "passes": "the nodes that hand its values on serve all families",
        "borrows": "it has nodes of its own",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
        "variants": "nothing depends on its size but memory",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)  # fmt: skip
