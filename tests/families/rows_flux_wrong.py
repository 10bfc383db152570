"""Models of other families and types in FLUX.1, and of FLUX.1 in other families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.families.additions_flux import (
    control_lora,
    flux_adapted,
    flux_controlled,
    flux_lora,
    flux_loras,
    flux_noise,
    redux,
)
from tests.families.parts import model, picture
from tests.families.recipes import flux, flux2, noise, sd15
from tests.families.row import ASSERTION, MATRICES, Row, fails, silent

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

VAE = {"vae": {"type": "vae_loader", "vae_model": model("tiny-flux-vae")}}


SD_VAE = {"vae": {"type": "vae_loader", "vae_model": model("tiny-vae-sd15")}}


SD15 = {"other": {"type": "main_model_loader", "model": model("tiny-sd15")}}


KLEIN = {"other": {"type": "flux2_klein_model_loader", "model": model("tiny-flux2-klein")}}


def loader(**models: str) -> Recipe:
    """FLUX.1 with other models in its loader."""
    return flux().but({"model": {field: model(name) for field, name in models.items()}})


MISMATCH = [
    fails("sd15-in-flux-loader", loader(model="tiny-sd15"), "SD1.5 main in `flux_model_loader`", ASSERTION),
    fails("sdxl-in-flux-loader", loader(model="tiny-sdxl"), "SDXL main in `flux_model_loader`", ASSERTION),
    fails(
        "flux2-in-flux-loader",
        loader(model="tiny-flux2-klein"),
        "FLUX.2 main in `flux_model_loader`",
        ASSERTION,
    ),
    fails(
        "sd3-in-flux-loader", loader(model="tiny-sd3"), "SD3 main in `flux_model_loader`", "AssertionError"
    ),
    fails(
        "z-image-in-flux-loader",
        loader(model="tiny-z-image"),
        "Z-Image main in `flux_model_loader`",
        "AssertionError",
    ),
    fails(
        "sd15-vae-in-flux-loader",
        loader(vae_model="tiny-vae-sd15"),
        "SD1.5 VAE in `flux_model_loader`",
        "Exception",
    ),
    fails(
        "sdxl-vae-in-flux-loader",
        loader(vae_model="tiny-vae-sdxl"),
        "SDXL VAE in `flux_model_loader`",
        "Exception",
    ),
    fails(
        "sd15-controlnet-in-flux",
        flux_controlled("tiny-controlnet-sd15"),
        "SD1.5 ControlNet in `flux_controlnet`",
        "ValueError: zip() argument 2 is shorter",
    ),
    fails(
        "sdxl-controlnet-in-flux",
        flux_controlled("tiny-controlnet-sdxl"),
        "SDXL ControlNet in `flux_controlnet`",
        "ValueError: zip() argument 2 is shorter",
    ),
    fails(
        "flux-controlnet-in-controlnet",
        sd15().but(
            {
                "adapter": {
                    "type": "controlnet",
                    "image": picture(),
                    "control_model": model("tiny-flux-controlnet-instantx"),
                }
            },
            "adapter.control -> denoise.control",
        ),
        "FLUX ControlNet in `controlnet`",
        "AssertionError",
    ),
    fails(
        "sd15-ip-adapter-in-flux",
        flux_adapted("tiny-ip-adapter-sd15"),
        "SD1.5 IP-Adapter in `flux_ip_adapter`",
        ASSERTION,
    ),
    fails(
        "sdxl-ip-adapter-in-flux",
        flux_adapted("tiny-ip-adapter-sdxl"),
        "SDXL IP-Adapter in `flux_ip_adapter`",
        ASSERTION,
    ),
    silent(
        "sd15-lora-in-flux",
        flux_lora("tiny-lora-sd15"),
        "SD1.5 LoRA in `flux_lora_loader`",
        "flux-dev",
        same=True,
    ),
    silent(
        "sdxl-lora-in-flux",
        flux_lora("tiny-lora-sdxl"),
        "SDXL LoRA in `flux_lora_loader`",
        "flux-dev",
        same=True,
    ),
    fails(
        "sdxl-lora-in-flux-collection",
        flux_loras("tiny-lora-sdxl"),
        "SDXL LoRA in `flux_lora_collection_loader`",
        "ValueError: LoRA",
    ),
    fails(
        "flux-lora-in-sd15-collection",
        sd15().but(
            {
                "selector": {"type": "lora_selector", "lora": model("tiny-flux-lora")},
                "lora": {"type": "lora_collection_loader"},
            },
            "selector.lora -> lora.loras, model.unet -> lora.unet, lora.unet -> denoise.unet",
        ),
        "FLUX LoRA in `lora_collection_loader`",
        ASSERTION,
    ),
    fails(
        "flux-latent-noise-into-sd15",
        sd15().but({"noise": flux_noise()}),
        "FLUX noise into SD denoise",
        "RuntimeError",
    ),
    fails(
        "sd-noise-into-flux",
        flux().but({"noise": noise()}, "noise.noise -> denoise.noise"),
        "SD noise into FLUX denoise",
        "ValueError: Expected noise with shape",
    ),
    fails(
        "sd-latents-into-flux-decode",
        sd15().but({"out": {"type": "flux_vae_decode"}, **VAE}, "vae.vae -> out.vae"),
        "SD latents into `flux_vae_decode` with a FLUX VAE",
        "RuntimeError",
    ),
    fails(
        "flux-latents-into-l2i",
        flux().but({"out": {"type": "l2i"}, **SD_VAE}, "vae.vae -> out.vae"),
        "FLUX latents into `l2i` with an SD VAE",
        "RuntimeError",
    ),
    fails(
        "flux-latents-into-l2i-flux-vae",
        flux().but({"out": {"type": "l2i"}}),
        "FLUX latents and VAE into `l2i`",
        ASSERTION,
    ),
    silent(
        "sd-latents-into-flux-decode-sd-vae",
        sd15().but({"out": {"type": "flux_vae_decode"}}),
        "SD latents with an SD VAE through `flux_vae_decode`",
        "sd15",
    ),
    fails(
        "flux-sd-vae-into-flux-decode",
        flux().but(SD_VAE, "vae.vae -> out.vae"),
        "FLUX latents and an SD VAE into `flux_vae_decode`",
        "RuntimeError",
    ),
    fails(
        "flux-conditioning-into-flux2",
        flux2().but(
            {"other": flux().nodes["model"], "positive": {"type": "flux_text_encoder", "prompt": "a fox"}},
            "other.clip -> positive.clip, other.t5_encoder -> positive.t5_encoder, "
            "other.max_seq_len -> positive.t5_max_seq_len",
            drop="positive.qwen3_encoder, positive.max_seq_len",
        ),
        "FLUX.1 conditioning into FLUX.2",
        MATRICES,
    ),
    fails(
        "flux2-conditioning-into-flux",
        flux().but(
            {**KLEIN, "positive": {"type": "flux2_klein_text_encoder", "prompt": "a fox"}},
            "other.qwen3_encoder -> positive.qwen3_encoder",
            drop="positive.clip, positive.t5_encoder, positive.t5_max_seq_len",
        ),
        "FLUX.2 conditioning into FLUX.1",
        "RuntimeError: mat1 and mat2 shapes cannot be",
    ),
    fails(
        "flux2-transformer-into-flux-denoise",
        flux().but(KLEIN, "other.transformer -> denoise.transformer"),
        "FLUX.2 transformer into `flux_denoise`",
        "AssertionError",
    ),
    fails(
        "flux-transformer-into-flux2-denoise",
        flux2().but({"other": flux().nodes["model"]}, "other.transformer -> denoise.transformer"),
        "FLUX.1 transformer into `flux2_denoise`",
        "AssertionError",
    ),
    fails(
        "sd3-transformer-into-flux-denoise",
        flux().but(
            {"other": {"type": "sd3_model_loader", "model": model("tiny-sd3")}},
            "other.transformer -> denoise.transformer",
        ),
        "SD3 transformer into `flux_denoise`",
        "AssertionError",
    ),
    silent(
        "sd15-clip-into-flux-encoder",
        flux().but(SD15, "other.clip -> positive.clip"),
        "SD1.5's text encoder in `flux_text_encoder`",
        "flux-dev",
        same=False,
    ),
    silent(
        "flux-clip-into-compel",
        sd15().but({"other": flux().nodes["model"]}, "other.clip -> positive.clip, negative.clip"),
        "FLUX's CLIP-L in `compel`",
        "sd15",
        same=False,
    ),
    fails(
        "flux2-vae-on-flux",
        flux().but(KLEIN, "other.vae -> out.vae"),
        "FLUX.2 VAE on FLUX.1",
        "AssertionError",
    ),
    fails(
        "flux-vae-on-flux2",
        flux2().but(VAE, "vae.vae -> out.vae"),
        "FLUX.1 VAE on FLUX.2",
        "TypeError: AutoEncoder.decode() got an unexpected keyword",
    ),
]


TYPES = [
    fails(
        "main-as-t5-encoder",
        loader(t5_encoder_model="tiny-sd15"),
        "main model as T5 encoder",
        "ValueError: Unsupported model base:",
    ),
    fails(
        "clip-as-t5-encoder",
        loader(t5_encoder_model="tiny-clip-l"),
        "CLIP-L as T5 encoder",
        "ValueError: Only Tokenizer and TextEncoder submodels are",
    ),
    fails(
        "t5-as-clip-embed",
        loader(clip_embed_model="tiny-t5-encoder"),
        "T5 encoder as CLIP-L",
        "ValueError: Only Tokenizer and TextEncoder submodels are",
    ),
    fails(
        "clip-vision-as-clip-embed",
        loader(clip_embed_model="clip-vit-large-patch14"),
        "CLIP Vision as CLIP-L",
        "Exception: There are no submodels in CLIP Vision",
    ),
    fails(
        "lora-in-flux-loader", loader(model="tiny-flux-lora"), "LoRA in `flux_model_loader`", "AssertionError"
    ),
    fails(
        "controlnet-in-flux-loader",
        loader(model="tiny-flux-controlnet-xlabs"),
        "ControlNet in `flux_model_loader`",
        "AttributeError: 'ControlNet_Checkpoint_FLUX_Config' object has",
    ),
    fails(
        "vae-as-main-in-flux-loader",
        loader(model="tiny-flux-vae"),
        "VAE in `flux_model_loader`",
        "AttributeError: 'VAE_Checkpoint_FLUX_Config' object has no",
    ),
    fails(
        "main-as-vae-in-flux-loader",
        loader(vae_model="tiny-flux-dev"),
        "main as VAE in `flux_model_loader`",
        "ValueError: Only Transformer submodels are currently",
    ),
    fails(
        "lora-in-flux-controlnet",
        flux_controlled("tiny-flux-lora"),
        "LoRA in `flux_controlnet`",
        "ValueError: zip() argument",
    ),
    fails(
        "main-in-flux-controlnet",
        flux_controlled("tiny-flux-dev"),
        "main in `flux_controlnet`",
        "ValueError: Only Transformer submodels are currently",
    ),
    fails(
        "ip-adapter-in-flux-controlnet",
        flux_controlled("tiny-flux-ip-adapter"),
        "IP-Adapter in `flux_controlnet`",
        "ValueError: zip() argument",
    ),
    fails(
        "controlnet-in-flux-ip-adapter",
        flux_adapted("tiny-flux-controlnet-instantx"),
        "ControlNet in `flux_ip_adapter`",
        ASSERTION,
    ),
    fails(
        "controlnet-in-flux-lora-loader",
        flux_lora("tiny-flux-controlnet-instantx"),
        "ControlNet in `flux_lora_loader`",
        "AssertionError",
    ),
    fails(
        "main-in-flux-lora-loader",
        flux_lora("tiny-flux-dev"),
        "main in `flux_lora_loader`",
        "ValueError: Only Transformer submodels are currently",
    ),
    fails(
        "lora-as-control-lora",
        control_lora("tiny-flux-lora"),
        "LoRA as control LoRA",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied",
    ),
    fails(
        "control-lora-in-flux-lora-loader",
        flux_lora("tiny-flux-control-lora"),
        "control LoRA in `flux_lora_loader`",
        "",
    ),
    fails("lora-as-redux", redux("tiny-flux-lora"), "LoRA as Redux model", ""),
    fails("ip-adapter-as-redux", redux("tiny-flux-ip-adapter"), "IP-Adapter as Redux model", ""),
]


ROWS: list[Row] = [
    *(row.under("base-model-mismatch") for row in MISMATCH),
    *(row.under("wrong-model-type") for row in TYPES),
]
