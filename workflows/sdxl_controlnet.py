"""SDXL text to image with a ControlNet: guided by the edges of an image."""

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("sdxl", "main")  # any; ModelRef("sdxl", "main", "Juggernaut XL") for that one
CONTROLNET = ModelRef("sdxl", "controlnet")


def build(
    prompt: str = "a lighthouse at dusk, long exposure",
    negative_prompt: str = "blurry",
    model: ModelRef = MODEL,
    controlnet: ModelRef = CONTROLNET,
    weight: float = 0.8,
    end: float = 0.8,
    low_threshold: int = 100,
    high_threshold: int = 200,
    width: int = 1024,
    height: int = 1024,
    steps: int = 30,
    cfg_scale: float = 6.0,
    seed: int = 7,
    target: str = "5.15",
) -> Workflow:
    """The workflow. The ControlNet takes part in the steps up to the share ``end``."""
    wf = Workflow(
        target,
        name="SDXL with ControlNet",
        author="wflint",
        description="SDXL text to image, guided by the edges of an image.",
        version="1.0.0",
        tags="sdxl, controlnet",
    )
    loader = wf.sdxl_model_loader(label="Model", model=model)
    positive = wf.sdxl_compel_prompt(
        label="Positive Prompt", prompt=prompt, clip=loader.clip, clip2=loader.clip2
    )
    negative = wf.sdxl_compel_prompt(
        label="Negative Prompt", prompt=negative_prompt, clip=loader.clip, clip2=loader.clip2
    )
    noise = wf.noise(label="Noise", seed=seed, width=width, height=height)
    image = wf.image(label="Control Image", image=UNSET)
    edges = wf.canny_edge_detection(
        label="Edges", image=image.image, low_threshold=low_threshold, high_threshold=high_threshold
    )
    control = wf.controlnet(
        label="ControlNet",
        image=edges.image,
        control_model=controlnet,
        control_weight=weight,
        begin_step_percent=0,
        end_step_percent=end,
        control_mode="balanced",
        resize_mode="just_resize",
    )
    denoise = wf.denoise_latents(
        label="Denoise",
        unet=loader.unet,
        positive_conditioning=positive.conditioning,
        negative_conditioning=negative.conditioning,
        noise=noise.noise,
        control=control.control,
        steps=steps,
        cfg_scale=cfg_scale,
        scheduler="dpmpp_2m_k",
    )
    decode = wf.l2i(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        control.field("control_model"),
        image.field("image"),
        positive.field("prompt"),
        negative.field("prompt"),
        noise.field("seed"),
    ):
        wf.expose(field)
    return wf
