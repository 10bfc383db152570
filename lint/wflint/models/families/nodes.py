"""What each node does with the models and values it is given: the tables of the family analysis.

Read from the nodes' ``invoke`` in app/invocations/ of InvokeAI 6.14.2 (and 5.15.0, whose nodes of these
names do the same). A node type that stands in none of these tables gives values of which nothing is known.
Nodes ending in ``_meta`` are their namesakes with metadata (metadata_linked.py).
"""

from __future__ import annotations

from typing import NamedTuple

from wflint.models.families.bases import FAMILIES

Bases = frozenset[str]
_NONE: Bases = frozenset()


def _bases(*names: str) -> Bases:
    return frozenset(names)


SD = _bases("sd-1", "sd-2")
UNETS = _bases("sd-1", "sd-2", "sdxl", "sdxl-refiner")


VAE_LOADER = ("vae_loader", "vae_model", "vae")


class Adapter(NamedTuple):
    """A node that names an adapter's model and gives it to a denoise node.

    ``type`` is the model's, ``bases`` are those it can name; ``error`` is what becomes of others, wherever
    it shows.
    """

    field: str
    output: str
    kind: str
    type: str
    bases: Bases
    error: str


ADAPTERS: dict[str, Adapter] = {
    "controlnet": Adapter(
        "control_model", "control", "control", "controlnet", _bases("sd-1", "sd-2", "sdxl"), "AssertionError"
    ),
    "t2i_adapter": Adapter(
        "t2i_adapter_model",
        "t2i_adapter",
        "t2i_adapter",
        "t2i_adapter",
        _bases("sd-1", "sdxl"),
        "ValueError: Unexpected T2I-Adapter base model type",
    ),
    "ip_adapter": Adapter(
        "ip_adapter_model",
        "ip_adapter",
        "ip_adapter",
        "ip_adapter",
        _bases("sd-1", "sd-2", "sdxl"),
        "AssertionError",
    ),
    "flux_controlnet": Adapter(
        "control_model",
        "control",
        "control",
        "controlnet",
        _bases("flux"),
        "ValueError: zip() argument 2 is shorter than argument 1",
    ),
    "flux_ip_adapter": Adapter(
        "ip_adapter_model", "ip_adapter", "ip_adapter", "ip_adapter", _bases("flux"), "AssertionError"
    ),
    "flux_control_lora_loader": Adapter(
        "lora", "control_lora", "control_lora", "control_lora", _bases("flux"), ""
    ),
    "flux_redux": Adapter(
        "redux_model", "redux_cond", "redux", "flux_redux", _bases("flux"), "AssertionError"
    ),
    "z_image_control": Adapter(
        "control_model", "control", "control", "controlnet", _bases("z-image"), "AssertionError"
    ),
    "anima_lllite": Adapter(
        "control_model", "control", "control", "controlnet", _bases("anima"), "AssertionError"
    ),
    "pid_decoder_loader": Adapter(
        "pid_decoder_model", "pid_decoder", "pid_decoder", "pid_decoder", FAMILIES, ""
    ),
}


class LoraNode(NamedTuple):
    """A node that adds LoRAs to what passes through it.

    ``field`` names the LoRA, or takes a collection of them. ``through`` are the inputs that come out again
    under the same name. ``bases``: those it adds. ``error``: what it says of others, empty when it adds them
    without a look.
    """

    field: str
    through: tuple[str, ...]
    bases: Bases
    error: str = ""


_UNET_CLIP, _UNET_CLIPS = ("unet", "clip"), ("unet", "clip", "clip2")
_FLUX_PARTS = ("transformer", "clip", "t5_encoder")
_QWEN3 = ("transformer", "qwen3_encoder")
_KREA = ("transformer", "qwen3_vl_encoder")
_WAN_SAYS = "ValueError: Model ... is not a Wan LoRA"

