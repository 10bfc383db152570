"""Z-Image text to image.

Z-Image Turbo is made for eight steps without guidance. Encoder and VAE come out of a Z-Image model in
diffusers format (the "Qwen3 Source"), or are set in the loader one by one.
"""

from wflint import ModelRef, Workflow

MODEL = ModelRef("z-image", "main")  # any; ModelRef("z-image", "main", "Z-Image Turbo") for that one


def build(
    prompt: str = "a paper boat on a calm lake",
    model: ModelRef = MODEL,
    source: ModelRef = MODEL,
    width: int = 1024,
    height: int = 1024,
    steps: int = 8,
    seed: int = 7,
    target: str = "6.14",
) -> Workflow:
    """The workflow. Width and height are multiples of 16; ``source`` is where encoder and VAE come from."""
    wf = Workflow(
        target,
        name="Z-Image Text to Image",
        author="wflint",
        description="Text to image with Z-Image.",
        version="1.0.0",
        tags="z-image, text to image",
    )
    loader = wf.z_image_model_loader(label="Model", model=model, qwen3_source_model=source)
    positive = wf.z_image_text_encoder(label="Prompt", prompt=prompt, qwen3_encoder=loader.qwen3_encoder)
    denoise = wf.z_image_denoise(
        label="Denoise",
        transformer=loader.transformer,
        positive_conditioning=positive.conditioning,
        width=width,
        height=height,
        steps=steps,
        seed=seed,
    )
    decode = wf.z_image_l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        loader.field("qwen3_source_model"),
        positive.field("prompt"),
        denoise.field("seed"),
    ):
        wf.expose(field)
    return wf
