"""SD1.5: what works, and what of other families goes wrong in it."""

from __future__ import annotations

from tests.families.additions_sd import (
    gradient_inpaint,
    inpaint,
    with_adapter,
    with_lora,
    with_loras,
    with_vae,
)
from tests.families.parts import model
from tests.families.recipes import from_picture, noise, resized_picture, sd15
from tests.families.row import (
    ASSERTION,
    MAIN_PIPELINE,
    MATRICES,
    NONE_TYPE,
    TENSOR_SIZE,
    Row,
    fails,
    ok,
    silent,
)

OTHER = {"other": {"type": "main_model_loader", "model": model("tiny-sd15-inpaint")}}

GOOD = [
    ok("sd15", sd15()),
    ok("sd15-image-to-image", from_picture(sd15(), "i2l")),
    ok("sd15-inpaint", inpaint(sd15())),
    ok("sd15-gradient-inpaint", gradient_inpaint(sd15())),
    ok("sd15-inpaint-model", inpaint(sd15("tiny-sd15-inpaint"))),
    ok("sd15-inpaint-model-gradient", gradient_inpaint(sd15("tiny-sd15-inpaint"))),
    ok("sd15-controlnet", with_adapter(sd15(), "controlnet", "tiny-controlnet-sd15")),
    ok("sd15-t2i-adapter", with_adapter(sd15(), "t2i_adapter", "tiny-t2i-adapter-sd15")),
    ok("sd15-ip-adapter", with_adapter(sd15(), "ip_adapter", "tiny-ip-adapter-sd15")),
    ok("sd15-lora", with_lora(sd15(), "tiny-lora-sd15")),
    ok("sd15-lora-collection", with_loras(sd15(), "tiny-lora-sd15")),
    ok(
        "sd15-lora-unet-only",
        sd15().but(
            {"lora": {"type": "lora_loader", "lora": model("tiny-lora-sd15")}},
            "model.unet -> lora.unet, lora.unet -> denoise.unet",
        ),
    ),
    ok("sd15-vae", with_vae(sd15(), "tiny-vae-sd15")),
    ok("sd15-vae-of-another-sd15", sd15().but(OTHER, "other.vae -> out.vae")),
    ok(
        "sd15-clip-skip",
        sd15().but(
            {"skip": {"type": "clip_skip", "skipped_layers": 1}},
            "model.clip -> skip.clip, skip.clip -> positive.clip, negative.clip",
        ),
    ),
    ok(
        "sd15-seamless",
        sd15().but(
            {"seamless": {"type": "seamless"}},
            "model.unet -> seamless.unet, model.vae -> seamless.vae, "
            "seamless.unet -> denoise.unet, seamless.vae -> out.vae",
        ),
    ),
    ok(
        "sd15-freeu",
        sd15().but({"freeu": {"type": "freeu"}}, "model.unet -> freeu.unet, freeu.unet -> denoise.unet"),
    ),
    ok("sd15-textual-inversion", sd15().but({"positive": {"prompt": "a fox <tiny-ti-sd15>"}})),
]

