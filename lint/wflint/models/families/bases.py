"""Facts about each base model ("family"): its name for people, its latents, its VAE, its submodels.

The bases are InvokeAI's own (``BaseModelType``, backend/model_manager/taxonomy.py of 6.14.2). Geometry is
what the denoise nodes of each family save (app/invocations/*_denoise.py, latent_noise.py); VAE classes are
what the model loaders build (backend/model_manager/load/model_loaders/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY, UNKNOWN, EXTERNAL = "any", "unknown", "external"

# How people call a base, in messages.
LABELS: dict[str, str] = {
    "sd-1": "SD1.5",
    "sd-2": "SD2",
    "sd-3": "SD3",
    "sdxl": "SDXL",
    "sdxl-refiner": "SDXL refiner",
    "flux": "FLUX.1",
    "flux2": "FLUX.2",
    "cogview4": "CogView4",
    "z-image": "Z-Image",
    "qwen-image": "Qwen-Image",
    "anima": "Anima",
    "krea-2": "Krea-2",
    "ernie-image": "ERNIE-Image",
    "ideogram-4": "Ideogram 4",
    "wan": "Wan",
}
FAMILIES = frozenset(LABELS)

# How people call a model type (ModelType of taxonomy.py), with its article.
TYPE_LABELS: dict[str, str] = {
    "main": "main model",
    "vae": "VAE",
    "lora": "LoRA",
    "control_lora": "control LoRA",
    "controlnet": "ControlNet",
    "embedding": "textual inversion",
    "ip_adapter": "IP-Adapter",
    "clip_vision": "CLIP Vision model",
    "clip_embed": "CLIP text encoder",
    "t2i_adapter": "T2I-Adapter",
    "t5_encoder": "T5 encoder",
    "qwen3_encoder": "Qwen3 encoder",
    "qwen_vl_encoder": "Qwen2.5-VL encoder",
    "qwen3_vl_encoder": "Qwen3-VL encoder",
    "mistral_encoder": "Mistral encoder",
    "wan_t5_encoder": "Wan T5 encoder",
    "gemma2_encoder": "Gemma-2 encoder",
    "spandrel_image_to_image": "upscaling model",
    "siglip": "SigLIP model",
    "flux_redux": "FLUX Redux model",
    "llava_onevision": "LLaVA model",
    "text_llm": "text LLM",
    "pid_decoder": "PiD decoder",
    "onnx": "ONNX model",
}
MODEL_TYPES = frozenset(TYPE_LABELS)


class Geometry(NamedTuple):
    """The latents of a family: ``space`` is equal where one family's latents mean the same to another.

    ``channels`` and ``axes`` (4: image, 5: with a frame axis) decide whether a model takes the tensor at
    all; ``downscale`` is how many pixels one latent is wide.
    """

    space: str
    channels: int
    downscale: int
    axes: int = 4

    @property
    def shape(self) -> tuple[int, int]:
        """What must be equal for a tensor to pass through a layer made for it."""
        return (self.channels, self.axes)


_SD = Geometry("SD1.5", 4, 8)
_SDXL = Geometry("SDXL", 4, 8)
_FLUX = Geometry("FLUX.1", 16, 8)
_QWEN = Geometry("Qwen-Image", 16, 8, 5)

# wan is absent: 16 channels (A14B) or 48 (TI2V-5B), which its base does not tell. So is ideogram-4.
GEOMETRY: dict[str, Geometry] = {
    "sd-1": _SD,
    "sd-2": _SD,
    "sdxl": _SDXL,
    "sdxl-refiner": _SDXL,
    "sd-3": Geometry("SD3", 16, 8),
    "flux": _FLUX,
    "z-image": _FLUX,
    "cogview4": Geometry("CogView4", 16, 8),
    "flux2": Geometry("FLUX.2", 32, 8),
    "ernie-image": Geometry("ERNIE-Image", 128, 16),
    "qwen-image": _QWEN,
    "krea-2": _QWEN,
    "anima": _QWEN,
}

# The class that a VAE is loaded as. A main model's VAE may be another class than the family's separate VAE.
VAE_CLASS: dict[str, str] = {
    "sd-1": "AutoencoderKL",
    "sd-2": "AutoencoderKL",
    "sdxl": "AutoencoderKL",
    "sdxl-refiner": "AutoencoderKL",
    "sd-3": "AutoencoderKL",
    "cogview4": "AutoencoderKL",
    "flux": "AutoEncoder",
    "z-image": "AutoencoderKL",
    "flux2": "AutoencoderKLFlux2",
    "ernie-image": "AutoencoderKLFlux2",
    "qwen-image": "AutoencoderKLQwenImage",
    "krea-2": "AutoencoderKLQwenImage",
    "anima": "AutoencoderKLWan",
    "wan": "AutoencoderKLWan",
}

# What a main model of a family is made of, as far as nodes of other families may ask for it. FLUX.1 is
# absent: a checkpoint has a transformer only, an SDNQ pipeline everything.
_UNET = frozenset({"unet", "scheduler", "vae", "text_encoder", "tokenizer"})
SUBMODELS: dict[str, frozenset[str]] = {
    "sd-1": _UNET,
    "sd-2": _UNET,
    "sdxl": _UNET | {"text_encoder_2", "tokenizer_2"},
    "sdxl-refiner": frozenset({"unet", "scheduler", "vae", "text_encoder_2", "tokenizer_2"}),
}
UNET_BASES = frozenset(SUBMODELS)


def label(base: str) -> str:
    """The base as people call it: ``SDXL`` for ``sdxl``."""
    return LABELS.get(base, base)


def labels(bases: Iterable[str]) -> str:
    """Several bases in words: ``SD1.5 or SD2``. In the order of the table above, so that it never varies."""
    wanted = set(bases)
    names = [text for base, text in LABELS.items() if base in wanted]
    names += sorted(base for base in wanted if base not in LABELS)
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def type_label(model_type: str) -> str:
    """A model type as people call it: ``ControlNet`` for ``controlnet``."""
    return TYPE_LABELS.get(model_type, model_type)
