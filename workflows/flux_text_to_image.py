"""FLUX.1 text to image, [dev] or [schnell].

Schnell is made for four steps and ignores guidance; dev takes some thirty. Both bring no encoders or VAE of
their own, which are chosen beside the model.
"""

from typing import Any, Literal

from wflint import ModelRef, Workflow

MODEL = ModelRef("flux", "main")  # any; ModelRef("flux", "main", "FLUX.1 Krea dev") for that one
T5_ENCODER = ModelRef("any", "t5_encoder")
CLIP = ModelRef("any", "clip_embed")
VAE = ModelRef("flux", "vae")

VARIANTS: dict[str, dict[str, Any]] = {"dev": {"variant": "dev"}}


def build(
    prompt: str = "a paper boat on a calm lake",
    variant: Literal["schnell", "dev"] = "schnell",
    model: ModelRef = MODEL,
    t5_encoder: ModelRef = T5_ENCODER,
    clip: ModelRef = CLIP,
    vae: ModelRef = VAE,
    width: int = 1024,
    height: int = 1024,
    steps: int | None = None,
    guidance: float = 3.5,
    seed: int = 7,
    target: str = "6.14",
) -> Workflow:
    """The workflow. Sizes are multiples of 16; ``steps`` None means 4 for schnell and 30 for dev."""
    wf = Workflow(
        target,
        name="FLUX Text to Image" if variant == "schnell" else "FLUX [dev] Text to Image",
        author="wflint",
        description=f"Text to image with FLUX.1 [{variant}].",
        version="1.0.0",
        tags="flux, text to image",
    )
    loader = wf.flux_model_loader(
        label="Model", model=model, t5_encoder_model=t5_encoder, clip_embed_model=clip, vae_model=vae
    )
    positive = wf.flux_text_encoder(
        label="Prompt",
        prompt=prompt,
        clip=loader.clip,
        t5_encoder=loader.t5_encoder,
        t5_max_seq_len=loader.max_seq_len,
    )
    denoise = wf.flux_denoise(
        label="Denoise",
        transformer=loader.transformer,
        positive_text_conditioning=positive.conditioning,
        width=width,
        height=height,
        num_steps=steps if steps is not None else {"schnell": 4, "dev": 30}[variant],
        guidance=guidance,
        seed=seed,
    )
    decode = wf.flux_vae_decode(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        loader.field("t5_encoder_model"),
        loader.field("clip_embed_model"),
        loader.field("vae_model"),
        positive.field("prompt"),
        denoise.field("seed"),
    ):
        wf.expose(field)
    return wf
