"""The vocabulary of guides: whose names they use for nodes, inputs, samplers, and what each plays.

The names are those of ComfyUI's nodes and of InvokeAI's own, in any spelling: they are compared in lower
case, letters and digits only.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a node does in an image's making, in the words that messages use."""

    MAIN = "model loader"
    VAE = "VAE loader"
    CLIP = "text encoder loader"
    CONTROL_MODEL = "ControlNet loader"
    IP_MODEL = "IP-Adapter loader"
    CLIP_VISION = "image encoder loader"
    LORA = "LoRA loader"
    TEXT = "prompt"
    IMAGE = "image"
    MASK_IMAGE = "mask image"
    PREPROCESS = "preprocessor"
    CONTROL = "ControlNet"
    IP = "IP-Adapter"
    NOISE = "noise"
    SAMPLER = "sampler"
    DECODE = "decoder"
    ENCODE = "encoder"
    SET_MASK = "mask for the latents"
    BLUR_MASK = "mask blur"
    SAVE = "saved image"
    NATIVE = "InvokeAI node"


_NAMES: Final[dict[Role, str]] = {
    Role.MAIN: "checkpointloader checkpointloadersimple loadcheckpoint unetloader diffusionmodelloader "
    "mainmodelloader sdxlmodelloader sdxlrefinermodelloader fluxmodelloader fluxloader loadfluxmodel "
    "modelloader loadmodel",
    Role.VAE: "vaeloader loadvae fluxvaeloader",
    Role.CLIP: "cliploader dualcliploader loadclip",
    Role.CONTROL_MODEL: "controlnetloader loadcontrolnetmodel diffcontrolnetloader fluxcontrolnetloader",
    Role.IP_MODEL: "ipadapterloader ipadaptermodelloader ipadapterunifiedloader fluxipadapterloader",
    Role.CLIP_VISION: "clipvisionloader loadclipvision",
    Role.LORA: "loraloader loraloadermodelonly sdxlloraloader fluxloraloader loadlora",
    Role.TEXT: "cliptextencode cliptextencodesdxl sdxlpromptstyler cliptextencodeflux fluxtextencode "
    "fluxcliptextencode fluxtextencoder compel sdxlcompelprompt prompt positiveprompt negativeprompt "
    "textencode textencoder",
    Role.IMAGE: "loadimage imageloader inputimage image",
    Role.MASK_IMAGE: "loadimagemask loadmask",
    Role.CONTROL: "controlnetapply controlnetapplyadvanced applycontrolnet applycontrolnetadvanced "
    "controlnet fluxcontrolnet fluxcontrolnetapply applyfluxcontrolnet",
    Role.IP: "ipadapter ipadapterapply ipadapteradvanced applyipadapter fluxipadapter",
    Role.NOISE: "emptylatentimage emptylatent randomnoise noise fluxemptylatent emptyfluxlatent",
    Role.SAMPLER: "ksampler ksampleradvanced sampler fluxsampler fluxksampler denoiselatents fluxdenoise "
    "denoise texttolatents",
    Role.DECODE: "vaedecode vaedecodetiled decode fluxvaedecode fluxdecode l2i latentstoimage",
    Role.ENCODE: "vaeencode vaeencodetiled fluxvaeencode i2l imagetolatents",
    Role.SET_MASK: "setlatentnoisemask",
    Role.BLUR_MASK: "blurmask maskblur",
    Role.SAVE: "saveimage imagesave previewimage save",
}
ROLES: Final[dict[str, Role]] = {name: role for role, names in _NAMES.items() for name in names.split()}

# Preprocessors: folded name -> InvokeAI's nodes, newest first.
_CANNY = ("canny_edge_detection", "canny_image_processor")
_DEPTH = ("depth_anything_depth_estimation", "depth_anything_image_processor", "midas_depth_image_processor")
_POSE = ("dw_openpose_detection", "dw_openpose_image_processor", "openpose_image_processor")
_HED = ("hed_edge_detection", "hed_image_processor")
PREPROCESSORS: Final[dict[str, tuple[str, ...]]] = {
    "canny": _CANNY,
    "cannyedgepreprocessor": _CANNY,
    "cannypreprocessor": _CANNY,
    "midasdepthprocessor": _DEPTH,
    "midasdepthpreprocessor": _DEPTH,
    "midasdepthmappreprocessor": _DEPTH,
    "midaspreprocessor": _DEPTH,
    "depthanythingpreprocessor": _DEPTH,
    "depthanythingv2preprocessor": _DEPTH,
    "zoedepthmappreprocessor": _DEPTH,
    "depthpreprocessor": _DEPTH,
    "hedpreprocessor": _HED,
    "openposepreprocessor": _POSE,
    "dwposepreprocessor": _POSE,
    "dwpreprocessor": _POSE,
    "lineartpreprocessor": ("lineart_edge_detection", "lineart_image_processor"),
    "mlsdpreprocessor": ("mlsd_detection", "mlsd_image_processor"),
    "pidinetpreprocessor": ("pidi_edge_detection", "pidi_image_processor"),
    "normalbaepreprocessor": ("normal_map", "normalbae_image_processor"),
    "baenormalmappreprocessor": ("normal_map", "normalbae_image_processor"),
    "shufflepreprocessor": ("content_shuffle", "content_shuffle_image_processor"),
    "colorpreprocessor": ("color_map", "color_map_image_processor"),
}
# What guides call the inputs of preprocessors, where InvokeAI calls them otherwise.
PREPROCESSOR_INPUTS: Final = {
    "detect_hand": "draw_hands",
    "detect_body": "draw_body",
    "detect_face": "draw_face",
    "detect_hands": "draw_hands",
}

# ComfyUI's samplers -> InvokeAI's schedulers. "karras" adds "_k".
SAMPLERS: Final = {
    "euler": "euler",
    "euler_ancestral": "euler_a",
    "heun": "heun",
    "dpm_2": "kdpm_2",
    "dpm_2_ancestral": "kdpm_2_a",
    "lms": "lms",
    "dpmpp_2s_ancestral": "dpmpp_2s",
    "dpmpp_sde": "dpmpp_sde",
    "dpmpp_sde_gpu": "dpmpp_sde",
    "dpmpp_2m": "dpmpp_2m",
    "dpmpp_2m_sde": "dpmpp_2m_sde",
    "dpmpp_2m_sde_gpu": "dpmpp_2m_sde",
    "dpmpp_3m_sde": "dpmpp_3m",
    "dpmpp_3m_sde_gpu": "dpmpp_3m",
    "ddim": "ddim",
    "ddpm": "ddpm",
    "uni_pc": "unipc",
    "lcm": "lcm",
}
PLAIN_SCHEDULES: Final = frozenset({"normal", "simple", "sgm_uniform", "beta", "ddim_uniform"})


def fold(name: str) -> str:
    """A name without case and separators: ``KSampler`` and ``k_sampler`` meet."""
    return "".join(c for c in name.lower() if c.isalnum())
