"""SDXL and its refiner: what works, and what of other families goes wrong in it."""

from __future__ import annotations

from tests.families.additions_sd import (
    gradient_inpaint,
    inpaint,
    with_adapter,
    with_lora,
    with_loras,
    with_vae,
)
from tests.families.parts import model, picture
from tests.families.recipe import Recipe
from tests.families.recipes import denoise, from_picture, noise, refiner, resized_picture, sd15, sdxl
from tests.families.row import ASSERTION, MATRICES, TENSOR_SIZE, Row, fails, ok, silent

BOTH = "clip clip2"
SD15 = {"other": {"type": "main_model_loader", "model": model("tiny-sd15")}}


def lora(name: str) -> Recipe:
    """SDXL with a LoRA."""
    return with_lora(sdxl(), name, "sdxl_lora_loader", BOTH)


def loras(name: str) -> Recipe:
    """SDXL with a LoRA through the collection loader."""
    return with_loras(sdxl(), name, loader="sdxl_lora_collection_loader", clips=BOTH)


def refined(**refine: object) -> Recipe:
    """SDXL with the refiner and other settings for it."""
    return refiner().but({"refine": denoise(**{"denoising_start": 0.5, **refine})})


GOOD = [
    ok("sdxl", sdxl()),
    ok("sdxl-image-to-image", from_picture(sdxl(), "i2l")),
    ok("sdxl-inpaint", inpaint(sdxl())),
    ok("sdxl-gradient-inpaint", gradient_inpaint(sdxl())),
    ok("sdxl-controlnet", with_adapter(sdxl(), "controlnet", "tiny-controlnet-sdxl")),
    ok("sdxl-t2i-adapter", with_adapter(sdxl(), "t2i_adapter", "tiny-t2i-adapter-sdxl")),
    ok(
        "sdxl-ip-adapter",
        with_adapter(sdxl(), "ip_adapter", "tiny-ip-adapter-sdxl", clip_vision_model="ViT-G"),
    ),
    ok("sdxl-lora", lora("tiny-lora-sdxl")),
    ok("sdxl-lora-collection", loras("tiny-lora-sdxl")),
    ok("sdxl-vae", with_vae(sdxl(), "tiny-vae-sdxl")),
    ok("sdxl-textual-inversion", sdxl().but({"positive": {"prompt": "a fox <tiny-ti-sdxl>"}})),
    ok("sdxl-refiner", refiner()),
    ok("sdxl-refiner-vae-of-the-refiner", refiner().but(edges="refiner.vae -> out.vae")),
    ok(
        "sdxl-refiner-from-picture",
        Recipe(
            {
                "model": {"type": "sdxl_refiner_model_loader", "model": model("tiny-sdxl-refiner")},
                "positive": {"type": "sdxl_refiner_compel_prompt", "style": "a fox"},
                "negative": {"type": "sdxl_refiner_compel_prompt", "style": ""},
                "picture": {"type": "i2l", "image": picture()},
                "noise": noise(),
                "denoise": denoise(denoising_start=0.5),
                "out": {"type": "l2i"},
            },
            (),
        ).but(
            edges="""
            model.unet -> denoise.unet
            model.clip2 -> positive.clip2, negative.clip2
            positive.conditioning -> denoise.positive_conditioning
            negative.conditioning -> denoise.negative_conditioning
            model.vae -> picture.vae, out.vae
            picture.latents -> denoise.latents
            noise.noise -> denoise.noise
            denoise.latents -> out.latents
        """
        ),
    ),
    ok(
        "sdxl-clip-skip",
        sdxl().but(
            {
                "skip": {"type": "clip_skip", "skipped_layers": 1},
                "skip2": {"type": "clip_skip", "skipped_layers": 1},
            },
            "model.clip -> skip.clip, skip.clip -> positive.clip, model.clip2 -> skip2.clip, "
            "skip2.clip -> positive.clip2",
        ),
    ),
    ok(
        "sdxl-seamless-freeu",
        sdxl().but(
            {"seamless": {"type": "seamless"}, "freeu": {"type": "freeu"}},
            "model.unet -> seamless.unet, model.vae -> seamless.vae, "
            "seamless.unet -> freeu.unet, freeu.unet -> denoise.unet,"
            "seamless.vae -> out.vae",
        ),
    ),
    ok(
        "sdxl-everything",
        with_adapter(loras("tiny-lora-sdxl"), "controlnet", "tiny-controlnet-sdxl").but(
            {
                "ip": {
                    "type": "ip_adapter",
                    "image": picture(),
                    "ip_adapter_model": model("tiny-ip-adapter-sdxl"),
                    "clip_vision_model": "ViT-G",
                },
                "t2i": {
                    "type": "t2i_adapter",
                    "image": picture(),
                    "t2i_adapter_model": model("tiny-t2i-adapter-sdxl"),
                },
            },
            "ip.ip_adapter -> denoise.ip_adapter, t2i.t2i_adapter -> denoise.t2i_adapter",
        ),
    ),
]