LORAS: dict[str, LoraNode] = {
    "lora_loader": LoraNode("lora", _UNET_CLIP, SD),
    "lora_collection_loader": LoraNode("loras", _UNET_CLIP, SD, "AssertionError"),
    "sdxl_lora_loader": LoraNode("lora", _UNET_CLIPS, _bases("sdxl")),
    "sdxl_lora_collection_loader": LoraNode("loras", _UNET_CLIPS, _bases("sdxl"), "AssertionError"),
    "flux_lora_loader": LoraNode("lora", _FLUX_PARTS, _bases("flux")),
    "flux_lora_collection_loader": LoraNode(
        "loras", _FLUX_PARTS, _bases("flux"), "ValueError: LoRA ... is for ... models, not FLUX models"
    ),
    "flux2_klein_lora_loader": LoraNode("lora", _QWEN3, _bases("flux2")),
    "flux2_klein_lora_collection_loader": LoraNode(
        "loras", _QWEN3, _bases("flux2"), "ValueError: LoRA ... is for ... models, not FLUX.2 models"
    ),
    "flux2_dev_lora_loader": LoraNode("lora", ("transformer", "mistral_encoder"), _bases("flux2")),
    "flux2_dev_lora_collection_loader": LoraNode(
        "loras",
        ("transformer", "mistral_encoder"),
        _bases("flux2"),
        "ValueError: LoRA ... is for ... models, not FLUX.2 models",
    ),
    "z_image_lora_loader": LoraNode("lora", _QWEN3, _bases("z-image")),
    "z_image_lora_collection_loader": LoraNode(
        "loras", _QWEN3, _bases("z-image"), "ValueError: LoRA ... is for ... models, not Z-Image models"
    ),
    "qwen_image_lora_loader": LoraNode("lora", ("transformer",), _bases("qwen-image")),
    "qwen_image_lora_collection_loader": LoraNode("loras", ("transformer",), _bases("qwen-image")),
    "anima_lora_loader": LoraNode("lora", _QWEN3, _bases("anima")),
    "anima_lora_collection_loader": LoraNode(
        "loras", _QWEN3, _bases("anima"), "ValueError: LoRA ... is for ... models, not Anima models"
    ),
    "krea2_lora_loader": LoraNode(
        "lora", _KREA, _bases("krea-2"), "ValueError: LoRA ... is for ... models, not Krea-2 models"
    ),
    "krea2_lora_collection_loader": LoraNode(
        "loras", _KREA, _bases("krea-2"), "ValueError: LoRA ... is for ... models, not Krea-2 models"
    ),
    "wan_lora_loader": LoraNode("lora", ("transformer",), _bases("wan"), _WAN_SAYS),
    "wan_lora_collection_loader": LoraNode("loras", ("transformer",), _bases("wan"), _WAN_SAYS),
}
LORA_SELECTOR = ("lora_selector", "lora", "lora")

# Outputs that are an input handed on: node type -> output -> input.
PASSES: dict[str, dict[str, str]] = {
    "clip_skip": {"clip": "clip"},
    "freeu": {"unet": "unet"},
    "seamless": {"unet": "unet", "vae": "vae"},
    "lresize": {"latents": "latents"},
    "lscale": {"latents": "latents"},
    "crop_latents": {"latents": "latents"},
    "latents": {"latents": "latents"},
    "lblend": {"latents": "latents_a"},
    "conditioning": {"conditioning": "conditioning"},
    "krea2_conditioning_rebalance": {"conditioning": "conditioning"},
    "krea2_seed_variance": {"conditioning": "conditioning"},
    "z_image_seed_variance_enhancer": {"conditioning": "conditioning"},
}

# Text encoders whose conditioning belongs to one family whatever they are fed: output is "conditioning".
CONDITIONING: dict[str, tuple[str, str]] = {
    "flux_text_encoder": ("flux", ""),
    "flux2_klein_text_encoder": ("flux2", "klein"),
    "flux2_dev_text_encoder": ("flux2", "dev"),
    "sd3_text_encoder": ("sd-3", ""),
    "cogview4_text_encoder": ("cogview4", ""),
    "z_image_text_encoder": ("z-image", ""),
    "qwen_image_text_encoder": ("qwen-image", ""),
    "anima_text_encoder": ("anima", ""),
    "krea2_text_encoder": ("krea-2", ""),
    "ernie_image_text_encoder": ("ernie-image", ""),
    "ideogram4_text_encoder": ("ideogram-4", ""),
    "wan_text_encoder": ("wan", ""),
}


