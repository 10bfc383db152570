"""SD3 text to image (Stable Diffusion 3 and 3.5)."""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sd-3", "main")  # any; ModelRef("sd-3", "main", "SD3.5 Medium") for that one


def build(
    prompt: str = "a paper boat on a calm lake",
    negative_prompt: str = "",
    model: ModelRef = MODEL,
    width: int = 1024,
    height: int = 1024,
    steps: int = 30,
    cfg_scale: float = 4.0,
    seed: int = 7,
    target: str = "6.14",
) -> Workflow:
    """The workflow. Width and height are pixels, multiples of 16."""
    wf = Workflow(
        target,
        name="SD3 Text to Image",
        author="wflint",
        description="Text to image with Stable Diffusion 3 or 3.5.",
        version="1.0.0",
        tags="sd3, text to image",
    )
    # Encoders and VAE are the model's own; a checkpoint without them has them set in the loader.
    loader = wf.sd3_model_loader(label="Model", model=model)
    positive = wf.sd3_text_encoder(
        label="Positive Prompt",
        prompt=prompt,
        clip_l=loader.clip_l,
        clip_g=loader.clip_g,
        t5_encoder=loader.t5_encoder,
    )
    negative = wf.sd3_text_encoder(
        label="Negative Prompt",
        prompt=negative_prompt,
        clip_l=loader.clip_l,
        clip_g=loader.clip_g,
        t5_encoder=loader.t5_encoder,
    )
    denoise = wf.sd3_denoise(
        label="Denoise",
        transformer=loader.transformer,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        width=width,
        height=height,
        steps=steps,
        cfg_scale=cfg_scale,
        seed=seed,
    )
    decode = wf.sd3_l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        positive.field("prompt"),
        negative.field("prompt"),
        denoise.field("seed"),
    ):
        wf.expose(field)
    return wf
