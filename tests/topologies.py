"""The graphs that InvokeAI's web UI builds, with the values it puts in: correct graphs of every family.

``fixtures/topologies`` has their nodes and edges; the settings here are the UI's own defaults
(features/controlLayers/store/types.ts, getInitialParamsState, and the builders of features/nodes/util/graph),
the models are those that InvokeAI offers as starter models (backend/model_manager/starter_models.py).
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.catalogue.store import open_release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import InputDef

FOLDER = Path(__file__).parents[1] / "fixtures" / "topologies"
RELEASE = "6.14.2"


class Family(NamedTuple):
    """What the UI puts into the graphs of one family: side of the square, settings, models."""

    side: int
    start: float  # denoising_start at the UI's default strength of 0.75
    denoise: Mapping[str, Any]
    models: Mapping[str, tuple[str, str, str]]  # input -> name, base, type


_T5 = ("t5_bnb_int8_quantized_encoder", "any", "t5_encoder")
_CLIP_L = ("clip-vit-large-patch14", "any", "clip_embed")
_FLUX_VAE = ("FLUX.1-schnell_ae", "flux", "vae")
_QWEN_VAE = ("Qwen Image VAE", "qwen-image", "vae")
_OPTIMISED = 1 - 0.75**0.2  # "optimized denoising", on by default for FLUX and SD3

FAMILIES: Mapping[str, Family] = {
    "sd1": Family(
        512,
        0.25,
        {"steps": 30, "cfg_scale": 7.5, "cfg_rescale_multiplier": 0, "scheduler": "dpmpp_3m_k"},
        {
            "model": ("Dreamshaper 8", "sd-1", "main"),
            "vae_model": ("sd-vae-ft-mse", "sd-1", "vae"),
            "lora": ("Ink scenery", "sd-1", "lora"),
            "control_model": ("Hard Edge Detection (canny)", "sd-1", "controlnet"),
            "t2i_adapter_model": ("Sketch", "sd-1", "t2i_adapter"),
            "ip_adapter_model": ("Standard Reference (IP Adapter)", "sd-1", "ip_adapter"),
        },
    ),
    "sdxl": Family(
        1024,
        0.25,
        {"steps": 30, "cfg_scale": 7.5, "cfg_rescale_multiplier": 0, "scheduler": "dpmpp_3m_k"},
        {
            "model": ("Juggernaut XL v9", "sdxl", "main"),
            "vae_model": ("sdxl-vae-fp16-fix", "sdxl", "vae"),
            "lora": ("Alien Style", "sdxl", "lora"),
            "control_model": ("Tile", "sdxl", "controlnet"),
            "t2i_adapter_model": ("Lineart", "sdxl", "t2i_adapter"),
            "ip_adapter_model": ("Standard Reference (IP Adapter ViT-H)", "sdxl", "ip_adapter"),
        },
    ),
    "flux": Family(
        1024,
        _OPTIMISED,
        {"num_steps": 30, "guidance": 4, "scheduler": "euler", "dype_preset": "off"},
        {
            "model": ("FLUX.1 dev (quantized)", "flux", "main"),
            "t5_encoder_model": _T5,
            "clip_embed_model": _CLIP_L,
            "vae_model": _FLUX_VAE,
            "lora": ("Watercolour", "flux", "lora"),
            "control_model": ("FLUX.1-dev-Controlnet-Union", "flux", "controlnet"),
            "ip_adapter_model": ("Standard Reference (XLabs FLUX IP-Adapter v2)", "flux", "ip_adapter"),
            "redux_model": ("FLUX Redux", "flux", "flux_redux"),
            "flux_control_lora_loader.lora": ("Depth Map", "flux", "control_lora"),
        },
    ),
    "flux2_klein": Family(
        1024,
        _OPTIMISED,
        {"num_steps": 4, "scheduler": "euler"},
        {
            "model": ("FLUX.2 Klein 4B (FP8)", "flux2", "main"),
            "vae_model": ("FLUX.2 VAE", "flux2", "vae"),
            "qwen3_encoder_model": ("FLUX.2 Klein Qwen3 4B Encoder", "any", "qwen3_encoder"),
            "lora": ("Klein sketches", "flux2", "lora"),
        },
    ),
    "flux2_dev": Family(
        1024,
        _OPTIMISED,
        {"num_steps": 28, "guidance": 4, "scheduler": "euler"},
        {
            "model": ("FLUX.2 [dev] Transformer (GGUF Q4_K_M)", "flux2", "main"),
            "vae_model": ("FLUX.2 VAE", "flux2", "vae"),
            "mistral_encoder_model": (
                "FLUX.2 [dev] Mistral Encoder (Comfy FP8)",
                "any",
                "mistral_encoder",
            ),
            "lora": ("Dev sketches", "flux2", "lora"),
        },
    ),
    "sd3": Family(
        1024,
        _OPTIMISED,
        {"steps": 30, "cfg_scale": 3.5},
        {"model": ("SD3.5 Medium", "sd-3", "main"), "t5_encoder_model": _T5},
    ),
    "cogview4": Family(
        1024, 0.25, {"steps": 30, "cfg_scale": 3.5}, {"model": ("CogView4", "cogview4", "main")}
    ),
    "qwen": Family(
        1024,
        0.25,
        {"steps": 30, "cfg_scale": 4.0},
        {
            "model": ("Qwen Image 2512 (Q4_K_M)", "qwen-image", "main"),
            "vae_model": _QWEN_VAE,
            "qwen_vl_encoder_model": ("Qwen2.5-VL Encoder (fp8 scaled)", "any", "qwen_vl_encoder"),
            "lora": ("Qwen Image Lightning (8-step, V2.0, bf16)", "qwen-image", "lora"),
        },
    ),
    "zimage": Family(
        1024,
        0.25,
        {"steps": 8, "guidance_scale": 1.5, "scheduler": "euler"},
        {
            "model": ("Z-Image Turbo (quantized)", "z-image", "main"),
            "vae_model": _FLUX_VAE,
            "qwen3_encoder_model": ("Z-Image Qwen3 Text Encoder (quantized)", "any", "qwen3_encoder"),
            "lora": ("Paper cuts", "z-image", "lora"),
        },
    ),
    "ernie": Family(
        1024,
        0.25,
        {"steps": 50, "guidance_scale": 4.0, "scheduler": "euler"},
        {"model": ("ERNIE-Image", "ernie-image", "main")},
    ),
    "krea2": Family(
        1024,
        0.25,
        {"steps": 8, "cfg_scale": 1.5},
        {
            "model": ("Krea-2 Turbo (Q4_K_M GGUF)", "krea-2", "main"),
            "vae_model": _QWEN_VAE,
            "qwen3_vl_encoder_model": ("Qwen3-VL 4B Encoder (Diffusers)", "any", "qwen3_vl_encoder"),
            "lora": ("Krea film", "krea-2", "lora"),
        },
    ),
    "ideogram4": Family(
        1024,
        0.0,
        {"sampler_preset": "V4_QUALITY_48"},
        {"model": ("Ideogram 4 (nf4)", "ideogram-4", "main")},
    ),
    "anima": Family(
        1024,
        0.25,
        {"steps": 30, "guidance_scale": 4.5, "scheduler": "euler"},
        {
            "model": ("Anima Base 1.0", "anima", "main"),
            "vae_model": ("Anima QwenImage VAE", "anima", "vae"),
            "qwen3_encoder_model": ("Anima Qwen3 0.6B Text Encoder", "any", "qwen3_encoder"),
            "lora": ("Anima lines", "anima", "lora"),
        },
    ),
    "wan": Family(
        1024,
        0.25,
        {"steps": 40, "guidance_scale": 4.0},
        {"model": ("Wan 2.2 TI2V-5B (Diffusers)", "wan", "main")},
    ),
}
# Cases whose name does not begin with their family, or whose model is a special one.
_UPSCALE = {"upscale_sd1": "sd1", "upscale_sdxl": "sdxl"}
_SPECIAL: Mapping[str, tuple[str, str, str]] = {
    "flux_fill_inpaint": ("FLUX Fill", "flux", "main"),
    "flux_kontext": ("FLUX.1 Kontext dev (quantized)", "flux", "main"),
    "flux_schnell": ("FLUX.1 schnell (quantized)", "flux", "main"),
}
_REFINER = ("SDXL Refiner", "sdxl-refiner", "main")
_UPSCALER = ("RealESRGAN_x2plus", "any", "spandrel_image_to_image")

# Literals by node type or node id; the structure slider of the upscale tab stands at 0.
_VALUES: Mapping[str, Mapping[str, Any]] = {
    "img_noise": {"noise_type": "gaussian", "amount": 1.0, "noise_color": True},
    "create_gradient_mask": {"coherence_mode": "Gaussian Blur", "minimum_denoise": 0, "edge_radius": 16},
    "expand_mask_with_fade": {"fade_size_px": 16},
    "apply_mask_to_image": {"invert_mask": True},
    "seamless": {"seamless_x": True, "seamless_y": False},
    "clip_skip": {"skipped_layers": 0},
    "lora_selector": {"weight": 0.75},
    "controlnet": {
        "control_weight": 0.75,
        "begin_step_percent": 0.0,
        "end_step_percent": 0.75,
        "control_mode": "balanced",
        "resize_mode": "just_resize",
    },
    "flux_controlnet": {"control_weight": 0.75, "begin_step_percent": 0.0, "end_step_percent": 0.75},
    "t2i_adapter": {"weight": 0.75, "begin_step_percent": 0.0, "end_step_percent": 0.75},
    "ip_adapter": {"weight": 1.0, "method": "full", "clip_vision_model": "ViT-H"},
    "flux_ip_adapter": {"weight": 1.0, "clip_vision_model": "ViT-L"},
    "unsharp_mask": {"radius": 2, "strength": 60},
    "spandrel_image_to_image_autoscale": {"fit_to_multiple_of_8": True, "scale": 4.0},
    "tiled_multi_diffusion_denoise_latents": {
        "tile_height": 1024,
        "tile_width": 1024,
        "tile_overlap": 128,
        "steps": 30,
        "cfg_scale": 2,
        "scheduler": "kdpm_2",
        "denoising_start": 0.499,
        "denoising_end": 1,
    },
    "refiner_denoise_latents": {
        "steps": 20,
        "cfg_scale": 7.5,
        "scheduler": "euler",
        "denoising_start": 0.8,
        "denoising_end": 1,
    },
    "controlnet_1": {"control_weight": 0.625, "begin_step_percent": 0, "end_step_percent": 0.55},
    "controlnet_2": {"control_weight": 0.21375, "begin_step_percent": 0.55, "end_step_percent": 0.85},
    "ernie_image_model_loader": {"use_prompt_enhancer": True},
    "flux_kontext_image_prep": {"images": [{"image_name": "reference.png"}]},
}


@cache
def specifications() -> dict[str, dict[str, Any]]:
    """All cases as the files have them, by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        found |= tomllib.loads(path.read_text("utf-8"))
    return found