class Denoiser(NamedTuple):
    """A denoise node.

    ``main`` is the input whose model makes the picture; ``bases`` those the node can run; ``error`` what it
    does with others. ``parts`` maps every other input that must fit to what it carries. ``flat_too``: latents
    without a frame axis pass where its own have one.
    """

    main: str
    bases: Bases
    error: str
    parts: dict[str, str]
    flat_too: bool = False


_SD_PARTS = {
    "positive_conditioning": "conditioning",
    "negative_conditioning": "conditioning",
    "control": "control",
    "ip_adapter": "ip_adapter",
    "t2i_adapter": "t2i_adapter",
    "latents": "latents",
    "noise": "noise",
}
_PLAIN = {"latents": "latents", "noise": "noise"}
_FLUX_IN = {
    "positive_text_conditioning": "conditioning",
    "negative_text_conditioning": "conditioning",
    "control": "control",
    "ip_adapter": "ip_adapter",
    "control_lora": "control_lora",
    "controlnet_vae": "vae",
    "latents": "latents",
    "noise": "noise",
}
_FLUX2_IN = {
    "positive_text_conditioning": "conditioning",
    "negative_text_conditioning": "conditioning",
    "vae": "vae",
    "latents": "latents",
    "noise": "noise",
}
_SD_DENOISER = Denoiser("unet", UNETS, "AssertionError", _SD_PARTS)
_FLUX_DENOISER = Denoiser("transformer", _bases("flux"), "AssertionError", _FLUX_IN)
_Z_DENOISER = Denoiser("transformer", _bases("z-image"), "", _PLAIN)
_ANIMA_DENOISER = Denoiser("transformer", _bases("anima"), "", _PLAIN, True)

DENOISERS: dict[str, Denoiser] = {
    "denoise_latents": _SD_DENOISER,
    "denoise_latents_meta": _SD_DENOISER,
    "tiled_multi_diffusion_denoise_latents": _SD_DENOISER,
    "flux_denoise": _FLUX_DENOISER,
    "flux_denoise_meta": _FLUX_DENOISER,
    "flux2_denoise": Denoiser("transformer", _bases("flux2"), "AssertionError", _FLUX2_IN),
    "sd3_denoise": Denoiser("transformer", _bases("sd-3"), "AssertionError", _PLAIN),
    "cogview4_denoise": Denoiser("transformer", _bases("cogview4"), "AssertionError", _PLAIN),
    "z_image_denoise": _Z_DENOISER,
    "z_image_denoise_meta": _Z_DENOISER,
    "qwen_image_denoise": Denoiser("transformer", _bases("qwen-image"), "AssertionError", _PLAIN, True),
    "anima_denoise": _ANIMA_DENOISER,
    "anima_denoise_meta": _ANIMA_DENOISER,
    "krea2_denoise": Denoiser("transformer", _bases("krea-2"), "", _PLAIN, True),
    "ernie_image_denoise": Denoiser("transformer", _bases("ernie-image"), "", _PLAIN),
    "ideogram4_denoise": Denoiser("transformer", _bases("ideogram-4"), "AssertionError", {}),
    "wan_denoise": Denoiser("transformer", _bases("wan"), "", _PLAIN),
    "wan_video_denoise": Denoiser("transformer", _bases("wan"), "", {}),
}


class VaeNode(NamedTuple):
    """A node that decodes latents or encodes an image.

    ``classes`` are the VAE classes it takes (empty: whatever it is given); ``error`` what it does with
    others. ``bases`` are the families whose latents it decodes as they are meant. ``adapts`` are further
    families whose VAE it takes by its own words, and of which nothing else is said.
    """

    classes: frozenset[str]
    error: str
    bases: Bases = _NONE
    adapts: Bases = _NONE

    def refuses(self, classes: frozenset[str]) -> bool:
        """Whether a VAE of these classes (none: not known) makes the run fail."""
        return bool(classes and self.classes and not classes & self.classes)


_KL = frozenset({"AutoencoderKL"})
_FLUX_OR_KL = frozenset({"AutoEncoder", "AutoencoderKL"})
_FLUX2 = frozenset({"AutoencoderKLFlux2"})
_QWENS = frozenset({"AutoencoderKLQwenImage", "AutoencoderKLWan"})
_WAN_OR_FLUX = frozenset({"AutoencoderKLWan", "AutoEncoder"})
_TYPE_ERROR = "TypeError: Expected ... VAE"

