"""Qwen-Image. Read from app/invocations/qwen_image_*.py and backend/pid/ of InvokeAI 6.14.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Denoise,
    Denoiser,
    Loader,
    LoraNode,
    Part,
    PartSource,
    PidNode,
    Prompt,
    Supply,
    VaeNode,
)
from wflint.models.families.record import Family, Geometry

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames, Meetings

LATENTS = Geometry("Qwen-Image", 16, 8, 5)
_VAES = "AutoencoderKLQwenImage AutoencoderKLWan"


def names() -> FamilyNames:
    """Names of models for Qwen-Image. Its VAE serves Anima and Krea-2 too, under the same name."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    return FamilyNames(
        schemes=((r"qwen-image(-edit)?(-\d{4})?(-[iq]+\d.*)?", "main", STARTERS),),
        words=((r"qwen-?image", NAME),),
    )


def memory() -> FamilyMemory:
    """What Qwen-Image takes."""
    from wflint.models.families.details import FamilyMemory, Figures, TextEncoder

    encoder = TextEncoder("Qwen2.5-VL 7B", 8292.2, "qwen_vl_encoder")
    return FamilyMemory(Figures(20430.4, (encoder,), 126.9, 1024, width=3072, decode=2900), quantised=True)


def meetings() -> Meetings:
    """What other families' parts do on a transformer of Qwen-Image."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import Meeting, Meetings

    return Meetings((Meeting("lora", "flux", Effect.SILENT, "", "run"),))


QWEN_IMAGE = Family(
    "qwen-image",
    "Qwen-Image",
    latents=LATENTS,
    vae="AutoencoderKLQwenImage",
    loaders={
        "qwen_image_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "qwen_vl_encoder": Part("encoder", "text_encoder", "qwen_vl_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model component_source model"),
            },
            {
                "vae_model": "vae qwen-image anima",
                "qwen_vl_encoder_model": "qwen_vl_encoder",
                "component_source": "main qwen-image",
            },
            supply=Supply(
                (
                    PartSource("VAE", "vae_model", "ValueError: No source for VAE"),
                    PartSource(
                        "Qwen2.5-VL encoder", "qwen_vl_encoder_model",
                        "ValueError: No source for Qwen VL encoder",
                    ),
                ),
                "diffusers",
                "component_source",
                "diffusers",
                "ValueError: The Component Source model must be in Diffusers format",
            ),
            stand_ins={"vae_model": "qwen-image", "qwen_vl_encoder_model": "qwen-image"},
        )
    },
    prompts={"qwen_image_text_encoder": Prompt()},
    denoisers={
        "qwen_image_denoise": Denoiser(
            "transformer",
            "AssertionError",
            {"latents": "latents"},
            Denoise(
                reversed="IndexError: index 0 is out of bounds for dimension 0 with size 0",
                rounds="nearest",
                cfg_off="at or below 1",
            ),
            flat_too=True,
        )
    },
    decoders={"qwen_image_l2i": VaeNode(_VAES, "", flat_too=True)},
    image_encoders={"qwen_image_i2l": VaeNode(_VAES, "", grid=16, misreports=True)},
    pid={
        "qwen_image_pid_decode": PidNode(
            error="ValueError: Qwen-Image PiD decode expected a 16-channel latent"
        )
    },
    loras={
        "qwen_image_lora_loader": LoraNode("transformer"),
        "qwen_image_lora_collection_loader": LoraNode("transformer", collection=True),
    },
    names=names,
    memory=memory,
    meetings=meetings,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a Qwen2.5-VL",
        "adapters": "InvokeAI 6.14.2 has no adapter node for it",
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
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)  # fmt: skip
