"""SDXL text to image with a LoRA."""

from wflint import ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one
LORA = ModelRef("sdxl", "lora")


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    lora: ModelRef = LORA,
    weight: float = 0.75,
    width: int = 1024,
    height: int = 1024,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. Width and height are pixels, multiples of 8; SDXL was trained on 1024."""
    wf = Workflow(
        target,
        name="SDXL with LoRA",
        author="wflint",
        description="SDXL text to image with a LoRA.",
        version="1.0.0",
        tags="sdxl, lora",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    lora_loader = wf.sdxl_lora_loader(
        label="LoRA", lora=lora, weight=weight, unet=loader.unet, clip=loader.clip, clip2=loader.clip2
    )
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=lora_loader.clip, clip2=lora_loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=lora_loader.clip, clip2=lora_loader.clip2
    )
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=lora_loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
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
