"""What does not go together with SD3, CogView4, Z-Image, Qwen-Image and FLUX.2 Klein."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.additions_sd import collected_on_transformer, on_transformer
from tests.families.parts import model
from tests.families.recipes import cogview4, flux, flux2, qwen_image, sd3, sd15, sdxl, z_image
from tests.families.row import ASSERTION, Row, fails, ok, silent

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

LOADERS: dict[str, dict[str, Any]] = {
    "sd3": sd3().nodes["model"],
    "cogview4": cogview4().nodes["model"],
    "z-image": z_image().nodes["model"],
    "qwen-image": qwen_image().nodes["model"],
    "flux2": flux2().nodes["model"],
    "flux": flux().nodes["model"],
    "sd15": sd15().nodes["model"],
    "sdxl": sdxl().nodes["model"],
}


def vae_of(base: Recipe, other: str) -> Recipe:
    """A graph that decodes with the VAE of another family's loader."""
    return base.but({"other": LOADERS[other]}, "other.vae -> out.vae")


def decoded_by(base: Recipe, decode: str, other: str = "") -> Recipe:
    """A graph whose latents go through the decode node of another family, with that family's VAE if named."""
    changed = base.but({"out": {"type": decode}})
    return vae_of(changed, other) if other else changed


def loaded(base: Recipe, name: str) -> Recipe:
    """A graph with another model in its loader."""
    settings: dict[str, Any] = {"model": model(name)}
    if base.nodes["model"]["type"] == "z_image_model_loader":
        settings["qwen3_source_model"] = model(name)
    return base.but({"model": settings})