MISMATCH = [
    fails(
        "sd15-controlnet-on-sdxl",
        with_adapter(sdxl(), "controlnet", "tiny-controlnet-sd15"),
        "SD1.5 ControlNet on SDXL",
        MATRICES,
    ),
    fails(
        "sd15-unet-with-sdxl-conditioning",
        sdxl().but(SD15, "other.unet -> denoise.unet"),
        "SDXL conditioning into an SD1.5 unet",
        MATRICES,
    ),
    fails(
        "sd15-t2i-adapter-on-sdxl",
        with_adapter(sdxl(), "t2i_adapter", "tiny-t2i-adapter-sd15"),
        "SD1.5 T2I-Adapter on SDXL",
        TENSOR_SIZE,
    ),
    fails(
        "sd15-ip-adapter-on-sdxl",
        with_adapter(sdxl(), "ip_adapter", "tiny-ip-adapter-sd15"),
        "SD1.5 IP-Adapter on SDXL",
        "KeyError",
    ),
    fails("sd15-lora-on-sdxl", lora("tiny-lora-sd15"), "SD1.5 LoRA on SDXL", MATRICES),
    fails(
        "sd15-lora-on-sdxl-lora-loader",
        with_lora(sdxl(), "tiny-lora-sd15", "lora_loader", "clip"),
        "SD1.5 LoRA on SDXL through `lora_loader`",
        MATRICES,
    ),
    fails(
        "sd15-lora-on-sdxl-collection",
        loras("tiny-lora-sd15"),
        "SD1.5 LoRA through the collection loader of SDXL",
        ASSERTION,
    ),
    fails(
        "sd15-in-sdxl-loader",
        sdxl("tiny-sd15"),
        "SD1.5 in `sdxl_model_loader`",
        'ValueError: The "SubModelType.TextEncoder2" submodel is not available',
    ),
    fails(
        "refiner-in-sdxl-loader",
        sdxl("tiny-sdxl-refiner"),
        "refiner in `sdxl_model_loader`",
        "TypeError: attribute name must be string",
    ),
    fails(
        "flux-in-sdxl-loader",
        sdxl("tiny-flux-dev"),
        "FLUX.1 in `sdxl_model_loader`",
        "ValueError: Only Transformer submodels",
    ),
    fails(
        "sd15-in-refiner-loader",
        refiner("tiny-sd15"),
        "SD1.5 in the refiner's loader",
        'ValueError: The "SubModelType.TextEncoder2" submodel is not available',
    ),
    fails("sdxl-in-refiner-loader", refiner("tiny-sdxl"), "SDXL base in the refiner's loader", MATRICES),
    fails(
        "sdxl-conditioning-into-refiner",
        refiner().but(
            edges="positive.conditioning -> refine.positive_conditioning, "
            "negative.conditioning -> refine.negative_conditioning",
            drop="more, less",
        ),
        "SDXL conditioning into the refiner's unet",
        MATRICES,
    ),
    fails(
        "refiner-conditioning-into-sdxl",
        refiner().but(
            edges="more.conditioning -> denoise.positive_conditioning, "
            "less.conditioning -> denoise.negative_conditioning",
            drop="positive, negative",
        ),
        "the refiner's conditioning into SDXL's unet",
        MATRICES,
    ),
    fails(
        "sd15-positive-sdxl-negative",
        sdxl().but(
            {**SD15, "positive": {"type": "compel", "prompt": "a fox"}},
            "other.clip -> positive.clip",
            drop="positive.clip2",
        ),
        "positive SD1.5 and negative SDXL mixed",
        ASSERTION,
    ),
    fails(
        "flux-ip-adapter-on-sdxl",
        with_adapter(sdxl(), "ip_adapter", "tiny-flux-ip-adapter", clip_vision_model="ViT-L"),
        "FLUX IP-Adapter on SDXL",
        ASSERTION,
    ),
    fails("flux-vae-on-sdxl", with_vae(sdxl(), "tiny-flux-vae"), "FLUX VAE in `l2i`", ASSERTION),
    fails(
        "sdxl-controlnet-on-refiner",
        with_adapter(refiner(), "controlnet", "tiny-controlnet-sdxl").but(
            edges="adapter.control -> refine.control", drop="denoise.control"
        ),
        "SDXL ControlNet on the refiner",
        MATRICES,
    ),
    fails(
        "clip-vision-h-on-sdxl",
        with_adapter(sdxl(), "ip_adapter", "tiny-ip-adapter-sdxl", clip_vision_model="ViT-H"),
        "wrong CLIP Vision for the IP-Adapter of SDXL",
        "RuntimeError: Selected CLIP Vision Model is incompatible",
    ),
    silent("flux-lora-on-sdxl", lora("tiny-flux-lora"), "FLUX LoRA on SDXL", "sdxl", same=True),
    silent(
        "sd15-vae-on-sdxl", with_vae(sdxl(), "tiny-vae-sd15"), "SD1.5 VAE on SDXL", "sdxl-vae", same=False
    ),
    silent(
        "sd15-clip-on-sdxl",
        sdxl().but(SD15, "other.clip -> positive.clip, negative.clip"),
        "SD1.5's text encoder as SDXL's first",
        "sdxl",
        same=False,
    ),
    silent(
        "sdxl-lora-through-lora-loader",
        with_lora(sdxl(), "tiny-lora-sdxl", "lora_loader", "clip"),
        "SDXL LoRA through `lora_loader`: clip2 stays as it is",
        "sdxl-lora",
        same=False,
    ),
    silent(
        "sd15-latents-into-sdxl",
        sd15().but(
            {
                "denoise": {"denoising_end": 0.5},
                "xl": {"type": "sdxl_model_loader", "model": model("tiny-sdxl")},
                "more": {"type": "sdxl_compel_prompt", "prompt": "a fox", "style": ""},
                "less": {"type": "sdxl_compel_prompt", "prompt": "", "style": ""},
                "refine": denoise(denoising_start=0.5),
            },
            """
        xl.unet -> refine.unet
        xl.clip -> more.clip, less.clip
        xl.clip2 -> more.clip2, less.clip2
        more.conditioning -> refine.positive_conditioning
        less.conditioning -> refine.negative_conditioning
        denoise.latents -> refine.latents
        refine.latents -> out.latents
        xl.vae -> out.vae
        """,
        ),
        "SD1.5 latents continued by SDXL",
    ),
]

