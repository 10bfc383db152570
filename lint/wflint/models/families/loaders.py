"""What the outputs of each main model loader are: the first of the tables of the family analysis.

Read from app/invocations/*_model_loader.py, model.py and sdxl.py of InvokeAI 6.14.2 and 5.15.0.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Bases = frozenset[str]
_NONE: Bases = frozenset()


def _bases(*names: str) -> Bases:
    return frozenset(names)


class Part(NamedTuple):
    """What an output of a loader is: a part of the model in the first of these inputs that has one."""

    kind: str
    submodel: str
    inputs: tuple[str, ...] = ("model",)


class Loader(NamedTuple):
    """A node that gives the parts of a main model.

    ``bases`` are those its ``model`` is for. ``others`` are its further model inputs with the bases they are
    for (empty: any). ``strict``: it, or what must follow it, refuses every other base; the rest just hand
    out parts, and what uses the parts decides. ``line`` tells apart loaders of one base.
    """

    bases: Bases
    outputs: dict[str, Part]
    others: Mapping[str, Bases] = MappingProxyType({})
    strict: bool = True
    line: str = ""


_UNET, _VAE = Part("unet", "unet"), Part("vae", "vae")
_CLIP, _CLIP2 = Part("clip", "text_encoder"), Part("clip", "text_encoder_2")
_TRANSFORMER = Part("transformer", "transformer")
_OWN_VAE = Part("vae", "vae", ("vae_model", "model"))


def _encoder(*inputs: str) -> Part:
    return Part("encoder", "text_encoder", (*inputs, "model"))


LOADERS: dict[str, Loader] = {
    "main_model_loader": Loader(
        _bases("sd-1", "sd-2"), {"unet": _UNET, "clip": _CLIP, "vae": _VAE}, strict=False
    ),
    "sdxl_model_loader": Loader(
        _bases("sdxl"), {"unet": _UNET, "clip": _CLIP, "clip2": _CLIP2, "vae": _VAE}, strict=False
    ),
    "sdxl_refiner_model_loader": Loader(
        _bases("sdxl-refiner"), {"unet": _UNET, "clip2": _CLIP2, "vae": _VAE}, strict=False
    ),
    "flux_model_loader": Loader(
        _bases("flux"),
        {
            "transformer": _TRANSFORMER,
            "clip": Part("clip", "text_encoder", ("clip_embed_model", "model")),
            "t5_encoder": Part("t5", "text_encoder_2", ("t5_encoder_model", "model")),
            "vae": _OWN_VAE,
        },
        {"vae_model": _bases("flux"), "t5_encoder_model": _NONE, "clip_embed_model": _NONE},
    ),
    "flux2_klein_model_loader": Loader(
        _bases("flux2"),
        {
            "transformer": _TRANSFORMER,
            "qwen3_encoder": _encoder("qwen3_encoder_model"),
            "vae": Part("vae", "vae", ("vae_model", "model", "qwen3_source_model")),
        },
        {"vae_model": _bases("flux2"), "qwen3_encoder_model": _NONE, "qwen3_source_model": _bases("flux2")},
        line="klein",
    ),
    "flux2_dev_model_loader": Loader(
        _bases("flux2"),
        {
            "transformer": _TRANSFORMER,
            "mistral_encoder": _encoder("mistral_encoder_model"),
            "vae": Part("vae", "vae", ("vae_model", "model", "mistral_source_model")),
        },
        {
            "vae_model": _bases("flux2"),
            "mistral_encoder_model": _NONE,
            "mistral_source_model": _bases("flux2"),
        },
        line="dev",
    ),
    "sd3_model_loader": Loader(
        _bases("sd-3"),
        {
            "transformer": _TRANSFORMER,
            "clip_l": Part("clip", "text_encoder", ("clip_l_model", "model")),
            "clip_g": Part("clip", "text_encoder_2", ("clip_g_model", "model")),
            "t5_encoder": Part("t5", "text_encoder_3", ("t5_encoder_model", "model")),
            "vae": _OWN_VAE,
        },
        {
            "vae_model": _bases("sd-3"),
            "t5_encoder_model": _NONE,
            "clip_l_model": _NONE,
            "clip_g_model": _NONE,
        },
    ),
    "cogview4_model_loader": Loader(
        _bases("cogview4"), {"transformer": _TRANSFORMER, "glm_encoder": _encoder(), "vae": _VAE}
    ),
    "z_image_model_loader": Loader(
        _bases("z-image"),
        {
            "transformer": _TRANSFORMER,
            "qwen3_encoder": _encoder("qwen3_encoder_model"),
            "vae": Part("vae", "vae", ("vae_model", "qwen3_source_model", "model")),
        },
        {
            "vae_model": _bases("flux", "z-image"),
            "qwen3_encoder_model": _NONE,
            "qwen3_source_model": _bases("z-image"),
        },
    ),
    "qwen_image_model_loader": Loader(
        _bases("qwen-image"),
        {
            "transformer": _TRANSFORMER,
            "qwen_vl_encoder": _encoder("qwen_vl_encoder_model"),
            "vae": Part("vae", "vae", ("vae_model", "component_source", "model")),
        },
        {
            "vae_model": _bases("qwen-image", "anima"),
            "qwen_vl_encoder_model": _NONE,
            "component_source": _bases("qwen-image"),
        },
    ),
    "anima_model_loader": Loader(
        _bases("anima"),
        {
            "transformer": _TRANSFORMER,
            "qwen3_encoder": _encoder("qwen3_encoder_model"),
            "vae": _OWN_VAE,
        },
        {"vae_model": _NONE, "qwen3_encoder_model": _NONE, "t5_encoder_model": _NONE},
    ),
    "krea2_model_loader": Loader(
        _bases("krea-2"),
        {
            "transformer": _TRANSFORMER,
            "qwen3_vl_encoder": _encoder("qwen3_vl_encoder_model"),
            "vae": _OWN_VAE,
        },
        {"vae_model": _bases("qwen-image", "anima", "krea-2"), "qwen3_vl_encoder_model": _NONE},
    ),
    "ernie_image_model_loader": Loader(
        _bases("ernie-image"),
        {
            "transformer": _TRANSFORMER,
            "text_encoder": _encoder(),
            "prompt_enhancer": Part("encoder", "pe"),
            "vae": _VAE,
        },
    ),
    "ideogram4_model_loader": Loader(
        _bases("ideogram-4"), {"transformer": _TRANSFORMER, "qwen3_encoder": _encoder(), "vae": _VAE}
    ),
    "wan_model_loader": Loader(
        _bases("wan"),
        {
            "transformer": _TRANSFORMER,
            "wan_t5_encoder": _encoder("wan_t5_encoder_model"),
            "vae": Part("vae", "vae", ("vae_model", "component_source", "model")),
        },
        {
            "vae_model": _bases("wan"),
            "wan_t5_encoder_model": _NONE,
            "component_source": _bases("wan"),
            "transformer_low_noise_model": _bases("wan"),
        },
    ),
}
