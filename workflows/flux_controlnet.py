"""FLUX.1 [dev] with a ControlNet: guided by the edges, depth, soft edges or pose of an image.

The preprocessor turns the image into what the ControlNet was trained on. Canny comes with InvokeAI; the
others download a model when they first run.
"""

from typing import Any, Literal

from wflint import UNSET, ModelRef, Workflow

MODEL = ModelRef("flux", "main")  # any; ModelRef("flux", "main", "FLUX.1 Krea dev") for that one
T5_ENCODER = ModelRef("any", "t5_encoder")
CLIP = ModelRef("any", "clip_embed")
VAE = ModelRef("flux", "vae")
CONTROLNET = ModelRef("flux", "controlnet")

VARIANTS: dict[str, dict[str, Any]] = {
    "depth": {"control": "depth"},
    "hed": {"control": "hed"},
    "pose": {"control": "pose"},
}


def build(
    prompt: str = "a paper boat on a calm lake",
    control: Literal["canny", "depth", "hed", "pose"] = "canny",
    preprocess: bool = True,
    model: ModelRef = MODEL,
    t5_encoder: ModelRef = T5_ENCODER,
    clip: ModelRef = CLIP,
    vae: ModelRef = VAE,
    controlnet: ModelRef = CONTROLNET,
    control_weight: float = 0.8,
    control_end: float = 0.8,
    width: int = 1024,
    height: int = 1024,
    steps: int = 20,
    guidance: float = 3.5,
    seed: int = 7,
    target: str = "6.14",
) -> Workflow:
    """The workflow. Without ``preprocess`` the control image is taken as it is."""
    wf = Workflow(
        target,
        name=f"FLUX with ControlNet ({control})",
        author="wflint",
        description=f"FLUX.1 [dev] text to image, guided by an image ({control}).",
        version="1.0.0",
        tags=f"flux, controlnet, {control}",
    )
    loader = wf.flux_model_loader(
        label="Model", model=model, t5_encoder_model=t5_encoder, clip_embed_model=clip, vae_model=vae
    )
    positive = wf.flux_text_encoder(
        label="Prompt",
        prompt=prompt,
        clip=loader.clip,
        t5_encoder=loader.t5_encoder,
        t5_max_seq_len=loader.max_seq_len,
    )
    image = wf.image(label="Control Image", image=UNSET)
    guide = image.image
    if not preprocess:
        pass
    elif control == "canny":
        guide = wf.canny_edge_detection(label="Preprocessor", image=guide).image
    elif control == "depth":
        guide = wf.depth_anything_depth_estimation(label="Preprocessor", image=guide).image
    elif control == "hed":
        guide = wf.hed_edge_detection(label="Preprocessor", image=guide).image
    else:
        guide = wf.dw_openpose_detection(label="Preprocessor", image=guide, draw_hands=True).image
    applied = wf.flux_controlnet(
        label="ControlNet",
        image=guide,
        control_model=controlnet,
        control_weight=control_weight,
        begin_step_percent=0,
        end_step_percent=control_end,
        resize_mode="just_resize",
    )
    denoise = wf.flux_denoise(
        label="Denoise",
        transformer=loader.transformer,
        positive_text_conditioning=positive.conditioning,
        control=applied.control,
        controlnet_vae=loader.vae,  # InstantX ControlNets read the image through it
        width=width,
        height=height,
        num_steps=steps,
        guidance=guidance,
        seed=seed,
    )
    decode = wf.flux_vae_decode(label="Decode", latents=denoise.latents, vae=loader.vae)
    wf.save_image(label="Save", image=decode.image, is_intermediate=False, use_cache=False)
    for field in (
        loader.field("model"),
        loader.field("t5_encoder_model"),
        loader.field("clip_embed_model"),
        loader.field("vae_model"),
        applied.field("control_model"),
        image.field("image"),
        positive.field("prompt"),
        denoise.field("seed"),
    ):
        wf.expose(field)
    return wf