BAD = [
    fails(
        "base-model-mismatch/sdxl-controlnet-on-sd15",
        with_adapter(sd15(), "controlnet", "tiny-controlnet-sdxl"),
        "SDXL ControlNet on SD1.5",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/sdxl-in-main-model-loader",
        sd15("tiny-sdxl"),
        "SDXL main in `main_model_loader`",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/sdxl-unet-with-sd15-conditioning",
        sd15().but(
            {"other": {"type": "sdxl_model_loader", "model": model("tiny-sdxl")}},
            "other.unet -> denoise.unet",
        ),
        "SDXL unet with SD1.5 conditioning",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/sdxl-t2i-adapter-on-sd15",
        with_adapter(sd15(), "t2i_adapter", "tiny-t2i-adapter-sdxl"),
        "SDXL T2I-Adapter on SD1.5",
        TENSOR_SIZE,
    ),
    fails(
        "base-model-mismatch/sdxl-ip-adapter-on-sd15",
        with_adapter(sd15(), "ip_adapter", "tiny-ip-adapter-sdxl", clip_vision_model="ViT-G"),
        "SDXL IP-Adapter on SD1.5",
        ASSERTION,
    ),
    fails(
        "base-model-mismatch/sdxl-lora-on-sd15",
        with_lora(sd15(), "tiny-lora-sdxl"),
        "SDXL LoRA on SD1.5",
        MATRICES,
    ),
    fails(
        "base-model-mismatch/sdxl-lora-on-sd15-collection",
        with_loras(sd15(), "tiny-lora-sdxl"),
        "SDXL LoRA through the collection loader of SD1.5",
        ASSERTION,
    ),
    fails(
        "base-model-mismatch/refiner-in-main-model-loader",
        sd15("tiny-sdxl-refiner"),
        "refiner in `main_model_loader`",
        "TypeError: attribute name must be string, not 'NoneType'",
    ),
    fails(
        "base-model-mismatch/flux-in-main-model-loader",
        sd15("tiny-flux-dev"),
        "FLUX.1 in `main_model_loader`",
        "ValueError: Only Transformer submodels",
    ),
    fails(
        "base-model-mismatch/flux-ip-adapter-on-sd15",
        with_adapter(sd15(), "ip_adapter", "tiny-flux-ip-adapter", clip_vision_model="ViT-L"),
        "FLUX IP-Adapter on SD1.5",
        ASSERTION,
    ),
    fails(
        "base-model-mismatch/flux-vae-in-l2i",
        with_vae(sd15(), "tiny-flux-vae"),
        "FLUX VAE in `l2i`",
        ASSERTION,
    ),
    silent(
        "base-model-mismatch/flux-lora-on-sd15",
        with_lora(sd15(), "tiny-flux-lora"),
        "FLUX LoRA on SD1.5",
        "sd15",
        same=True,
    ),
    silent(
        "base-model-mismatch/sdxl-vae-on-sd15",
        with_vae(sd15(), "tiny-vae-sdxl"),
        "SDXL VAE on SD1.5",
        "sd15-vae",
        same=False,
    ),
    silent(
        "base-model-mismatch/sdxl-clip-on-sd15",
        sd15().but(
            {"other": {"type": "sdxl_model_loader", "model": model("tiny-sdxl")}},
            "other.clip -> positive.clip, negative.clip",
        ),
        "SDXL's first text encoder on an SD1.5 unet",
        "sd15",
        same=False,
    ),
    fails(
        "wrong-model-type/vae-in-main-model-loader",
        sd15("tiny-vae-sd15"),
        "VAE in `main_model_loader`",
        "Exception: There are no submodels in models of type <class",
    ),
    fails(
        "wrong-model-type/controlnet-in-main-model-loader",
        sd15("tiny-controlnet-sd15"),
        "ControlNet in `main_model_loader`",
        "Exception: There are no submodels in models of type <class",
    ),
    fails(
        "wrong-model-type/lora-in-main-model-loader",
        sd15("tiny-lora-sd15"),
        "LoRA in `main_model_loader`",
        "ValueError: There are no submodels in a LoRA",
    ),
    fails(
        "wrong-model-type/lora-in-controlnet",
        with_adapter(sd15(), "controlnet", "tiny-lora-sd15"),
        "LoRA in `controlnet`",
        ASSERTION,
    ),
    fails(
        "wrong-model-type/main-in-controlnet",
        with_adapter(sd15(), "controlnet", "tiny-sd15"),
        "main in `controlnet`",
        MAIN_PIPELINE,
    ),
    fails(
        "wrong-model-type/t2i-adapter-in-controlnet",
        with_adapter(sd15(), "controlnet", "tiny-t2i-adapter-sd15"),
        "T2I-Adapter in `controlnet`",
        ASSERTION,
    ),
    fails(
        "wrong-model-type/controlnet-in-t2i-adapter",
        with_adapter(sd15(), "t2i_adapter", "tiny-controlnet-sd15"),
        "ControlNet in `t2i_adapter`",
        "AttributeError",
    ),
    fails(
        "wrong-model-type/controlnet-in-ip-adapter",
        with_adapter(sd15(), "ip_adapter", "tiny-controlnet-sd15"),
        "ControlNet in `ip_adapter`",
        ASSERTION,
    ),
    fails(
        "wrong-model-type/main-in-ip-adapter",
        with_adapter(sd15(), "ip_adapter", "tiny-sd15"),
        "main in `ip_adapter`",
        ASSERTION,
    ),
    fails(
        "wrong-model-type/main-in-lora-loader",
        with_lora(sd15(), "tiny-sd15"),
        "main in `lora_loader`",
        MAIN_PIPELINE,
    ),
    fails(
        "wrong-model-type/controlnet-in-lora-loader",
        with_lora(sd15(), "tiny-controlnet-sd15"),
        "ControlNet in `lora_loader`",
        ASSERTION,
    ),
    fails(
        "wrong-model-type/lora-in-vae-loader",
        with_vae(sd15(), "tiny-lora-sd15"),
        "LoRA in `vae_loader`",
        ASSERTION,
    ),
    fails(
        "wrong-model-type/main-in-vae-loader",
        with_vae(sd15(), "tiny-sd15"),
        "main in `vae_loader`",
        MAIN_PIPELINE,
    ),
    fails(
        "wrong-model-type/main-in-lora-selector",
        with_loras(sd15(), "tiny-sd15"),
        "main in `lora_selector`",
        MAIN_PIPELINE,
    ),
    fails(
        "base-model-mismatch/clip-vision-g-on-sd15",
        with_adapter(sd15(), "ip_adapter", "tiny-ip-adapter-sd15", clip_vision_model="ViT-G"),
        "wrong CLIP Vision for the IP-Adapter of SD1.5",
        "RuntimeError: Selected CLIP Vision Model is incompatible",
    ),
    fails(
        "base-model-mismatch/clip-vision-l-on-sd15",
        with_adapter(sd15(), "ip_adapter", "tiny-ip-adapter-sd15", clip_vision_model="ViT-L"),
        "wrong CLIP Vision for the IP-Adapter of SD1.5",
        "RuntimeError: Selected CLIP Vision Model is incompatible",
    ),
    silent(
        "textual-inversion/sdxl-inversion-on-sd15",
        sd15().but({"positive": {"prompt": "a fox <tiny-ti-sdxl>"}}),
        "textual inversion of SDXL in an SD1.5 prompt",
        "sd15-textual-inversion",
        same=False,
    ),
    silent(
        "model-variant/inpaint-model-without-mask",
        sd15("tiny-sd15-inpaint"),
        "inpaint main without a mask",
        "sd15-inpaint-model",
    ),
    fails(
        "size-mismatch/noise-and-latents-sd15",
        resized_picture(sd15(), "i2l").but({"noise": noise(width=128)}),
        "noise and latents of different size",
        "ValueError: Incompatible 'noise' and 'latents' shapes",
    ),
]

ROWS: list[Row] = GOOD + BAD
