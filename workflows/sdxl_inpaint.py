"""SDXL inpainting: repaints the dark part of a mask, and blends it into the image.

Done as on InvokeAI's canvas: the denoise mask reaches ``coherence`` pixels beyond the mask, and what comes
out is laid over the image with a fade of ``mask_blur`` pixels, so that nothing away from the mask
changes. Models made for inpainting work too. Image and mask are of one size.
"""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    strength: float = 0.8,
    mask_blur: int = 16,
    coherence: int = 16,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. ``strength`` is how much of the masked part is made anew, from 0 to 1."""
    wf = Workflow(
        target,
        name="SDXL Inpaint",
        author="wflint",
        description="Repaints the dark part of a mask in an image with an SDXL model.",
        version="1.0.0",
        tags="sdxl, inpaint",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    image = wf.image(label="Image", image=UNSET)
    mask = wf.image(label="Mask", image=UNSET)
    encode = wf.i2l(label="Encode", image=image.image, vae=loader.vae)
    noise = wf.noise(label="Noise", seed=seed, width=encode.width, height=encode.height)
    gradient = wf.create_gradient_mask(
        label="Denoise Mask",
        mask=mask.image,
        edge_radius=coherence,
        image=image.image,
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
    blur = wf.expand_mask_with_fade(
        label="Mask Blur", mask=gradient.expanded_mask_area, fade_size_px=mask_blur
    )
    paste = wf.invokeai_img_blend(
        label="Paste Back", layer_base=image.image, layer_upper=decode.image, mask=blur.image
    )
    wf.save_image(label="Save", image=paste.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        image.field("image"),
        mask.field("image"),
        positive.field("prompt"),
        negative.field("prompt"),
        denoise.field("denoising_start"),
        blur.field("fade_size_px"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
