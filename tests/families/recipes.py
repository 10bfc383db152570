"""Correct graphs to vary: text to image of every family that has tiny models."""

from __future__ import annotations

from typing import Any

from tests.families.parts import SIZE, model
from tests.families.recipe import Nodes, Recipe, words

STEPS = 2
_SIZE = {"width": SIZE, "height": SIZE}
_SD_DENOISE: dict[str, Any] = {
    "type": "denoise_latents",
    "steps": STEPS,
    "cfg_scale": 5.0,
    "scheduler": "euler",
    "denoising_start": 0.0,
    "denoising_end": 1.0,
}


def denoise(**settings: Any) -> dict[str, Any]:
    """A denoise node of SD1.5 and SDXL."""
    return {**_SD_DENOISE, **settings}


def noise(**settings: Any) -> dict[str, Any]:
    """Noise for SD1.5 and SDXL."""
    return {"type": "noise", "seed": 7, "use_cpu": True, **_SIZE, **settings}


def sd15(name: str = "tiny-sd15", loader: str = "main_model_loader") -> Recipe:
    """SD1.5 text to image."""
    return Recipe(
        {
            "model": {"type": loader, "model": model(name)},
            "positive": {"type": "compel", "prompt": "a fox"},
            "negative": {"type": "compel", "prompt": ""},
            "noise": noise(),
            "denoise": denoise(),
            "out": {"type": "l2i"},
        },
        words("""
            model.unet -> denoise.unet
            model.clip -> positive.clip, negative.clip
            positive.conditioning -> denoise.positive_conditioning
            negative.conditioning -> denoise.negative_conditioning
            noise.noise -> denoise.noise
            denoise.latents -> out.latents
            model.vae -> out.vae
        """),
    )


def sdxl(name: str = "tiny-sdxl", loader: str = "sdxl_model_loader") -> Recipe:
    """SDXL text to image."""
    prompts: Nodes = {
        "positive": {"type": "sdxl_compel_prompt", "prompt": "a fox", "style": ""},
        "negative": {"type": "sdxl_compel_prompt", "prompt": "", "style": ""},
    }
    return sd15(name, loader).but(prompts, "model.clip2 -> positive.clip2, negative.clip2")


def refiner(name: str = "tiny-sdxl-refiner") -> Recipe:
    """SDXL handed over to the refiner half way; what is the refiner's has names of its own."""
    return sdxl().but(
        {
            "denoise": {"denoising_end": 0.5},
            "refiner": {"type": "sdxl_refiner_model_loader", "model": model(name)},
            "more": {"type": "sdxl_refiner_compel_prompt", "style": "a fox"},
            "less": {"type": "sdxl_refiner_compel_prompt", "style": ""},
            "refine": denoise(denoising_start=0.5),
        },
        """
        refiner.clip2 -> more.clip2, less.clip2
        refiner.unet -> refine.unet
        more.conditioning -> refine.positive_conditioning
        less.conditioning -> refine.negative_conditioning
        denoise.latents -> refine.latents
        refine.latents -> out.latents
        """,
    )


def flux(name: str = "tiny-flux-dev") -> Recipe:
    """FLUX.1 text to image."""
    return Recipe(
        {
            "model": {
                "type": "flux_model_loader",
                "model": model(name),
                "t5_encoder_model": model("tiny-t5-encoder"),
                "clip_embed_model": model("tiny-clip-l"),
                "vae_model": model("tiny-flux-vae"),
            },
            "positive": {"type": "flux_text_encoder", "prompt": "a fox"},
            "denoise": {"type": "flux_denoise", "num_steps": STEPS, "seed": 7, **_SIZE},
            "out": {"type": "flux_vae_decode"},
        },
        words("""
            model.clip -> positive.clip
            model.t5_encoder -> positive.t5_encoder
            model.max_seq_len -> positive.t5_max_seq_len
            model.transformer -> denoise.transformer
            positive.conditioning -> denoise.positive_text_conditioning
            denoise.latents -> out.latents
            model.vae -> out.vae
        """),
    )


