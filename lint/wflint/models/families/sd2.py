"""SD2, which has SD1.5's nodes and latents and another text encoder (OpenCLIP-H)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.record import Clip, Family
from wflint.models.families.sd15 import LATENTS, SUBMODELS

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames, GuideNodes, Meetings


def names() -> FamilyNames:
    """Names of models for SD2."""
    from wflint.models.families.details import NAME, FamilyNames

    return FamilyNames(
        (
            ("main", "huggingface.co/stabilityai", (
                "v2-1-768-ema-pruned", "v2-1-768-nonema-pruned", "v2-1-512-ema-pruned", "512-base-ema",
                "768-v-ema", "stable-diffusion-2", "stable-diffusion-2-1", "stable-diffusion-2-base",
                "stable-diffusion-2-1-base", "stable-diffusion-2-inpainting",
            )),
        ),
        words=((r"sd-?v?2(-?[01])?|stable-diffusion-v?2", NAME),),
        rank=4,
    )  # fmt: skip


def memory() -> FamilyMemory:
    """What SD2 takes."""
    from wflint.models.families.details import FamilyMemory, Figures, TextEncoder

    clip_h = TextEncoder("CLIP-H", 340.4, "")
    return FamilyMemory(Figures(865.9, (clip_h,), 83.7, 768, live=522, whole=True), controlnet=364.2)


def meetings() -> Meetings:
    """What other families' parts do on a UNet of SD2."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import LACKS_ENCODER_2, MATRICES, SHAPES, Meeting, Meetings

    fails = Effect.FAILS
    return Meetings(
        (
            Meeting(
                "control", "sdxl", fails, "TypeError: argument of type 'NoneType' is not iterable",
                "diffusers/models/controlnets/controlnet.py",
            ),
            Meeting("control", "sd-1", fails, MATRICES, SHAPES),
            Meeting("conditioning", "sdxl sdxl-refiner", fails, MATRICES, SHAPES),
            Meeting("conditioning", "sd-1", fails, MATRICES, SHAPES),
            Meeting("lora", "sd-1 sdxl", fails, MATRICES, SHAPES),
        ),
        LACKS_ENCODER_2,
    )  # fmt: skip


def guide() -> GuideNodes:
    """The nodes that guides for SD2 are translated to."""
    from wflint.models.families import sd15

    return sd15.guide()._replace(base="sd-2", size=768)


SD2 = Family(
    "sd-2",
    "SD2",
    latents=LATENTS,
    vae="AutoencoderKL",
    submodels=SUBMODELS,
    clip=Clip("H"),
    borrows=(
        "main_model_loader compel denoise_latents denoise_latents_meta tiled_multi_diffusion_denoise_latents "
        "l2i i2l controlnet ip_adapter lora_loader lora_collection_loader"
    ),
    variants=(("inpaint", "inpaint"),),
    unet=64,
    pickers={"MainModelField": "main"},
    names=names,
    memory=memory,
    meetings=meetings,
    guide=guide,
    absent=dict.fromkeys(
        ("loaders", "prompts", "denoisers", "decoders", "image_encoders", "adapters", "loras", "noise"),
        "it has those of SD1.5",
    )
    | {
        "pid": "InvokeAI 6.14.2 has no PiD decoder for it",
        "passes": "the nodes that hand its values on serve all families",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
        "closer": "SD1.5's nodes say it",
        "trained": "the web UI has no size for it",
    },
)
