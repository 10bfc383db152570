"""SDXL with ControlNet and IP-Adapter: structure from one image, style from another, each part optional.

The ControlNet keeps the edges of the control image, the IP-Adapter the manner of the reference image.
Without either it is plain text to image; a refiner and a VAE of its own can be added.
"""

from typing import Any

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one
CONTROLNET = ModelRef("sdxl", "controlnet")
IP_ADAPTER = ModelRef("sdxl", "ip_adapter")
REFINER = ModelRef("sdxl-refiner", "main")
VAE = ModelRef("sdxl", "vae")

VARIANTS: dict[str, dict[str, Any]] = {
    "controlnet": {"ip_adapter": None},
    "ip_adapter": {"controlnet": None},
    "refiner": {"refiner": REFINER, "vae": VAE},
}


def build(
    prompt: str = "photorealistic portrait, highly detailed",
    negative_prompt: str = "blurry, low quality, distorted",
    model: ModelRef = MODEL,
    controlnet: ModelRef | None = CONTROLNET,
    ip_adapter: ModelRef | None = IP_ADAPTER,
    refiner: ModelRef | None = None,
    vae: ModelRef | None = None,
    edges: bool = True,
    control_weight: float = 0.8,
    control_end: float = 1.0,
    low_threshold: int = 100,
    high_threshold: int = 200,
    ip_adapter_weight: float = 0.7,
    refine_at: float = 0.7,
    width: int = 1024,
    height: int = 1024,
    steps: int = 25,
    cfg_scale: float = 8.0,
    seed: int = 42,
    target: str = "5.15",
) -> Workflow:
    """The workflow; None leaves a part out.

    Without ``edges`` the control image is taken as it is, for one that is a map of edges already. The
    refiner does the steps from the share ``refine_at``.
    """
    wf = Workflow(
        target,
        name="SDXL with ControlNet and IP-Adapter",
        author="wflint",
        description="SDXL text to image: structure from one image, style from another.",
        version="1.0.0",
        tags="sdxl, controlnet, ip-adapter",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    wf.expose(loader.field("model"))
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    wf.expose(positive.field("prompt"))
    wf.expose(negative.field("prompt"))
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)

    control = None
    if controlnet is not None:
        image = wf.image(label="Control Image", image=UNSET)
        guide = image.image
        if edges:
            guide = wf.canny_edge_detection(
                label="Edges", image=guide, low_threshold=low_threshold, high_threshold=high_threshold
            ).image
        control = wf.controlnet(
            label="ControlNet",
            image=guide,
            control_model=controlnet,
            control_weight=control_weight,
            begin_step_percent=0,
            end_step_percent=control_end,
            control_mode="balanced",
            resize_mode="just_resize",
        )
        wf.expose(image.field("image"), "Control Image")
        wf.expose(control.field("control_model"))
        wf.expose(control.field("control_weight"))

    style = None
    if ip_adapter is not None:
        reference = wf.image(label="Reference Image", image=UNSET)
        style = wf.ip_adapter(
            label="IP-Adapter",
            image=reference.image,
            ip_adapter_model=ip_adapter,
            clip_vision_model="ViT-H",  # the encoder that the "vit-h" IP-Adapters of SDXL were trained with
            weight=ip_adapter_weight,
            method="full",
        )
        wf.expose(reference.field("image"), "Reference Image")
        wf.expose(style.field("ip_adapter_model"))
        wf.expose(style.field("weight"))

    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        control=control.control if control is not None else None,
        ip_adapter=style.ip_adapter if style is not None else None,
        denoising_end=1.0 if refiner is None else refine_at,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    latents = denoise.latents
    if refiner is not None:
        refiner_loader = wf.sdxl_refiner_model_loader(label="Refiner", model=refiner)
        refiner_positive = wf.sdxl_refiner_compel_prompt(
            label="Refiner Positive Prompt", style=prompt, clip2=refiner_loader.clip2
        )
        refiner_negative = wf.sdxl_refiner_compel_prompt(
            label="Refiner Negative Prompt",
            style=negative_prompt,
            aesthetic_score=2.5,
            clip2=refiner_loader.clip2,
        )
        latents = wf.denoise_latents(
            label="Refine",
            unet=refiner_loader.unet,
            positive_conditioning=refiner_positive.conditioning,
            negative_conditioning=refiner_negative.conditioning,
            latents=latents,
            denoising_start=refine_at,
            steps=steps,
            cfg_scale=cfg_scale,
            scheduler="dpmpp_2m_k",
        ).latents
        wf.expose(refiner_loader.field("model"))
    decoder = loader.vae
    if vae is not None:
        vae_loader = wf.vae_loader(label="VAE", vae_model=vae)
        decoder = vae_loader.vae
        wf.expose(vae_loader.field("vae_model"))
    decode = wf.l2i(label="Decode", latents=latents, vae=decoder)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    wf.expose(noise.field("seed"))
    return wf
