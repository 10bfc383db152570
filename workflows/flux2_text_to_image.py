"""FLUX.2 [klein] text to image.

Klein is made for four steps. Encoder and VAE come out of a FLUX.2 Klein model in diffusers format (the
"Qwen3 Source"), or are set in the loader one by one.
"""

from wflint import ModelRef, Workflow

MODEL = ModelRef("flux2", "main")  # any; ModelRef("flux2", "main", "FLUX.2 Klein 4B") for that one


def build(
    prompt: str = "a paper boat on a calm lake",
    model: ModelRef = MODEL,
    source: ModelRef | None = None,
    width: int = 1024,
    height: int = 1024,
    steps: int = 4,
    seed: int = 7,
    target: str = "6.14",
) -> Workflow:
    """The workflow. Width and height are multiples of 16.

    ``source`` is where encoder and VAE come from when the model, as one file or quantized, has none.
    """
    wf = Workflow(
        target,
        name="FLUX.2 Klein Text to Image",
        author="wflint",
        description="Text to image with FLUX.2 [klein].",
        version="1.0.0",
        tags="flux2, text to image",
    )
    loader = wf.flux2_klein_model_loader(label="Model", model=model, qwen3_source_model=source)
    positive = wf.flux2_klein_text_encoder(
        label="Prompt",
        prompt=prompt,
        qwen3_encoder=loader.qwen3_encoder,
        max_seq_len=loader.max_seq_len,
    )
    denoise = wf.flux2_denoise(
        label="Denoise",
        transformer=loader.transformer,
        positive_text_conditioning=positive.conditioning,
        vae=loader.vae,
        width=width,
        height=height,
        num_steps=steps,
        seed=seed,
    )
    decode = wf.flux2_vae_decode(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (loader.field("model"), positive.field("prompt"), denoise.field("seed")):
        wf.expose(field)
    return wf