def fill() -> Recipe:
    """FLUX Fill."""
    return flux("tiny-flux-fill").but(
        {
            "mask": {"type": "image_mask_to_tensor", "image": {"image_name": "mask.png"}},
            "fill": {"type": "flux_fill", "image": {"image_name": "photo.png"}},
        },
        """
        mask.mask -> fill.mask
        fill.fill_cond -> denoise.fill_conditioning
        model.vae -> denoise.controlnet_vae
        """,
    )


def _newer(name: str, prefix: str, texts: str, *, decode: str = "", **loader: Any) -> Recipe:
    """Text to image of a family whose nodes all begin alike. ``texts`` are the loader's text encoders."""
    prompts = ("positive", "negative")
    wires = "".join(f"model.{text} -> positive.{text}, negative.{text}\n" for text in texts.split())
    return Recipe(
        {
            "model": {"type": f"{prefix}_model_loader", "model": model(name), **loader},
            **{
                p: {"type": f"{prefix}_text_encoder", "prompt": "a fox"[: 5 * (p == "positive")]}
                for p in prompts
            },
            "denoise": {"type": f"{prefix}_denoise", "seed": 7, "steps": STEPS, **_SIZE},
            "out": {"type": decode or f"{prefix}_l2i"},
        },
        words(f"""
            {wires}
            model.transformer -> denoise.transformer
            model.vae -> out.vae
            positive.conditioning -> denoise.positive_conditioning
            negative.conditioning -> denoise.negative_conditioning
            denoise.latents -> out.latents
        """),
    )


def sd3() -> Recipe:
    """SD3 text to image."""
    return _newer("tiny-sd3", "sd3", "clip_l clip_g t5_encoder")


def cogview4() -> Recipe:
    """CogView4 text to image."""
    return _newer("tiny-cogview4", "cogview4", "glm_encoder")


def z_image() -> Recipe:
    """Z-Image text to image."""
    source = model("tiny-z-image")
    return _newer("tiny-z-image", "z_image", "qwen3_encoder", qwen3_source_model=source).but(drop="negative")


def qwen_image() -> Recipe:
    """Qwen-Image text to image."""
    return _newer("tiny-qwen-image", "qwen_image", "qwen_vl_encoder")


def flux2() -> Recipe:
    """FLUX.2 Klein text to image."""
    return Recipe(
        {
            "model": {"type": "flux2_klein_model_loader", "model": model("tiny-flux2-klein")},
            "positive": {"type": "flux2_klein_text_encoder", "prompt": "a fox"},
            "denoise": {"type": "flux2_denoise", "num_steps": STEPS, "seed": 7, **_SIZE},
            "out": {"type": "flux2_vae_decode"},
        },
        words("""
            model.qwen3_encoder -> positive.qwen3_encoder
            model.max_seq_len -> positive.max_seq_len
            model.transformer -> denoise.transformer
            model.vae -> denoise.vae, out.vae
            positive.conditioning -> denoise.positive_text_conditioning
            denoise.latents -> out.latents
        """),
    )


def from_picture(base: Recipe, encode: str, start: float = 0.5) -> Recipe:
    """Image to image: the picture takes the place of the first half of the denoising."""
    return base.but(
        {
            "picture": {"type": encode, "image": {"image_name": "photo.png"}},
            "denoise": {"denoising_start": start},
        },
        "model.vae -> picture.vae, picture.latents -> denoise.latents",
    )


def resized_picture(base: Recipe, encode: str, width: int = SIZE, height: int = SIZE) -> Recipe:
    """Image to image with a picture whose size the graph says."""
    resize = {"type": "img_resize", "image": {"image_name": "photo.png"}, "width": width, "height": height}
    made = from_picture(base, encode).but({"resize": resize, "picture": {"type": encode}})
    return made.but(
        edges="resize.image -> picture.image, model.vae -> picture.vae, picture.latents -> denoise.latents"
    )
