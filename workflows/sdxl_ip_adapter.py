"""SDXL text to image with an IP-Adapter: in the manner of a reference image."""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one
IP_ADAPTER = ModelRef("sdxl", "ip_adapter")


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    ip_adapter: ModelRef = IP_ADAPTER,
    weight: float = 0.8,
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
        name="SDXL with IP-Adapter",
        author="wflint",
        description="SDXL text to image in the manner of a reference image.",
        version="1.0.0",
        tags="sdxl, ip-adapter",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    image = wf.image(label="Reference Image", image=UNSET)
    adapter = wf.ip_adapter(
        label="IP-Adapter",
        image=image.image,
        ip_adapter_model=ip_adapter,
        clip_vision_model="ViT-G",
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
        scheduler="dpmpp_2m_k",
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