MISMATCH = [
    silent(
        "sd3-latents-through-flux-decode",
        decoded_by(sd3(), "flux_vae_decode", "flux"),
        "SD3 latents through `flux_vae_decode`",
    ),
    # The latents of both are the same: seen to be equal to z-image-flux-vae, pixel by pixel.
    ok("z-image-latents-through-flux-decode", decoded_by(z_image(), "flux_vae_decode", "flux")),
    silent(
        "cogview4-latents-through-l2i",
        decoded_by(cogview4(), "l2i"),
        "CogView4 latents and VAE through `l2i`",
        "cogview4",
        same=False,
    ),
    fails("flux-vae-in-sd3-l2i", vae_of(sd3(), "flux"), "FLUX VAE in `sd3_l2i`", ASSERTION),
    silent(
        "sd3-latents-through-l2i",
        decoded_by(sd3(), "l2i"),
        "SD3 latents and VAE through `l2i`",
        "sd3",
        same=False,
    ),
    fails(
        "sd15-vae-in-sd3-l2i",
        vae_of(sd3(), "sd15"),
        "SD1.5 VAE in `sd3_l2i`",
        "RuntimeError: Given groups=1, weight of size",
    ),
    fails(
        "sd15-vae-in-cogview4-l2i",
        vae_of(cogview4(), "sd15"),
        "SD1.5 VAE in `cogview4_l2i`",
        "RuntimeError: Given groups=1, weight of size",
    ),
    fails(
        "sd3-vae-in-l2i-sd15",
        vae_of(sd15(), "sd3"),
        "SD3 VAE on SD1.5",
        "RuntimeError: Given groups=1, weight of size",
    ),
    fails(
        "qwen-image-vae-on-sd15", vae_of(sd15(), "qwen-image"), "Qwen-Image VAE on SD1.5", "AssertionError"
    ),
    fails(
        "sd15-vae-on-qwen-image",
        vae_of(qwen_image(), "sd15"),
        "SD1.5 VAE on Qwen-Image",
        "TypeError: Expected AutoencoderKLQwenImage or",
    ),
    fails(
        "flux2-vae-on-z-image",
        vae_of(z_image(), "flux2"),
        "FLUX.2 VAE on Z-Image",
        "TypeError: Expected AutoencoderKL or FluxAutoEncoder for",
    ),
    fails(
        "z-image-vae-on-flux2",
        vae_of(flux2(), "z-image"),
        "Z-Image VAE on FLUX.2",
        "RuntimeError: Given groups=1, weight of size",
    ),
    fails(
        "sd15-in-sd3-loader",
        loaded(sd3(), "tiny-sd15"),
        "SD1.5 in `sd3_model_loader`",
        "ValueError: Unsupported model base:",
    ),
    fails(
        "sdxl-in-sd3-loader",
        loaded(sd3(), "tiny-sdxl"),
        "SDXL in `sd3_model_loader`",
        "ValueError: Unsupported model base:",
    ),
    fails(
        "flux-in-sd3-loader",
        loaded(sd3(), "tiny-flux-dev"),
        "FLUX.1 in `sd3_model_loader`",
        "ValueError: Only Transformer submodels are currently",
    ),
    fails("sd3-in-main-model-loader", sd15("tiny-sd3"), "SD3 in `main_model_loader`", "AssertionError"),
    fails(
        "sd3-in-sdxl-loader",
        sdxl("tiny-sd3"),
        "SD3 in `sdxl_model_loader`",
        'ValueError: The "SubModelType.UNet" submodel is not',
    ),
    fails(
        "z-image-in-main-model-loader",
        sd15("tiny-z-image"),
        "Z-Image in `main_model_loader`",
        "AssertionError",
    ),
    fails(
        "cogview4-in-main-model-loader",
        sd15("tiny-cogview4"),
        "CogView4 in `main_model_loader`",
        "AssertionError",
    ),
    fails(
        "qwen-image-in-main-model-loader",
        sd15("tiny-qwen-image"),
        "Qwen-Image in `main_model_loader`",
        "AssertionError",
    ),
    fails(
        "flux2-in-main-model-loader",
        sd15("tiny-flux2-klein"),
        "FLUX.2 in `main_model_loader`",
        "AssertionError",
    ),
    fails(
        "z-image-in-cogview4-loader",
        loaded(cogview4(), "tiny-z-image"),
        "Z-Image in `cogview4_model_loader`",
        "AssertionError",
    ),
    fails(
        "cogview4-in-z-image-loader",
        loaded(z_image(), "tiny-cogview4"),
        "CogView4 in `z_image_model_loader`",
        "TypeError: CogView4Transformer2DModel.forward() got an",
    ),
    fails(
        "qwen-image-in-z-image-loader",
        loaded(z_image(), "tiny-qwen-image"),
        "Qwen-Image in `z_image_model_loader`",
        "TypeError: QwenImageTransformer2DModel.forward() got an",
    ),
    fails(
        "flux2-in-z-image-loader",
        loaded(z_image(), "tiny-flux2-klein"),
        "FLUX.2 in `z_image_model_loader`",
        "TypeError: Flux2Transformer2DModel.forward() got an",
    ),
    fails(
        "z-image-in-qwen-image-loader",
        loaded(qwen_image(), "tiny-z-image"),
        "Z-Image in `qwen_image_model_loader`",
        "AssertionError",
    ),
    fails(
        "z-image-in-klein-loader",
        loaded(flux2(), "tiny-z-image"),
        "Z-Image in `flux2_klein_model_loader`",
        "AssertionError",
    ),
    fails(
        "flux-in-klein-loader",
        loaded(flux2(), "tiny-flux-dev"),
        "FLUX.1 in `flux2_klein_model_loader`",
        "ValueError: No VAE source provided. Standalone",
    ),
    fails(
        "flux-transformer-in-sd3",
        sd3().but({"other": LOADERS["flux"]}, "other.transformer -> denoise.transformer"),
        "FLUX.1 transformer into `sd3_denoise`",
        "AttributeError: 'Flux' object has no attribute",
    ),
    fails(
        "sd3-transformer-in-z-image",
        z_image().but({"other": LOADERS["sd3"]}, "other.transformer -> denoise.transformer"),
        "SD3 transformer into `z_image_denoise`",
        "TypeError: SD3Transformer2DModel.forward() got an",
    ),
    fails(
        "z-image-transformer-in-flux",
        flux().but({"other": LOADERS["z-image"]}, "other.transformer -> denoise.transformer"),
        "Z-Image transformer into `flux_denoise`",
        "AssertionError",
    ),
    fails(
        "cogview4-transformer-in-sd3",
        sd3().but({"other": LOADERS["cogview4"]}, "other.transformer -> denoise.transformer"),
        "CogView4 transformer into `sd3_denoise`",
        "AttributeError: 'FrozenDict' object has no attribute",
    ),
    fails(
        "qwen-image-transformer-in-sd3",
        sd3().but({"other": LOADERS["qwen-image"]}, "other.transformer -> denoise.transformer"),
        "Qwen-Image transformer into `sd3_denoise`",
        "RuntimeError: mat1 and mat2 shapes cannot be",
    ),
]


