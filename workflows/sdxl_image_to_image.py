"""SDXL image to image: another version of an image.

The noise takes its size from the image, whose sides should be multiples of 8: InvokeAI cuts off what is
over.
"""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    strength: float = 0.6,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. ``strength`` is how much is made anew: 0 gives the image back, 1 keeps nothing."""
    wf = Workflow(
        target,
        name="SDXL Image to Image",
        author="wflint",
        description="Another version of an image with an SDXL model.",
        version="1.0.0",
        tags="sdxl, image to image",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    image = wf.image(label="Image", image=UNSET)
    encode = wf.i2l(label="Encode", image=image.image, vae=loader.vae)
    noise = wf.noise(label="Noise", seed=seed, width=encode.width, height=encode.height)
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        latents=encode.latents,
        denoising_start=round(1 - strength, 4),
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        image.field("image"),
        positive.field("prompt"),
        negative.field("prompt"),
        denoise.field("denoising_start"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