def names() -> list[str]:
    """The names of all cases."""
    return list(specifications())


def shape(name: str) -> tuple[dict[str, str], list[tuple[str, str, str, str]]]:
    """Node types by id, and the edges of a case: source, output, target, input."""
    case = specifications()[name]
    nodes: dict[str, str] = {}
    edges: list[str] = []
    if "like" in case:
        base = specifications()[case["like"]]
        nodes = dict(n.split(": ") for n in base["nodes"] if n.split(": ")[0] not in case.get("without", ()))
        edges = [e for e in base["edges"] if e not in case.get("without_edges", ())]
    nodes |= dict(n.split(": ") for n in case.get("nodes", ()))
    split = []
    for edge in edges + case.get("edges", []):
        source, target = edge.split(" -> ")
        split.append((*source.split("."), *target.split(".")))
    return nodes, split


def family_of(name: str) -> Family:
    """The family of a case."""
    key = _UPSCALE.get(name, "_".join(name.split("_")[:2]))
    return FAMILIES[key if key in FAMILIES else name.split("_", maxsplit=1)[0]]


def identifier(name: str, base: str, kind: str) -> dict[str, Any]:
    """A model identifier as a server would have made it."""
    digest = hashlib.sha256(f"{base} {kind} {name}".encode()).hexdigest()
    key = f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
    return {"key": key, "hash": f"blake3:{digest}", "name": name, "base": base, "type": kind}


