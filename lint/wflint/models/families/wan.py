"""Wan 2.2: T2V-A14B and I2V-A14B, of two experts each, and TI2V-5B.

Read from app/invocations/wan_*.py and backend/wan/ of InvokeAI 6.14.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.node_facts import (
    Denoise,
    Denoiser,
    Loader,
    LoraNode,
    Part,
    PartSource,
    Prompt,
    Supply,
    VaeNode,
)
from wflint.models.families.record import Family

if TYPE_CHECKING:
    from wflint.models.families.details import FamilyMemory, FamilyNames

_RANGE = "ValueError: denoising_start must be less than denoising_end"
_TYPE_ERROR = "TypeError: Expected ... VAE"
_NO_LORA = "ValueError: Model ... is not a Wan LoRA"


def names() -> FamilyNames:
    """Names of models for Wan."""
    from wflint.models.families.details import NAME, STARTERS, FamilyNames

    return FamilyNames(
        (("vae", STARTERS, ("wan-2-2-a14b-vae", "wan-2-2-ti2v-5b-vae")),), words=((r"wan-?2-?[12]", NAME),)
    )


def memory() -> FamilyMemory:
    """What one expert of A14B takes, and TI2V-5B."""
    from wflint.models.families.details import FamilyMemory, Figures
    from wflint.models.families.text_encoders import UMT5_XXL

    return FamilyMemory(
        Figures(14288.5, (UMT5_XXL,), 126.9, 1024, width=5120, decode=2900, experts=2, video=6500),
        (
            (
                "ti2v_5b",
                Figures(4999.8, (UMT5_XXL,), 126.9, 1024, width=3072, decode=2900, token=32, video=7000),
            ),
        ),
        smallest="A14B",
        quantised=True,
    )


WAN = Family(
    "wan",
    "Wan",
    vae="AutoencoderKLWan",
    loaders={
        "wan_model_loader": Loader(
            {
                "transformer": Part("transformer", "transformer"),
                "wan_t5_encoder": Part("encoder", "text_encoder", "wan_t5_encoder_model model"),
                "vae": Part("vae", "vae", "vae_model component_source model"),
            },
            {
                "vae_model": "vae wan",
                "wan_t5_encoder_model": "wan_t5_encoder",
                "component_source": "main wan",
                "transformer_low_noise_model": "main wan",
            },
            asserts="ValueError: The Wan main model must resolve to a Wan main model",
            checks="vae_model wan_t5_encoder_model component_source transformer_low_noise_model",
            supply=Supply(
                (
                    PartSource("VAE", "vae_model", "ValueError: No source for VAE"),
                    PartSource(
                        "UMT5 encoder", "wan_t5_encoder_model", "ValueError: No source for Wan T5 encoder"
                    ),
                ),
                "diffusers",
                "component_source",
                "diffusers",
                "ValueError: The Component Source model must be in Diffusers format",
                strict=True,
            ),
        )
    },
    prompts={"wan_text_encoder": Prompt()},
    denoisers={
        "wan_denoise": Denoiser(
            "transformer",
            "",
            {"latents": "latents"},
            Denoise(
                cfg="guidance_scale",
                reversed=_RANGE,
                empty=_RANGE,
                rounds="down",
                cfg_off="at 1",
                second_cfg="guidance_scale_low_noise",
                masked="ValueError: Initial latents are required",
                sized="ValueError: Wan image denoise expects initial latent dimensions",
            ),
        ),
        "wan_video_denoise": Denoiser(
            "transformer",
            "",
            {},
            Denoise(cfg="guidance_scale", cfg_off="at 1", second_cfg="guidance_scale_low_noise", fresh=True),
            size="",
        ),
    },
    decoders={
        "wan_l2i": VaeNode("AutoencoderKLWan", _TYPE_ERROR),
        "wan_l2v": VaeNode("AutoencoderKLWan", _TYPE_ERROR, video=True),
    },
    image_encoders={"wan_i2l": VaeNode("AutoencoderKLWan", _TYPE_ERROR, misreports=True)},
    loras={
        "wan_lora_loader": LoraNode("transformer", _NO_LORA),
        "wan_lora_collection_loader": LoraNode("transformer", _NO_LORA, collection=True, by_record=True),
    },
    videos="wan_video_denoise wan_ref_image_encoder",
    closer="wan_model_loader wan_denoise wan_video_denoise",
    variants=(("ti2v", "ti2v_5b"), ("i2v", "i2v_a14b"), ("t2v", "t2v_a14b")),
    names=names,
    memory=memory,
    absent={
        "latents": "16 channels (A14B) or 48 (TI2V-5B), which its base does not say",
        "submodels": "no node of another family asks its main models for parts",
        "clip": "it reads prompts with a UMT5",
        "pid": "InvokeAI 6.14.2 has no PiD decoder for it",
        "adapters": "InvokeAI 6.14.2 has no adapter node for it",
        "passes": "the nodes that hand its values on serve all families",
        "noise": "the noise node makes none for it",
        "borrows": "it has nodes of its own",
        "goes_with": "it stands for itself",
        "trained": "the web UI has no size for it",
        "unet": "it has a transformer",
        "pickers": "it came when the catalogue said what a picker offers",
        "meetings": "no pair was tried",
        "guide": "guides are translated for SD 1.5, SD 2, SDXL and FLUX only",
    },
)
