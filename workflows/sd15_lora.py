"""SD1.5 text to image with a LoRA."""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sd-1", "main")  # any; ModelRef("sd-1", "main", "DreamShaper 8") for that one
LORA = ModelRef("sd-1", "lora")


def build(
    prompt: str = "a red fox in fresh snow, soft morning light",
    negative_prompt: str = "blurry, low quality",
    model: ModelRef = MODEL,
    lora: ModelRef = LORA,
    weight: float = 0.75,
    width: int = 512,
    height: int = 512,
    steps: int = 30,
    cfg_scale: float = 7.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. Width and height are pixels, multiples of 8; SD1.5 was trained on 512."""
    wf = Workflow(
        target,
        name="SD1.5 with LoRA",
        author="wflint",
        description="SD1.5 text to image with a LoRA.",
        version="1.0.0",
        tags="sd1.5, lora",
    )
    loader = wf.main_model_loader(label="Model", model=model)
    lora_loader = wf.lora_loader(label="LoRA", lora=lora, weight=weight, unet=loader.unet, clip=loader.clip)
    positive = wf.compel(label="Positive Prompt", prompt=prompt, clip=lora_loader.clip)
    negative = wf.compel(label="Negative Prompt", prompt=negative_prompt, clip=lora_loader.clip)
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=lora_loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="euler",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        lora_loader.field("lora"),
        lora_loader.field("weight"),
        positive.field("prompt"),
        negative.field("prompt"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