def graph(name: str) -> dict[str, Any]:
    """The API graph of a case, every input set that the UI sets."""
    family = family_of(name)
    nodes, edges = shape(name)
    fed = {(target, field) for _, _, target, field in edges}
    built = {node_id: _node(name, family, node_id, kind, fed) for node_id, kind in nodes.items()}
    if ("denoise_latents", "latents") in fed and "refiner_model_loader" in nodes:
        built["denoise_latents"]["denoising_start"] = 0.25
    return {
        "id": name,
        "nodes": built,
        "edges": [
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
            for source, output, target, field in edges
        ],
    }


def _node(name: str, family: Family, node_id: str, kind: str, fed: set[tuple[str, str]]) -> dict[str, Any]:
    definition = open_release(RELEASE).node(kind)
    assert definition is not None, kind
    shown = node_id == "canvas_output" or (name.startswith("upscale") and kind == "l2i")
    node: dict[str, Any] = {"id": node_id, "type": kind, "is_intermediate": not shown, "use_cache": not shown}
    values = {**_VALUES.get(kind, {}), **_VALUES.get(node_id, {}), **_sizes(name, family, node_id, kind)}
    if kind.endswith("denoise") or node_id == "denoise_latents":
        start = family.start if (node_id, "latents") in fed else 0
        values |= {**family.denoise, "denoising_start": start, "denoising_end": 1}
        if name == "flux_schnell":
            values["num_steps"] = 4
        if "refiner" in name:
            values["denoising_end"] = 0.8
    for field in definition.inputs.values():
        if (node_id, field.name) in fed:
            continue
        if field.name in values:
            node[field.name] = values[field.name]
        elif (model := _model(name, family, kind, field)) is not None:
            node[field.name] = identifier(*model)
        elif field.required and field.name == "prompt":
            node[field.name] = "blurry"
        elif "ImageField" in _types(field) and (field.required or kind == "create_gradient_mask"):
            node[field.name] = {"image_name": "composite.png"}
    return node


def _types(field: InputDef) -> set[str]:
    """The names of the classes that an input takes."""
    return {t.name for t in (field.type, *field.type.args)}


def _sizes(name: str, family: Family, node_id: str, kind: str) -> dict[str, int]:
    side = family.side
    if kind == "img_resize" and ("original" in node_id or node_id == "canvas_output"):
        side = side * 3 // 2  # scaled before processing: the box on the canvas is larger
    definition = open_release(RELEASE).node(kind)
    assert definition is not None
    sized = {"img_resize", "noise", "ernie_image_prompt_enhancer"}
    if kind not in sized and not kind.endswith("denoise"):
        return {}
    return {field: side for field in ("width", "height") if field in definition.inputs}


def _model(name: str, family: Family, kind: str, field: InputDef) -> tuple[str, str, str] | None:
    if "ModelIdentifierField" not in _types(field) or kind == "core_metadata":
        return None
    if kind == "sdxl_refiner_model_loader":
        return _REFINER
    if kind == "spandrel_image_to_image_autoscale":
        return _UPSCALER
    if field.name == "model" and name in _SPECIAL:
        return _SPECIAL[name]
    return family.models.get(f"{kind}.{field.name}") or family.models.get(field.name)
