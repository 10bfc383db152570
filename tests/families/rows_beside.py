"""What FLUX.1 and Stable Diffusion take beside each other: references, masks, adapters at small sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.additions_flux import (
    control_lora,
    flux_adapted,
    flux_controlled,
    flux_lora,
    kontext,
)
from tests.families.additions_sd import with_adapter
from tests.families.parts import model, picture
from tests.families.recipes import flux, from_picture, noise, sd15, sdxl
from tests.families.row import MATRICES, TENSOR_SIZE, Row, fails, ok, silent

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

SECOND = {"second": {"type": "flux_kontext", "image": picture()}, "references": {"type": "collect"}}
NEGATIVE = (
    {"negative": {"type": "flux_text_encoder", "prompt": "grey"}, "denoise": {"cfg_scale": 2.0}},
    """
    model.clip -> negative.clip
    model.t5_encoder -> negative.t5_encoder
    model.max_seq_len -> negative.t5_max_seq_len
    negative.conditioning -> denoise.negative_text_conditioning
    """,
)
REDUX = (
    {"redux": {"type": "flux_redux", "image": picture(), "redux_model": model("tiny-flux-redux")}},
    "redux.redux_cond -> denoise.redux_conditioning",
)


def flux_regional(base: Recipe) -> Recipe:
    """FLUX.1 with a prompt for a part of the picture."""
    region = {
        "region_mask": {"type": "image_mask_to_tensor", "image": picture("mask")},
        "region": {"type": "flux_text_encoder", "prompt": "grass"},
        "prompts": {"type": "collect"},
    }
    edges = """
        region_mask.mask -> region.mask
        model.clip -> region.clip
        model.t5_encoder -> region.t5_encoder
        model.max_seq_len -> region.t5_max_seq_len
        positive.conditioning -> prompts.item
        region.conditioning -> prompts.item
        prompts.collection -> denoise.positive_text_conditioning
    """
    return base.but(region, edges)


def with_mask(base: Recipe) -> Recipe:
    """Image to image in a part of the picture."""
    nodes = {"mask": {"type": "create_gradient_mask", "image": picture(), "mask": picture("mask")}}
    return from_picture(base, "flux_vae_encode").but(
        nodes, "model.vae -> mask.vae, mask.denoise_mask -> denoise.denoise_mask"
    )


def without_noise(base: Recipe) -> Recipe:
    """Latents that get no noise of their own."""
    return base.but({"denoise": {"add_noise": False}})


def small(base: Recipe, name: str, size: int) -> Recipe:
    """A T2I-Adapter at a width."""
    adapted = with_adapter(base, "t2i_adapter", name)
    return adapted.but({"noise": noise(width=size)})


def on_clip_only(base: Recipe, name: str, **settings: Any) -> Recipe:
    """A LoRA that reaches the text encoder alone."""
    lora = {"type": "lora_loader", "lora": model(name), "weight": 1.0, **settings}
    return base.but({"lora": lora}, "model.clip -> lora.clip, lora.clip -> positive.clip, negative.clip")


def _references(base: Recipe) -> Recipe:
    """Kontext with two references."""
    edges = "reference.kontext_cond -> references.item, second.kontext_cond -> references.item"
    return base.but(SECOND, f"{edges}, references.collection -> denoise.kontext_conditioning")


KONTEXT = [
    ok("flux-kontext-two-references", _references(kontext())),
    ok("flux-kontext-ip-adapter", flux_adapted("tiny-flux-ip-adapter", kontext().but(*NEGATIVE))),
    ok("flux-kontext-redux", kontext().but(*REDUX)),
    ok("flux-kontext-lora", flux_lora("tiny-flux-lora", kontext())),
    ok("flux-kontext-negative-prompt", kontext().but(*NEGATIVE)),
    ok("flux-kontext-inpaint", with_mask(kontext())),
    fails(
        "model-variant/kontext-with-instantx-controlnet",
        flux_controlled("tiny-flux-controlnet-instantx", kontext()),
        "Kontext reference beside an InstantX ControlNet",
        TENSOR_SIZE,
    ),
    fails(
        "model-variant/kontext-with-xlabs-controlnet",
        flux_controlled("tiny-flux-controlnet-xlabs", kontext()),
        "Kontext reference beside an XLabs ControlNet",
        TENSOR_SIZE,
    ),
    fails(
        "model-variant/kontext-with-regional-prompt",
        flux_regional(kontext()),
        "Kontext reference beside a masked prompt",
        TENSOR_SIZE,
    ),
    fails(
        "model-variant/kontext-with-control-lora",
        control_lora(base=kontext()),
        "Kontext reference beside a control LoRA",
        "RuntimeError: Sizes of tensors must match",
    ),
]
NOISE = [
    fails(
        "settings-out-of-family/flux-latents-without-noise",
        without_noise(from_picture(flux(), "flux_vae_encode")),
        "FLUX `add_noise` false with latents and no mask",
        "RuntimeError: Tensor type unknown to einops",
    ),
    ok("flux-masked-latents-without-noise", without_noise(with_mask(flux()))),
    ok("flux-without-noise-or-latents", without_noise(flux())),
]
SMALL = [
    *(
        fails(
            f"size-multiple/{family}-t2i-adapter-{width}",
            small(base, f"tiny-t2i-adapter-{family}", width),
            f"T2I-Adapter {width} wide",
            TENSOR_SIZE,
        )
        for family, base, width in (
            *(("sd15", sd15(), width) for width in (80, 96, 112, 144)),
            ("sdxl", sdxl(), 80),
        )
    ),
    *(ok(f"sd15-t2i-adapter-{n}", small(sd15(), "tiny-t2i-adapter-sd15", n)) for n in (128, 192)),
    silent(
        "size-multiple/sdxl-t2i-adapter-144",
        small(sdxl(), "tiny-t2i-adapter-sdxl", 144),
        "SDXL T2I-Adapter 144 wide",
    ),
]
LORAS = [
    silent(
        "base-model-mismatch/sdxl-lora-on-sd15-clip-only",
        on_clip_only(sd15(), "tiny-lora-sdxl"),
        "SDXL LoRA on the CLIP of SD1.5 alone",
        "sd15",
        same=True,
    ),
    silent(
        "base-model-mismatch/sd15-lora-on-sdxl-clip-only",
        on_clip_only(sdxl(), "tiny-lora-sd15"),
        "SD1.5 LoRA on the CLIP of SDXL alone",
        "sdxl",
        same=True,
    ),
    fails(
        "no-effect/control-lora-weight-0",
        control_lora().but({"adapter": {"weight": 0.0}}),
        "control LoRA of weight 0",
        MATRICES,
    ),
]
ROWS: list[Row] = [*KONTEXT, *NOISE, *SMALL, *LORAS]
