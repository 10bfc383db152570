"""SD1.5 text to image with an IP-Adapter: in the manner of a reference image."""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sd-1", "main")  # any; ModelRef("sd-1", "main", "DreamShaper 8") for that one
IP_ADAPTER = ModelRef("sd-1", "ip_adapter")


def build(
    prompt: str = "a red fox in fresh snow, soft morning light",
    negative_prompt: str = "blurry, low quality",
    model: ModelRef = MODEL,
    ip_adapter: ModelRef = IP_ADAPTER,
    weight: float = 0.8,
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
        name="SD1.5 with IP-Adapter",
        author="wflint",
        description="SD1.5 text to image in the manner of a reference image.",
        version="1.0.0",
        tags="sd1.5, ip-adapter",
    )
    loader = wf.main_model_loader(label="Model", model=model)
    positive = wf.compel(label="Positive Prompt", prompt=prompt, clip=loader.clip)
    negative = wf.compel(label="Negative Prompt", prompt=negative_prompt, clip=loader.clip)
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    image = wf.image(label="Reference Image", image=UNSET)
    adapter = wf.ip_adapter(
        label="IP-Adapter",
        image=image.image,
        ip_adapter_model=ip_adapter,
        clip_vision_model="ViT-H",
        weight=weight,
        method="full",
    )
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        ip_adapter=adapter.ip_adapter,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="euler",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        adapter.field("ip_adapter_model"),
        image.field("image"),
        positive.field("prompt"),
        negative.field("prompt"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