SWAPPED = [
    fails(
        "clip-and-clip2-exchanged",
        sdxl().but(
            edges="model.clip -> positive.clip2, negative.clip2, model.clip2 -> positive.clip, negative.clip"
        ),
        "SDXL's clip and clip2 exchanged",
        MATRICES,
    ),
    fails(
        "clip2-into-compel",
        sdxl().but(
            {"positive": {"type": "compel", "prompt": "a fox"}, "negative": {"type": "compel", "prompt": ""}},
            "model.clip2 -> positive.clip, negative.clip",
            drop="positive.clip2, negative.clip2",
        ),
        "SDXL's clip2 into `compel`",
        ASSERTION,
    ),
]

ROWS: list[Row] = [
    *GOOD,
    *(row.under("base-model-mismatch") for row in MISMATCH),
    *(row.under("swapped-submodel") for row in SWAPPED),
    fails(
        "wrong-model-type/controlnet-in-sdxl-loader",
        sdxl("tiny-controlnet-sdxl"),
        "ControlNet in `sdxl_model_loader`",
        "Exception: There are no submodels in models of type <class",
    ),
    silent(
        "textual-inversion/sd15-inversion-on-sdxl",
        sdxl().but({"positive": {"prompt": "a fox <tiny-ti-sd15>"}}),
        "textual inversion of SD1.5 in an SDXL prompt",
        "sdxl-textual-inversion",
        same=False,
    ),
    silent(
        "textual-inversion/unknown-inversion",
        sdxl().but({"positive": {"prompt": "a fox <no-such-thing>"}}),
        "textual inversion that is not there",
        "sdxl-textual-inversion",
        same=False,
    ),
    silent(
        "model-variant/refiner-from-noise",
        Recipe(
            {
                "model": {"type": "sdxl_refiner_model_loader", "model": model("tiny-sdxl-refiner")},
                "positive": {"type": "sdxl_refiner_compel_prompt", "style": "a fox"},
                "negative": {"type": "sdxl_refiner_compel_prompt", "style": ""},
                "noise": noise(),
                "denoise": denoise(),
                "out": {"type": "l2i"},
            },
            (),
        ).but(
            edges="""
            model.unet -> denoise.unet
            model.clip2 -> positive.clip2, negative.clip2
            positive.conditioning -> denoise.positive_conditioning
            negative.conditioning -> denoise.negative_conditioning
            noise.noise -> denoise.noise
            denoise.latents -> out.latents
            model.vae -> out.vae
        """
        ),
        "refiner alone from noise",
    ),
    fails(
        "size-mismatch/noise-and-latents-sdxl",
        resized_picture(sdxl(), "i2l").but({"noise": noise(width=128)}),
        "noise and latents of different size",
        "ValueError: Incompatible 'noise' and 'latents' shapes",
    ),
]
