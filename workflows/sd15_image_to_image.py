"""SD1.5 image to image: another version of an image.

The noise takes its size from the image, whose sides should be multiples of 8: InvokeAI cuts off what is
over.
"""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sd-1", "main")  # any; ModelRef("sd-1", "main", "DreamShaper 8") for that one


def build(
    prompt: str = "a red fox in fresh snow, soft morning light",
    negative_prompt: str = "blurry, low quality",
    model: ModelRef = MODEL,
    strength: float = 0.6,
    steps: int = 30,
    cfg_scale: float = 7.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. ``strength`` is how much is made anew: 0 gives the image back, 1 keeps nothing."""
    wf = Workflow(
        target,
        name="SD1.5 Image to Image",
        author="wflint",
        description="Another version of an image with an SD1.5 model.",
        version="1.0.0",
        tags="sd1.5, image to image",
    )
    loader = wf.main_model_loader(label="Model", model=model)
    positive = wf.compel(label="Positive Prompt", prompt=prompt, clip=loader.clip)
    negative = wf.compel(label="Negative Prompt", prompt=negative_prompt, clip=loader.clip)
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
        scheduler="euler",
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
