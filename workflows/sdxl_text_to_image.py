"""SDXL text to image."""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    width: int = 1024,
    height: int = 1024,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. Width and height are pixels, multiples of 8; SDXL was trained on 1024."""
    wf = Workflow(
        target,
        name="SDXL Text to Image",
        author="wflint",
        description="Text to image with an SDXL model.",
        version="1.0.0",
        tags="sdxl, text to image",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        positive.field("prompt"),
        negative.field("prompt"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
