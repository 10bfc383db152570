"""Sizes, ranges, weights and identifiers: settings that a family does not take, or that do nothing."""

from __future__ import annotations

from tests.families.additions_flux import flux_controlled
from tests.families.additions_sd import with_adapter, with_lora
from tests.families.parts import SIZE, model, picture
from tests.families.recipes import flux, from_picture, noise, resized_picture, sd15, sdxl, z_image
from tests.families.row import Row, advice, fails, ok, silent

FOREIGN = {**model("tiny-sd15"), "key": "00000000-0000-4000-8000-000000000000"}
LIES = {
    "name": {"name": "another name", "hash": "blake3:0"},
    "base": {"base": "sdxl", "hash": "blake3:0"},
    "type": {"type": "vae", "hash": "blake3:0"},
    "hash": {"hash": "blake3:0"},
}

WIDE = with_adapter(sd15(), "controlnet", "tiny-controlnet-sd15").but(
    {
        "resize": {"type": "img_resize", "image": picture(), "width": 2 * SIZE, "height": SIZE},
        "adapter": {"type": "controlnet", "control_model": model("tiny-controlnet-sd15")},
    },
    "resize.image -> adapter.image",
)

ROWS: list[Row] = [
    # A strength of 1 in the web UI.
    ok("sd15-image-to-image-from-0", from_picture(sd15(), "i2l", 0.0)),
    ok("flux-schnell-many-steps", flux("tiny-flux-schnell").but({"denoise": {"num_steps": 6}})),
    # The same files under another name.
    ok("sd15-renamed", sd15().but({"model": {"model": {**model("tiny-sd15"), "name": "another name"}}})),
    ok("sd15-image-to-image-resized", resized_picture(sd15(), "i2l")),
    ok("flux-image-to-image-resized", resized_picture(flux(), "flux_vae_encode")),
    ok("sd15-other-seed", sd15().but({"noise": noise(seed=8)})),
    ok("sd15-wide", sd15().but({"noise": noise(width=128)})),
    silent("size-multiple/sd15-width-72", sd15().but({"noise": noise(width=72)}), "SD1.5 72 wide"),
    silent(
        "size-multiple/sd15-width-72-t2i-adapter",
        with_adapter(sd15(), "t2i_adapter", "tiny-t2i-adapter-sd15").but({"noise": noise(width=72)}),
        "T2I-Adapter 72 wide",
    ),
    silent("size-multiple/sdxl-width-72", sdxl().but({"noise": noise(width=72)}), "SDXL 72 wide"),
    silent("size-multiple/noise-8x8", sd15().but({"noise": noise(width=8, height=8)}), "noise of 8 by 8"),
    silent("size-mismatch/control-image", WIDE, "a control image of another size"),
    fails(
        "size-mismatch/flux-latents-and-denoise",
        resized_picture(flux(), "flux_vae_encode").but({"denoise": {"width": 128}}),
        "FLUX latents of another size than denoise",
        "RuntimeError: The size of tensor a",
    ),
    silent(
        "denoise-range/start-after-end",
        sd15().but({"denoise": {"denoising_start": 0.8, "denoising_end": 0.2}}),
        "`denoising_start` above `denoising_end`",
    ),
    silent(
        "denoise-range/start-is-1",
        sd15().but({"denoise": {"denoising_start": 1.0}}),
        "`denoising_start` 1.0 without latents",
    ),
    silent(
        "denoise-range/start-without-latents",
        sd15().but({"denoise": {"denoising_start": 0.5}}),
        "a later start without latents",
    ),
    fails(
        "denoise-range/flux-start-is-1",
        flux().but({"denoise": {"denoising_start": 1.0}}),
        "FLUX `denoising_start` 1.0 without latents",
        "ValueError: denoising_start should be",
    ),
    fails(
        "denoise-range/flux-start-after-end",
        flux().but({"denoise": {"denoising_start": 0.8, "denoising_end": 0.2}}),
        "FLUX `denoising_start` above `denoising_end`",
        "AssertionError",
    ),
    fails(
        "denoise-range/flux-start-without-latents",
        flux().but({"denoise": {"denoising_start": 0.5}}),
        "FLUX: a later start without latents",
        "ValueError: denoising_start should be",
    ),
    fails(
        "denoise-range/z-image-start-without-latents",
        z_image().but({"denoise": {"denoising_start": 0.5}}),
        "Z-Image: a later start without latents",
        "ValueError: denoising_start should be",
    ),
    silent(
        "settings-out-of-family/flux-no-steps",
        flux().but({"denoise": {"num_steps": 0}}),
        "FLUX `num_steps` 0",
    ),
    fails(
        "settings-out-of-family/flux-negative-steps",
        flux().but({"denoise": {"num_steps": -1}}),
        "FLUX `num_steps` -1",
        "AssertionError",
    ),
    advice(
        "settings-out-of-family/flux-guidance-0",
        flux().but({"denoise": {"guidance": 0.0}}),
        "FLUX guidance 0",
    ),
    fails(
        "settings-out-of-family/cfg-without-negative",
        flux().but({"denoise": {"cfg_scale": 3.0}}),
        "FLUX: CFG without negative conditioning",
        "ValueError: Negative text conditioning is required",
    ),
    silent(
        "no-effect/controlnet-weight-0",
        with_adapter(sd15(), "controlnet", "tiny-controlnet-sd15", control_weight=0.0),
        "ControlNet of weight 0",
        "sd15",
        same=True,
    ),
    silent(
        "no-effect/t2i-adapter-weight-0",
        with_adapter(sd15(), "t2i_adapter", "tiny-t2i-adapter-sd15", weight=0.0),
        "T2I-Adapter of weight 0",
        "sd15",
        same=True,
    ),
    silent(
        "no-effect/ip-adapter-weight-0",
        with_adapter(sd15(), "ip_adapter", "tiny-ip-adapter-sd15", weight=0.0),
        "IP-Adapter of weight 0",
        "sd15",
        same=True,
    ),
    silent(
        "no-effect/lora-weight-0",
        with_lora(sd15(), "tiny-lora-sd15").but({"lora": {"weight": 0.0}}),
        "LoRA of weight 0",
        "sd15",
        same=True,
    ),
    silent(
        "settings-out-of-family/lora-weight-100",
        with_lora(sd15(), "tiny-lora-sd15").but({"lora": {"weight": 100.0}}),
        "LoRA of weight 100",
        "sd15-lora",
        same=False,
    ),
    silent(
        "no-effect/flux-controlnet-weight-0",
        flux_controlled("tiny-flux-controlnet-instantx", control_weight=0.0),
        "FLUX ControlNet of weight 0",
        "flux-dev",
        same=True,
    ),
    fails(
        "unknown-model-key/sd15",
        sd15().but({"model": {"model": FOREIGN}}),
        "a model key that the server does not have",
        "Exception: Unknown model",
    ),
    *(
        silent(
            f"model-record-mismatch/{what}",
            sd15().but({"model": {"model": {**model("tiny-sd15"), **lie}}}),
            f"a wrong {what} in a model identifier: only the key counts",
            "sd15",
            same=True,
        )
        for what, lie in LIES.items()
    ),
]