DECODERS: dict[str, VaeNode] = {
    "l2i": VaeNode(_KL, "AssertionError", UNETS),
    "flux_vae_decode": VaeNode(_FLUX_OR_KL, "AssertionError", _bases("flux")),
    "flux2_vae_decode": VaeNode(_FLUX2 | _KL, "TypeError", _bases("flux2")),
    "sd3_l2i": VaeNode(_KL, "AssertionError", _bases("sd-3")),
    "cogview4_l2i": VaeNode(_KL, "AssertionError", _bases("cogview4")),
    "z_image_l2i": VaeNode(_FLUX_OR_KL, _TYPE_ERROR, _bases("z-image")),
    "qwen_image_l2i": VaeNode(_QWENS, "", _bases("qwen-image", "krea-2")),
    "anima_l2i": VaeNode(_WAN_OR_FLUX, _TYPE_ERROR, _bases("anima"), _bases("flux")),
    "ernie_image_vae_decode": VaeNode(
        _FLUX2, "RuntimeError: Connected VAE has no `.bn` (BatchNorm) layer", _bases("ernie-image")
    ),
    "ideogram4_l2i": VaeNode(_NONE, "", _bases("ideogram-4")),
    "wan_l2i": VaeNode(frozenset({"AutoencoderKLWan"}), _TYPE_ERROR, _bases("wan")),
    "wan_l2v": VaeNode(frozenset({"AutoencoderKLWan"}), _TYPE_ERROR, _bases("wan")),
}
IMAGE_ENCODERS: dict[str, VaeNode] = {
    "i2l": VaeNode(_KL, "AssertionError: VAE must be of type SD-1.5 or SDXL", UNETS),
    "flux_vae_encode": VaeNode(frozenset({"AutoEncoder"}), "AssertionError", _bases("flux")),
    "flux2_vae_encode": VaeNode(_FLUX2, "RuntimeError", _bases("flux2")),
    "sd3_i2l": VaeNode(_KL, "AssertionError", _bases("sd-3")),
    "cogview4_i2l": VaeNode(_KL, "AssertionError", _bases("cogview4")),
    "z_image_i2l": VaeNode(_FLUX_OR_KL, _TYPE_ERROR, _bases("z-image")),
    "qwen_image_i2l": VaeNode(_QWENS, "", _bases("qwen-image", "krea-2")),
    "anima_i2l": VaeNode(_WAN_OR_FLUX, _TYPE_ERROR, _bases("anima"), _bases("flux")),
    "wan_i2l": VaeNode(frozenset({"AutoencoderKLWan"}), _TYPE_ERROR, _bases("wan")),
}


class PidNode(NamedTuple):
    """A node that decodes with a PiD decoder, or enlarges an image with one.

    ``decoder`` is the family whose decoders it takes, ``bases`` are those whose latents; ``error`` is what it
    says of latents with another number of channels.
    """

    decoder: str
    bases: Bases = _NONE
    error: str = ""


PID_NODES: dict[str, PidNode] = {
    "flux_pid_decode": PidNode("flux", _bases("flux")),
    "flux2_pid_decode": PidNode(
        "flux2", _bases("flux2"), "ValueError: FLUX.2 PiD decode expected a 32-channel latent"
    ),
    "sd3_pid_decode": PidNode("sd-3", _bases("sd-3")),
    "sdxl_pid_decode": PidNode("sdxl", _bases("sdxl", "sdxl-refiner")),
    "qwen_image_pid_decode": PidNode(
        "qwen-image", _bases("qwen-image"), "ValueError: Qwen-Image PiD decode expected a 16-channel latent"
    ),
    "z_image_pid_decode": PidNode("flux", _bases("z-image")),
    "pid_upscale": PidNode("flux"),
}

# Noise of the ``noise`` node by its ``noise_type`` (since 6.13; before, all noise was SD's): channels, axes.
NOISE: dict[str, tuple[int, int]] = {
    "SD": (4, 4),
    "FLUX": (16, 4),
    "FLUX.2": (32, 4),
    "SD3": (16, 4),
    "CogView4": (16, 4),
    "Z-Image": (16, 4),
    "Anima": (16, 5),
}
