"""SDXL image to image with every strength and every variation of the prompt: one image for each pair.

Batch nodes hold the values. In the editor they are changed there; Invoke queues a run for each combination.
The graph beside this file is the one of a single run, the batch file the body that queues all.
"""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one


def build(
    prompt: str = "professional product photography",
    variations: tuple[str, ...] = (
        "studio lighting, white background",
        "dramatic shadows, artistic lighting",
        "lifestyle setting, natural lighting",
    ),
    strengths: tuple[float, ...] = (0.3, 0.5, 0.7),
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. Each variation is put behind the prompt; a strength is how much is made anew (0 to 1)."""
    wf = Workflow(
        target,
        name="SDXL Image to Image Sweep",
        author="wflint",
        description="Versions of an image: each strength with each variation of the prompt.",
        version="1.0.0",
        tags="sdxl, image to image, batch",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    variation = wf.string_batch(label="Variations", strings=[f", {text}" for text in variations])
    # denoising_start is where in the schedule denoising begins: what is left of it is the strength.
    start = wf.float_batch(label="Denoising Start", floats=[round(1 - strength, 4) for strength in strengths])
    subject = wf.string(label="Prompt", value=prompt)
    whole = wf.string_join(label="Join", string_left=subject.value, string_right=variation.value)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=whole.value, clip=loader.clip, clip2=loader.clip2
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
        denoising_start=start.value,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        image.field("image"),
        subject.field("value"),
        variation.field("strings"),
        start.field("floats"),
        negative.field("prompt"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
