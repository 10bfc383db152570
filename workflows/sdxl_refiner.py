"""SDXL with the refiner: the last steps are done by a second model.

Base and refiner share one schedule: the base stops at the share ``switch_at`` of it and hands its latents,
noise and all, to the refiner, which goes on from there.
"""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one
REFINER = ModelRef("sdxl-refiner", "main")


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    refiner: ModelRef = REFINER,
    switch_at: float = 0.8,
    aesthetic_score: float = 6.0,
    negative_aesthetic_score: float = 2.5,
    width: int = 1024,
    height: int = 1024,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. ``switch_at`` is between 0 and 1; aesthetic scores, 1 to 10, are the refiner's own."""
    wf = Workflow(
        target,
        name="SDXL with Refiner",
        author="wflint",
        description="SDXL text to image, the last steps done by the refiner.",
        version="1.0.0",
        tags="sdxl, refiner, text to image",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    base = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        denoising_end=switch_at,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    # The refiner reads the prompts with encoders of its own, and in its "style" input only.
    refiner_loader = wf.sdxl_refiner_model_loader(label="Refiner", model=refiner)
    refiner_positive = wf.sdxl_refiner_compel_prompt(
        label="Refiner Positive Prompt",
        style=prompt,
        aesthetic_score=aesthetic_score,
        clip2=refiner_loader.clip2,
    )
    refiner_negative = wf.sdxl_refiner_compel_prompt(
        label="Refiner Negative Prompt",
        style=negative_prompt,
        aesthetic_score=negative_aesthetic_score,
        clip2=refiner_loader.clip2,
    )
    refined = wf.denoise_latents(
        label="Refine",
        unet=refiner_loader.unet,
        positive_conditioning=refiner_positive.conditioning,
        negative_conditioning=refiner_negative.conditioning,
        latents=base.latents,
        denoising_start=switch_at,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=refined.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        refiner_loader.field("model"),
        positive.field("prompt"),
        negative.field("prompt"),
        refiner_positive.field("style"),
        refiner_negative.field("style"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
