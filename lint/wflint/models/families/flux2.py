"""FLUX.2: Klein (4B and 9B), which reads prompts with a Qwen3, and dev, which reads them with a Mistral.

Read from app/invocations/flux2_*.py and backend/pid/ of InvokeAI 6.14.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.flux1 import NEEDS_NEGATIVE
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

_TRANSFORMER = Part("transformer", "transformer")
_NO_VAE = "ValueError: No VAE source provided"
_OTHERS = "ValueError: LoRA ... is for ... models, not FLUX.2 models"


def names() -> FamilyNames:
    """Names of models for FLUX.2. Its word is taken out of a name before FLUX.1's, which is in it."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    return FamilyNames(
        (("vae", STARTERS, ("flux-2-vae",)),),
        ((r"flux-?2-(dev|klein)(?!.*(lora|encoder|vae)).*", "main", STARTERS),),
        ((r"flux-?2", NAME),),
        rank=0,
    )


def memory() -> FamilyMemory:
    """What Klein 4B takes, Klein 9B and dev."""
    from wflint.models.families.details import STARTER, FamilyMemory, Figures, TextEncoder
    from wflint.models.families.text_encoders import QWEN3_4B

    qwen3_8b = TextEncoder("Qwen3 8B", 7568.4, "qwen3_encoder")
    mistral = TextEncoder("Mistral", 17800.0, "mistral_encoder")
    return FamilyMemory(
        Figures(3875.5, (QWEN3_4B,), 84.0, 1024, width=3072),
        (
            ("klein_9b", Figures(9078.6, (qwen3_8b,), 84.0, 1024, width=4096)),
            ("dev", Figures(32223.3, (mistral,), 84.0, 1024, width=6144, source=STARTER)),
        ),
        smallest="Klein 4B",
        quantised=True,
    )


def meetings() -> Meetings:
    """What other families' parts do on a transformer of FLUX.2."""
    from wflint.diagnostics import Effect
    from wflint.models.families.details import MATRICES, Meeting, Meetings

    return Meetings(
        (
            Meeting("conditioning", "flux", Effect.FAILS, MATRICES, "run"),
            Meeting("lora", "flux", Effect.FAILS, MATRICES, "run"),
        )
    )


FLUX2 = Family(
    "flux2",
    "FLUX.2",
    latents=Geometry("FLUX.2", 32, 8),
    vae="AutoencoderKLFlux2",
    loaders={
        "flux2_klein_model_loader": Loader(
            {
                "transformer": _TRANSFORMER,
                "qwen3_encoder": Part("encoder", "text_encoder", "qwen3_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model model qwen3_source_model"),
            },
            {
                "vae_model": "vae flux2",
                "qwen3_encoder_model": "qwen3_encoder",
                "qwen3_source_model": "main flux2",
            },
            line="klein",
            supply=Supply(
                (
                    PartSource("VAE", "vae_model", _NO_VAE),
                    PartSource(
                        "Qwen3 encoder", "qwen3_encoder_model",
                        "ValueError: No Qwen3 Encoder source provided",
                    ),
                ),
                "diffusers sdnq_quantized",
                "qwen3_source_model",
                "diffusers sdnq_quantized",
                "ValueError: The Qwen3 Source model must be a Diffusers",
            ),
            stand_ins={"vae_model": "flux2"},
        ),
        "flux2_dev_model_loader": Loader(
            {
                "transformer": _TRANSFORMER,
                "mistral_encoder": Part("encoder", "text_encoder", "mistral_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model model mistral_source_model"),
            },
            {
                "vae_model": "vae flux2",
                "mistral_encoder_model": "mistral_encoder",
                "mistral_source_model": "main flux2",
            },
            line="dev",
            supply=Supply(
                (
                    PartSource("VAE", "vae_model", _NO_VAE),
                    PartSource(
                        "Mistral encoder", "mistral_encoder_model",
                        "ValueError: No Mistral encoder source provided",
                    ),
                ),
                "diffusers",
                "mistral_source_model",
                "diffusers",
                "ValueError: The Mistral Source model must be a Diffusers format model",
            ),
        ),
    },
    prompts={
        "flux2_klein_text_encoder": Prompt(line="klein"),
        "flux2_dev_text_encoder": Prompt(line="dev"),
    },
    denoisers={
        "flux2_denoise": Denoiser(
            "transformer",
            "AssertionError",
            {
                "positive_text_conditioning": "conditioning",
                "negative_text_conditioning": "conditioning",
                "vae": "vae",
                "latents": "latents",
                "noise": "noise",
            },
            Denoise(
                "num_steps",
                negative="negative_text_conditioning",
                reversed="AssertionError",
                needs_negative=NEEDS_NEGATIVE,
                cfg_off="at 1",
            ),
        )
    },
    decoders={"flux2_vae_decode": VaeNode("AutoencoderKLFlux2 AutoencoderKL", "TypeError")},
    image_encoders={"flux2_vae_encode": VaeNode("AutoencoderKLFlux2", "RuntimeError")},
    pid={
        "flux2_pid_decode": PidNode(error="ValueError: FLUX.2 PiD decode expected a 32-channel latent")
    },
    loras={
        "flux2_klein_lora_loader": LoraNode("transformer qwen3_encoder", line="klein"),
        "flux2_klein_lora_collection_loader": LoraNode(
            "transformer qwen3_encoder", _OTHERS, collection=True, line="klein"
        ),
        "flux2_dev_lora_loader": LoraNode("transformer mistral_encoder", line="dev"),
        "flux2_dev_lora_collection_loader": LoraNode(
            "transformer mistral_encoder", _OTHERS, collection=True, line="dev"
        ),
    },
    noise={"FLUX.2": 16},
    closer=(
        "flux2_dev_model_loader flux2_dev_lora_loader flux2_dev_lora_collection_loader "
        "flux2_klein_lora_loader flux2_klein_lora_collection_loader"
    ),
    variants=(("klein", "klein"), ("dev", "dev")),
    names=names,
    memory=memory,
    meetings=meetings,
    absent={
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a Qwen3 or a Mistral",
        "adapters": "InvokeAI 6.14.2 has no adapter node for it",
        "passes": "the nodes that hand its values on serve all families",
        "borrows": "it has nodes of its own",
        "goes_with": "it stands for itself",
        "videos": "it makes images only",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "pickers": "it came when the catalogue said what a picker offers",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)  # fmt: skip
