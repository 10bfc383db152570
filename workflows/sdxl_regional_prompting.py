"""SDXL with a prompt of its own for the left and for the right part of the image.

The prompts of the parts hold inside their masks; the first prompt holds everywhere. InvokeAI's canvas
builds the same from painted masks.
"""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one


def build(
    prompt: str = "a harbour at dusk, long exposure",
    left_prompt: str = "a lighthouse on a rock",
    right_prompt: str = "a sailing ship",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    split: float = 0.5,
    width: int = 1024,
    height: int = 1024,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. ``split`` is the share of the width that the left part has, between 0 and 1."""
    wf = Workflow(
        target,
        name="SDXL Regional Prompting",
        author="wflint",
        description="SDXL text to image with a prompt for each half of the image.",
        version="1.0.0",
        tags="sdxl, regional prompting",
    )
    border = round(width * split)
    loader = wf.sdxl_model_loader(label="Model", model=model)
    everywhere = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    left = wf.rectangle_mask(
        label="Left", width=width, height=height, x_left=0, y_top=0,
        rectangle_width=border, rectangle_height=height,
    )  # fmt: skip
    right = wf.rectangle_mask(
        label="Right", width=width, height=height, x_left=border, y_top=0,
        rectangle_width=width - border, rectangle_height=height,
    )  # fmt: skip
    left_positive = wf.sdxl_compel_prompt(
        label="Left Prompt", prompt=left_prompt, clip=loader.clip, clip2=loader.clip2, mask=left.mask
    )
    right_positive = wf.sdxl_compel_prompt(
        label="Right Prompt", prompt=right_prompt, clip=loader.clip, clip2=loader.clip2, mask=right.mask
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=[
            everywhere.conditioning,
            left_positive.conditioning,
            right_positive.conditioning,
        ],
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    wf.expose(loader.field("model"))
    wf.expose(everywhere.field("prompt"))
    with wf.form.row():
        wf.expose(left_positive.field("prompt"), "Left")
        wf.expose(right_positive.field("prompt"), "Right")
    wf.expose(negative.field("prompt"))
    wf.expose(noise.field("seed"))
    return wf