# A model that is no such part, and no run that fails.
LENT = [
    silent(
        "wrong-model-type/sd15-as-clip-embed",
        flux().but({"model": {"clip_embed_model": model("tiny-sd15")}}),
        "SD1.5 main as CLIP-L: its text encoder is taken",
        "flux-dev",
        same=False,
    ),
    silent(
        "wrong-model-type/sd3-as-flux-vae",
        flux().but({"model": {"vae_model": model("tiny-sd3")}}),
        "SD3 main as FLUX VAE: its VAE is taken",
        "flux-dev",
        same=False,
    ),
    # Sources that nothing is taken from: seen to be equal to the graphs without them, pixel by pixel.
    ok(
        "lora-as-component-source", qwen_image().but({"model": {"component_source": model("tiny-lora-sd15")}})
    ),
    ok("sd15-as-qwen3-source", flux2().but({"model": {"qwen3_source_model": model("tiny-sd15")}})),
    silent(
        "sd15-latents-through-flux2-decode",
        decoded_by(sd15(), "flux2_vae_decode"),
        "SD1.5 latents and VAE through `flux2_vae_decode`",
    ),
    silent(
        "sd15-latents-through-qwen-image-decode",
        decoded_by(sd15(), "qwen_image_l2i", "qwen-image"),
        "SD1.5 latents through `qwen_image_l2i`: channels pass for frames",
    ),
]

LORAS = [
    silent(
        "z-image-lora-on-flux2",
        on_transformer(flux2(), "flux2_klein_lora_loader", "tiny-z-image-lora"),
        "Z-Image LoRA on FLUX.2",
        "flux2",
        same=True,
    ),
    silent(
        "flux-lora-on-z-image",
        on_transformer(z_image(), "z_image_lora_loader", "tiny-flux-lora"),
        "FLUX.1 LoRA on Z-Image",
        "z-image",
        same=True,
    ),
    silent(
        "sdxl-lora-on-qwen-image",
        on_transformer(qwen_image(), "qwen_image_lora_loader", "tiny-lora-sdxl"),
        "SDXL LoRA on Qwen-Image",
        "qwen-image",
        same=True,
    ),
    silent(
        "flux2-lora-on-flux",
        on_transformer(flux(), "flux_lora_loader", "tiny-flux2-lora"),
        "FLUX.2 LoRA on FLUX.1",
        "flux-dev",
        same=True,
    ),
    fails(
        "flux-lora-in-z-image-collection",
        collected_on_transformer(z_image(), "z_image_lora_collection_loader", "tiny-flux-lora"),
        "FLUX.1 LoRA in `z_image_lora_collection_loader`",
        "",
    ),
    silent(
        "z-image-lora-in-qwen-image-collection",
        collected_on_transformer(qwen_image(), "qwen_image_lora_collection_loader", "tiny-z-image-lora"),
        "Z-Image LoRA in `qwen_image_lora_collection_loader`",
        "qwen-image",
        same=True,
    ),
]


SWAPPED = [
    silent(
        "sd3-clips-exchanged",
        sd3().but(
            edges="model.clip_l -> positive.clip_g, negative.clip_g, model.clip_g -> positive.clip_l, "
            "negative.clip_l"
        ),
        "SD3's clip_l and clip_g exchanged",
        "sd3",
        same=False,
    ),
]


TYPES = [
    fails(
        "lora-in-sd3-loader",
        loaded(sd3(), "tiny-lora-sd15"),
        "LoRA in `sd3_model_loader`",
        "ValueError: Unsupported model base:",
    ),
    fails(
        "vae-in-z-image-loader",
        z_image().but({"model": {"model": model("tiny-flux-vae")}}),
        "VAE in `z_image_model_loader`",
        "TypeError: AutoEncoder.forward() got an unexpected keyword",
    ),
    fails(
        "vae-as-qwen3-source",
        z_image().but({"model": {"qwen3_source_model": model("tiny-flux-vae")}}),
        "VAE as Qwen3 source",
        "ValueError: The Qwen3 Source model must be a",
    ),
    fails(
        "clip-as-qwen3-encoder",
        z_image().but({"model": {"qwen3_encoder_model": model("tiny-clip-l")}}),
        "CLIP-L as Qwen3 encoder",
        "ValueError: Cannot use chat template functions because",
    ),
    fails(
        "main-as-sd3-vae",
        sd3().but({"model": {"vae_model": model("tiny-sd15")}}),
        "main as VAE in `sd3_model_loader`",
        "RuntimeError: Given groups=1, weight of size",
    ),
]


ROWS: list[Row] = [
    *(row.under("base-model-mismatch") for row in (*MISMATCH, *LENT, *LORAS)),
    *(row.under("swapped-submodel") for row in SWAPPED),
    *(row.under("wrong-model-type") for row in TYPES),
]
