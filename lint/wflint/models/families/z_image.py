"""Z-Image, which has the latents of FLUX.1, may use its VAE and takes its PiD decoders.

Read from app/invocations/z_image_*.py, backend/pid/ and backend/model_manager/load/model_loaders/z_image.py
of InvokeAI 6.14.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.flux1 import LATENTS
from wflint.models.families.node_facts import (
    Adapter,
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
from wflint.models.families.record import Family

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames, Meetings

_TYPE_ERROR = "TypeError: Expected ... VAE"
_PARTS = "transformer qwen3_encoder"
_DENOISER = Denoiser(
    "transformer",
    "",
    {"latents": "latents", "noise": "noise"},
    Denoise(
        cfg="guidance_scale",
        reversed="IndexError: list index out of range",
        rounds="down",
        cfg_off="at 1",
        masked="ValueError: Initial latents are required",
    ),
)


def names() -> FamilyNames:
    """Names of models for Z-Image."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    return FamilyNames(
        schemes=(
            (r"z-image-turbo(?!.*(lora|control|encoder)).*", "main", STARTERS),
            (r"z-image-turbo-fun-controlnet-.+", "controlnet", STARTERS),
        ),
        words=((r"z-image|zimage", NAME),),
    )


def memory() -> FamilyMemory:
    """What Z-Image takes."""
    from wflint.models.families.details import FamilyMemory, Figures
    from wflint.models.families.text_encoders import QWEN3_4B

    return FamilyMemory(Figures(6154.9, (QWEN3_4B,), 83.8, 1024, width=3840), quantised=True)


def meetings() -> Meetings:
    """What other families' parts do on a transformer of Z-Image."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import Meeting, Meetings

    return Meetings((Meeting("lora", "flux flux2", Effect.SILENT, "", "run"),))


Z_IMAGE = Family(
    "z-image",
    "Z-Image",
    latents=LATENTS,
    vae="AutoencoderKL",
    loaders={
        "z_image_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "qwen3_encoder": Part("encoder", "text_encoder", "qwen3_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model qwen3_source_model model"),
            },
            {
                "vae_model": "vae flux z-image",
                "qwen3_encoder_model": "qwen3_encoder",
                "qwen3_source_model": "main z-image",
            },
            supply=Supply(
                (
                    PartSource("VAE", "vae_model", "ValueError: No VAE source provided"),
                    PartSource(
                        "Qwen3 encoder", "qwen3_encoder_model",
                        "ValueError: No Qwen3 Encoder source provided",
                    ),
                ),
                "sdnq_quantized",
                "qwen3_source_model",
                "diffusers sdnq_quantized",
                "ValueError: The Qwen3 Source model must be a Diffusers",
                lender_first=True,
            ),
            stand_ins={"vae_model": "cogview4 sd-3 z-image", "qwen3_encoder_model": "flux2 z-image"},
            encoder_size="4b",
        )
    },
    prompts={"z_image_text_encoder": Prompt()},
    denoisers={"z_image_denoise": _DENOISER, "z_image_denoise_meta": _DENOISER},
    decoders={"z_image_l2i": VaeNode("AutoEncoder AutoencoderKL", _TYPE_ERROR)},
    image_encoders={"z_image_i2l": VaeNode("AutoEncoder AutoencoderKL", _TYPE_ERROR)},
    pid={"z_image_pid_decode": PidNode("flux")},
    adapters={
        "z_image_control": Adapter(
            "control_model", "control", "control", "controlnet", "AssertionError",
            weight="control_context_scale", called="control", any_range=True,
        )
    },
    loras={
        "z_image_lora_loader": LoraNode(_PARTS),
        "z_image_lora_collection_loader": LoraNode(
            _PARTS, "ValueError: LoRA ... is for ... models, not Z-Image models", collection=True
        ),
    },
    passes={"z_image_seed_variance_enhancer": {"conditioning": "conditioning"}},
    noise={"Z-Image": 16},
    goes_with="flux",
    names=names,
    memory=memory,
    meetings=meetings,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a Qwen3",
        "borrows": "it has nodes of its own",
        "videos": "it makes images only",
        "closer": "its nodes are plain",
        "variants": "nothing depends on them",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "pickers": "it came when the catalogue said what a picker offers",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)  # fmt: skip
