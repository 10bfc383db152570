"""SDXL outpainting: makes an image larger and paints what was not there.

Done as on InvokeAI's canvas: the image is put on a larger, transparent canvas, the empty part is filled
with something of its colours, and what is transparent becomes the denoise mask. The image itself is laid
over the result with a fade of ``mask_blur`` pixels.
"""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    width: int = 1024,
    height: int = 1024,
    x: int = 256,
    y: int = 256,
    strength: float = 0.9,
    mask_blur: int = 16,
    coherence: int = 16,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow.

    ``width`` and ``height`` are those of the result, ``x`` and ``y`` where the image's top left corner
    comes to lie in it: pixels, and multiples of 8.
    """
    wf = Workflow(
        target,
        name="SDXL Outpaint",
        author="wflint",
        description="Paints around an image with an SDXL model.",
        version="1.0.0",
        tags="sdxl, outpaint",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    image = wf.image(label="Image", image=UNSET)
    # A crop that begins outside the image leaves transparent what the image does not cover.
    canvas = wf.img_crop(label="Canvas", image=image.image, x=-x, y=-y, width=width, height=height)
    filled = wf.infill_cv2(label="Infill", image=canvas.image)
    empty = wf.tomask(label="Mask", image=canvas.image)
    encode = wf.i2l(label="Encode", image=filled.image, vae=loader.vae)
    noise = wf.noise(label="Noise", seed=seed, width=encode.width, height=encode.height)
    gradient = wf.create_gradient_mask(
        label="Denoise Mask",
        mask=empty.image,
        edge_radius=coherence,
        image=filled.image,
        unet=loader.unet,
        vae=loader.vae,
    )
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        latents=encode.latents,
        denoise_mask=gradient.denoise_mask,
        denoising_start=round(1 - strength, 4),
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    fade = wf.expand_mask_with_fade(
        label="Mask Blur", mask=gradient.expanded_mask_area, fade_size_px=mask_blur
    )
    paste = wf.invokeai_img_blend(
        label="Paste Back", layer_base=filled.image, layer_upper=decode.image, mask=fade.image
    )
    wf.save_image(label="Save", image=paste.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        image.field("image"),
        canvas.field("x"),
        canvas.field("y"),
        canvas.field("width"),
        canvas.field("height"),
        positive.field("prompt"),
        negative.field("prompt"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
