"""Qwen-Image text to image."""

from wflint import ModelRef, Workflow

MODEL = ModelRef("qwen-image", "main")  # any; ModelRef("qwen-image", "main", "Qwen Image 2512") for that one


def build(
    prompt: str = "a paper boat on a calm lake",
    negative_prompt: str = " ",
    model: ModelRef = MODEL,
    width: int = 1024,
    height: int = 1024,
    steps: int = 40,
    cfg_scale: float = 4.0,
    seed: int = 7,
    target: str = "6.14",
) -> Workflow:
    """The workflow. Width and height are pixels, multiples of 16."""
    wf = Workflow(
        target,
        name="Qwen-Image Text to Image",
        author="wflint",
        description="Text to image with Qwen-Image.",
        version="1.0.0",
        tags="qwen-image, text to image",
    )
    loader = wf.qwen_image_model_loader(label="Model", model=model)
    positive = wf.qwen_image_text_encoder(
        label="Positive Prompt", prompt=prompt, qwen_vl_encoder=loader.qwen_vl_encoder
    )
    negative = wf.qwen_image_text_encoder(
        label="Negative Prompt", prompt=negative_prompt, qwen_vl_encoder=loader.qwen_vl_encoder
    )
    denoise = wf.qwen_image_denoise(
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
    decode = wf.qwen_image_l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        positive.field("prompt"),
        negative.field("prompt"),
        denoise.field("seed"),
    ):
        wf.expose(field)
    return wf
