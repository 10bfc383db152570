"""SDXL text to image with several LoRAs, gathered into one list."""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one
LORA = ModelRef("sdxl", "lora")


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    loras: tuple[ModelRef, ...] = (LORA, LORA),
    weights: tuple[float, ...] = (0.75, 0.5),
    width: int = 1024,
    height: int = 1024,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow, with a weight for each LoRA."""
    if len(weights) != len(loras):
        raise ValueError(f"{len(loras)} LoRAs and {len(weights)} weights; each LoRA has one")
    wf = Workflow(
        target,
        name="SDXL with several LoRAs",
        author="wflint",
        description="SDXL text to image with several LoRAs.",
        version="1.0.0",
        tags="sdxl, lora",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    selectors = [
        wf.lora_selector(label=f"LoRA {number}", lora=lora, weight=weight)
        for number, (lora, weight) in enumerate(zip(loras, weights, strict=True), 1)
    ]
    apply = wf.sdxl_lora_collection_loader(
        label="Apply LoRAs",
        loras=[selector.lora for selector in selectors],
        unet=loader.unet,
        clip=loader.clip,
        clip2=loader.clip2,
    )
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=apply.clip, clip2=apply.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=apply.clip, clip2=apply.clip2
    )
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=apply.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    wf.expose(loader.field("model"))
    for selector in selectors:
        with wf.form.row():
            wf.expose(selector.field("lora"), selector.label)
            wf.expose(selector.field("weight"))
    for field in (positive.field("prompt"), negative.field("prompt"), noise.field("seed")):
        wf.expose(field)
    return wf
