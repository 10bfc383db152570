"""Sizes, ranges and settings in every family: what the denoise nodes take, and what they make of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.parts import SIZE, picture
from tests.families.recipes import (
    cogview4,
    flux,
    flux2,
    from_picture,
    noise,
    qwen_image,
    resized_picture,
    sd3,
    sd15,
    z_image,
)
from tests.families.row import Row, fails, ok, silent

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

START = "ValueError: denoising_start should be 0 when initial latents are not provided"
TENSORS = "RuntimeError: The size of tensor a"
MASK = {"mask": {"type": "create_denoise_mask", "mask": picture("mask")}}
# The families other than SD: their encode node, what they say of a range that runs backwards, and of a mask
# without latents.
FLOW: dict[str, tuple[Recipe, str, str, str]] = {
    "flux": (flux(), "flux_vae_encode", "AssertionError", "AssertionError"),
    "flux2": (flux2(), "flux2_vae_encode", "AssertionError", "AssertionError"),
    "sd3": (sd3(), "sd3_i2l", "AssertionError", "AssertionError"),
    "cogview4": (cogview4(), "cogview4_i2l", "AssertionError", "AssertionError"),
    "z-image": (z_image(), "z_image_i2l", "IndexError", "ValueError: Initial latents are required"),
    "qwen-image": (qwen_image(), "qwen_image_i2l", "IndexError", "AssertionError"),
}


def set_to(base: Recipe, **settings: Any) -> Recipe:
    """The graph with other settings of its denoise node."""
    return base.but({"denoise": settings})


def masked(base: Recipe) -> Recipe:
    """A graph with a mask for its denoise node."""
    return base.but(MASK, "model.vae -> mask.vae, mask.denoise_mask -> denoise.denoise_mask")


def flow_rows(family: str) -> list[Row]:
    """The same mistakes in each family."""
    base, encode, backwards, unmasked = FLOW[family]
    image = from_picture(base, encode)
    name = f"denoise-range/{family}"
    rows = [
        fails(
            f"{name}-backwards",
            set_to(image, denoising_start=0.8, denoising_end=0.2),
            "start after end",
            backwards,
        ),
        silent(f"{name}-empty", set_to(image, denoising_end=0.5), "start at the end"),
        silent(f"{name}-all-skipped", set_to(image, denoising_start=1.0), "start 1.0 with latents"),
        silent(f"{name}-no-end", set_to(base, denoising_end=0.0), "end 0"),
        fails(
            f"{name}-late-start", set_to(base, denoising_start=0.25), "a later start without latents", START
        ),
        fails(f"{name}-mask-without-latents", masked(base), "a mask without latents", unmasked),
        fails(
            f"size-mismatch/{family}-latents",
            set_to(resized_picture(base, encode), width=2 * SIZE),
            "latents of another size",
            TENSORS,
        ),
    ]
    twin = "flux-dev" if family == "flux" else family
    thrown = set_to(image, denoising_start=0.0)
    return [*rows, silent(f"{name}-picture-lost", thrown, "image to image from 0", twin, same=True)]


def flux_noise(base: Recipe, kind: str, **settings: Any) -> Recipe:
    """A graph with noise from a node, in the shape of a family."""
    return base.but({"noise": noise(noise_type=kind, **settings)}, "noise.noise -> denoise.noise")


def by_edge(value: int) -> Recipe:
    """A width that an edge brings."""
    plain = {name: v for name, v in noise().items() if name != "width"}
    return sd15().but(
        {"noise": plain, "side": {"type": "integer", "value": value}}, "side.value -> noise.width"
    )


ENLARGED = {"larger": {"type": "lresize", "width": 2 * SIZE, "height": SIZE}}
NEGATIVE = flux().but(
    {"negative": {"type": "flux_text_encoder", "prompt": "blurry"}},
    """
    model.clip -> negative.clip
    model.t5_encoder -> negative.t5_encoder
    model.max_seq_len -> negative.t5_max_seq_len
    negative.conditioning -> denoise.negative_text_conditioning
    """,
)

ROWS: list[Row] = [
    *(row for family in FLOW for row in flow_rows(family)),
    ok("sd15-width-by-edge", by_edge(SIZE)),
    fails(
        "size-multiple/width-by-edge",
        by_edge(SIZE + 6),
        "a width that an edge brings, no multiple of 8",
        "NodeInputError",
    ),
    fails(
        "size-multiple/flux-noise",
        flux_noise(flux(), "FLUX", width=72),
        "FLUX noise 72 wide",
        "ValueError: FLUX noise width and height must be a multiple of 16",
    ),
    fails(
        "size-multiple/cogview4-noise",
        flux_noise(cogview4(), "CogView4", width=48),
        "CogView4 noise 48 wide",
        "ValueError: CogView4 noise width and height must be a multiple of 32",
    ),
    silent("size-multiple/picture-cut-down", resized_picture(sd15(), "i2l", 70, 70), "a picture of 70 x 70"),
    fails(
        "size-mismatch/flux-noise",
        flux_noise(flux(), "FLUX", width=128),
        "FLUX noise of another size than denoise",
        "ValueError: Expected noise with shape",
    ),
    fails(
        "size-mismatch/sd15-noise-and-latents",
        from_picture(sd15(), "i2l").but(
            ENLARGED, "picture.latents -> larger.latents, larger.latents -> denoise.latents"
        ),
        "noise and latents of different size",
        "ValueError: Incompatible 'noise' and 'latents' shapes",
    ),
    silent("denoise-range/sd15-mask-without-latents", masked(sd15()), "a mask without latents"),
    silent(
        "denoise-range/sd15-all-skipped",
        set_to(from_picture(sd15(), "i2l"), denoising_start=1.0),
        "start 1.0",
    ),
    silent("denoise-range/sd15-no-end", set_to(sd15(), denoising_end=0.0), "end 0"),
    fails(
        "denoise-range/sd15-nothing",
        sd15().but(drop="denoise.noise, noise"),
        "neither noise nor latents",
        "ValueError: 'latents' or 'noise' must be provided",
    ),
    fails(
        "settings-out-of-family/flux2-no-steps",
        set_to(flux2(), num_steps=0),
        "FLUX.2 with no steps",
        "ZeroDivisionError",
    ),
    fails(
        "settings-out-of-family/flux2-cfg-without-negative",
        set_to(flux2(), cfg_scale=3.0),
        "FLUX.2: CFG without negative conditioning",
        "ValueError: Negative text conditioning is required",
    ),
    fails(
        "settings-out-of-family/cfg-list",
        set_to(sd15(), cfg_scale=[5.0, 5.0, 5.0]),
        "three CFG values for two steps",
        "AssertionError: cfg_scale",
    ),
    fails(
        "settings-out-of-family/flux-cfg-window",
        set_to(NEGATIVE, cfg_scale=3.0, cfg_scale_start_step=9),
        "CFG from a step that there is not",
        "ValueError: Invalid cfg_scale_start_step",
    ),
    silent("settings-out-of-family/flux-seed", set_to(flux(), seed=-1), "a seed of -1 that is not bounded"),
    silent(
        "settings-out-of-family/noise-seed",
        sd15().but({"noise": noise(seed=-1)}),
        "a seed of -1 that wraps around",
    ),
    silent("no-effect/flux-negative", NEGATIVE, "a negative prompt with CFG 1", "flux-dev", same=True),
    silent(
        "no-effect/z-image-guidance",
        set_to(z_image(), guidance_scale=3.0),
        "CFG without a negative prompt",
        "z-image",
        same=True,
    ),
    silent(
        "no-effect/seamless",
        sd15().but(
            {"seamless": {"type": "seamless", "seamless_x": False, "seamless_y": False}},
            "model.unet -> seamless.unet, seamless.unet -> denoise.unet",
        ),
        "seamless along neither axis",
        "sd15",
        same=True,
    ),
]
