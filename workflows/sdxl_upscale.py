"""SDXL upscaling with tiles: an upscaler makes the image larger, SDXL paints the detail tile by tile.

As InvokeAI's upscaling tab does it: the tiles overlap and are denoised together (multi-diffusion), and a
tile ControlNet, which may be left out, keeps each of them at what the image shows there.
"""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one
UPSCALER = ModelRef("any", "spandrel_image_to_image")
CONTROLNET = ModelRef("sdxl", "controlnet")


def build(
    prompt: str = "highly detailed, sharp",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    upscaler: ModelRef = UPSCALER,
    controlnet: ModelRef | None = CONTROLNET,
    scale: float = 2.0,
    strength: float = 0.5,
    control_weight: float = 0.6,
    control_end: float = 0.85,
    tile_size: int = 1024,
    tile_overlap: int = 128,
    steps: int = 30,
    cfg_scale: float = 3.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. ``strength`` is how much is made anew (0 to 1); tiles are pixels, multiples of 8."""
    wf = Workflow(
        target,
        name="SDXL Upscale",
        author="wflint",
        description="Makes an image larger, with new detail by an SDXL model.",
        version="1.0.0",
        tags="sdxl, upscale, tiles",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    image = wf.image(label="Image", image=UNSET)
    larger = wf.spandrel_image_to_image_autoscale(
        label="Upscale",
        image=image.image,
        image_to_image_model=upscaler,
        scale=scale,
        fit_to_multiple_of_8=True,
    )
    sharp = wf.unsharp_mask(label="Sharpen", image=larger.image, radius=2, strength=60)
    encode = wf.i2l(label="Encode", image=sharp.image, vae=loader.vae, tiled=True)
    noise = wf.noise(label="Noise", seed=seed, width=sharp.width, height=sharp.height)
    control = None
    if controlnet is not None:
        control = wf.controlnet(
            label="Tile ControlNet",
            image=sharp.image,
            control_model=controlnet,
            control_weight=control_weight,
            end_step_percent=control_end,
            control_mode="balanced",
            resize_mode="just_resize",
        )
    denoise = wf.tiled_multi_diffusion_denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        latents=encode.latents,
        control=control.control if control is not None else None,
        denoising_start=round(1 - strength, 4),
        tile_height=tile_size,
        tile_width=tile_size,
        tile_overlap=tile_overlap,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae, tiled=True)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    wf.expose(loader.field("model"))
    wf.expose(larger.field("image_to_image_model"))
    if control is not None:
        wf.expose(control.field("control_model"))
    for field in (
        image.field("image"),
        larger.field("scale"),
        denoise.field("denoising_start"),
        positive.field("prompt"),
        negative.field("prompt"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
