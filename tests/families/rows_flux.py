"""FLUX.1: what works, and what of other families goes wrong in it."""

from __future__ import annotations

from tests.families.additions_flux import (
    control_lora,
    flux_adapted,
    flux_controlled,
    flux_inpaint,
    flux_lora,
    flux_loras,
    flux_noise,
    kontext,
    redux,
)
from tests.families.parts import model
from tests.families.recipes import fill, flux, from_picture
from tests.families.row import Row, fails, ok, silent

NEGATIVE = flux().but(
    {"negative": {"type": "flux_text_encoder", "prompt": "grey"}, "denoise": {"cfg_scale": 2.0}},
    """
    model.clip -> negative.clip
    model.t5_encoder -> negative.t5_encoder
    model.max_seq_len -> negative.t5_max_seq_len
    negative.conditioning -> denoise.negative_text_conditioning
    """,
)
VAE = {"vae": {"type": "vae_loader", "vae_model": model("tiny-flux-vae")}}


GOOD = [
    ok("flux-dev", flux()),
    ok("flux-schnell", flux("tiny-flux-schnell")),
    # The web UI sets the guidance of schnell too, which takes none.
    ok("flux-schnell-guidance", flux("tiny-flux-schnell").but({"denoise": {"guidance": 9.0}})),
    ok("flux-kontext", kontext()),
    ok("flux-kontext-without-reference", flux("tiny-flux-kontext")),
    ok("flux-fill", fill()),
    ok("flux-negative-prompt", NEGATIVE),
    ok("flux-image-to-image", from_picture(flux(), "flux_vae_encode")),
    ok("flux-inpaint", flux_inpaint()),
    ok("flux-controlnet-instantx", flux_controlled("tiny-flux-controlnet-instantx")),
    ok(
        "flux-controlnet-xlabs",
        flux_controlled("tiny-flux-controlnet-xlabs").but(drop="denoise.controlnet_vae"),
    ),
    ok(
        "flux-controlnet-instantx-schnell",
        flux_controlled("tiny-flux-controlnet-instantx", flux("tiny-flux-schnell")),
    ),
    ok("flux-ip-adapter", flux_adapted("tiny-flux-ip-adapter", NEGATIVE)),
    ok("flux-ip-adapter-without-negative", flux_adapted("tiny-flux-ip-adapter")),
    ok("flux-lora", flux_lora("tiny-flux-lora")),
    ok("flux-lora-collection", flux_loras("tiny-flux-lora")),
    ok("flux-lora-schnell", flux_lora("tiny-flux-lora", flux("tiny-flux-schnell"))),
    ok("flux-noise", flux().but({"noise": flux_noise()}, "noise.noise -> denoise.noise")),
    ok("flux-redux", redux()),
    ok("flux-redux-schnell", redux(base=flux("tiny-flux-schnell"))),
    # A correct control LoRA is missing: InvokeAI mixes float32 and bfloat16 in it on a CPU.
    ok("flux-vae-loader", flux().but(VAE, "vae.vae -> out.vae")),
]


VARIANTS = [
    fails(
        "fill-without-fill-conditioning",
        flux("tiny-flux-fill"),
        "Fill model without fill conditioning",
        "ValueError",
    ),
    fails(
        "fill-conditioning-on-dev",
        fill().but({"model": {"model": model("tiny-flux-dev")}}),
        "fill conditioning on another model",
        "ValueError",
    ),
    fails(
        "fill-without-vae",
        fill().but(drop="denoise.controlnet_vae"),
        "fill conditioning without VAE",
        "ValueError",
    ),
    fails(
        "kontext-without-vae",
        kontext().but(drop="denoise.controlnet_vae"),
        "Kontext without VAE",
        "ValueError",
    ),
    fails(
        "instantx-without-vae",
        flux_controlled("tiny-flux-controlnet-instantx").but(drop="denoise.controlnet_vae"),
        "InstantX ControlNet without VAE",
        "ValueError",
    ),
    fails(
        "control-lora-on-schnell",
        control_lora(base=flux("tiny-flux-schnell")),
        "control LoRA on schnell",
        "ValueError: Control LoRAs cannot be used with FLUX Schnell",
    ),
    fails(
        "control-lora-on-fill",
        control_lora(base=fill()),
        "control LoRA on Fill",
        "ValueError: A FLUX Fill model is being used, but a control_lora was provided",
    ),
    fails(
        "control-lora-without-vae",
        control_lora().but(drop="denoise.controlnet_vae"),
        "control LoRA without VAE",
        "ValueError: controlnet_vae must be set when using a FLUX Control LoRA",
    ),
    silent(
        "kontext-conditioning-on-schnell",
        kontext(flux("tiny-flux-schnell")),
        "Kontext reference on schnell",
        "flux-schnell",
        same=False,
    ),
    silent(
        "kontext-conditioning-on-dev", kontext(flux()), "Kontext reference on dev", "flux-dev", same=False
    ),
    silent(
        "xlabs-controlnet-on-schnell",
        flux_controlled("tiny-flux-controlnet-xlabs", flux("tiny-flux-schnell")),
        "XLabs ControlNet on schnell",
    ),
    silent(
        "t5-512-on-schnell",
        flux("tiny-flux-schnell").but({"positive": {"t5_max_seq_len": 512}}, drop="positive.t5_max_seq_len"),
        "`t5_max_seq_len` 512 on schnell",
        "flux-schnell",
        same=False,
    ),
]

ROWS: list[Row] = [*GOOD, *(row.under("model-variant") for row in VARIANTS)]
