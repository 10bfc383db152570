"""Small graphs for the tiny models, a function for each family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.live.lab import SIZE, Graph, graph

if TYPE_CHECKING:
    from tests.live.lab import Lab

Nodes = dict[str, dict[str, Any]]
_DENOISE: dict[str, Any] = {
    "type": "denoise_latents",
    "steps": 4,
    "cfg_scale": 5.0,
    "scheduler": "euler",
    "denoising_start": 0.0,
    "denoising_end": 1.0,
}
_SIZE = {"width": SIZE, "height": SIZE}


def sd15(
    lab: Lab,
    nodes: Nodes | None = None,
    edges: str = "",
    *,
    model: str = "tiny-sd15",
    prompt: str = "a fox",
    seed: int = 7,
    **denoise: Any,
) -> Graph:
    """SD1.5 text to image; further nodes and edges are added, and edges replace those here."""
    base: Nodes = {
        "model": {"type": "main_model_loader", "model": lab.model(model)},
        "positive": {"type": "compel", "prompt": prompt},
        "negative": {"type": "compel", "prompt": ""},
        "noise": {"type": "noise", "seed": seed, "use_cpu": True, **_SIZE},
        "denoise": {**_DENOISE, **denoise},
        "out": {"type": "l2i"},
    }
    wires = """
        model.unet -> denoise.unet, model.clip -> positive.clip, model.clip -> negative.clip
        positive.conditioning -> denoise.positive_conditioning
        negative.conditioning -> denoise.negative_conditioning
        noise.noise -> denoise.noise, denoise.latents -> out.latents, model.vae -> out.vae
    """
    return graph(base | (nodes or {}), f"{wires}\n{edges}")


def sdxl(
    lab: Lab, nodes: Nodes | None = None, edges: str = "", *, prompt: str = "a fox", **denoise: Any
) -> Graph:
    """SDXL text to image."""
    compel = {"type": "sdxl_compel_prompt", "style": ""}
    more: Nodes = {
        "model": {"type": "sdxl_model_loader", "model": lab.model("tiny-sdxl")},
        "positive": {**compel, "prompt": prompt},
        "negative": {**compel, "prompt": ""},
    }
    wires = "model.clip2 -> positive.clip2, model.clip2 -> negative.clip2"
    return sd15(lab, more | (nodes or {}), f"{wires}\n{edges}", model="tiny-sdxl", **denoise)


def flux(
    lab: Lab,
    nodes: Nodes | None = None,
    edges: str = "",
    *,
    model: str = "tiny-flux-dev",
    prompt: str = "a fox",
    **denoise: Any,
) -> Graph:
    """FLUX.1 text to image."""
    base: Nodes = {
        "model": {
            "type": "flux_model_loader",
            "model": lab.model(model),
            "t5_encoder_model": lab.model("tiny-t5-encoder"),
            "clip_embed_model": lab.model("tiny-clip-l"),
            "vae_model": lab.model("tiny-flux-vae"),
        },
        "positive": {"type": "flux_text_encoder", "prompt": prompt},
        "denoise": {"type": "flux_denoise", "num_steps": 4, "seed": 7, **_SIZE, **denoise},
        "out": {"type": "flux_vae_decode"},
    }
    wires = """
        model.clip -> positive.clip, model.t5_encoder -> positive.t5_encoder
        model.max_seq_len -> positive.t5_max_seq_len, model.transformer -> denoise.transformer
        positive.conditioning -> denoise.positive_text_conditioning
        denoise.latents -> out.latents, model.vae -> out.vae
    """
    return graph(base | (nodes or {}), f"{wires}\n{edges}")


def newer(lab: Lab, family: str, prompt: str = "a fox") -> Graph:
    """Text to image of the families that come as one folder: ``sd3``, ``z_image``, ``flux2``, ..."""
    model, loader, encoder, denoise, decode, text, more = _NEWER[family]
    identifier = lab.model(model)
    extra = {"qwen3_source_model": identifier} if family == "z_image" else {}
    steps = {"num_steps": 4} if family == "flux2" else {"steps": 4}
    conditioning = "positive_text_conditioning" if family == "flux2" else "positive_conditioning"
    nodes: Nodes = {
        "model": {"type": loader, "model": identifier, **extra},
        "positive": {"type": encoder, "prompt": prompt},
        "negative": {"type": encoder, "prompt": ""},
        "denoise": {"type": denoise, "seed": 7, **steps, **_SIZE},
        "out": {"type": decode},
    }
    wires = [f"model.{name} -> {node}.{name}" for name in text for node in ("positive", "negative")]
    wires += ["model.transformer -> denoise.transformer", "model.vae -> out.vae", *more]
    wires += [f"positive.conditioning -> denoise.{conditioning}", "denoise.latents -> out.latents"]
    return graph(nodes, ",".join(wires))


_NEGATIVE = ("negative.conditioning -> denoise.negative_conditioning",)
_NEWER: dict[str, tuple[str, str, str, str, str, tuple[str, ...], tuple[str, ...]]] = {
    "sd3": (
        "tiny-sd3",
        "sd3_model_loader",
        "sd3_text_encoder",
        "sd3_denoise",
        "sd3_l2i",
        ("clip_l", "clip_g", "t5_encoder"),
        _NEGATIVE,
    ),
    "cogview4": (
        "tiny-cogview4",
        "cogview4_model_loader",
        "cogview4_text_encoder",
        "cogview4_denoise",
        "cogview4_l2i",
        ("glm_encoder",),
        _NEGATIVE,
    ),
    "z_image": (
        "tiny-z-image",
        "z_image_model_loader",
        "z_image_text_encoder",
        "z_image_denoise",
        "z_image_l2i",
        ("qwen3_encoder",),
        (),
    ),
    "flux2": (
        "tiny-flux2-klein",
        "flux2_klein_model_loader",
        "flux2_klein_text_encoder",
        "flux2_denoise",
        "flux2_vae_decode",
        ("qwen3_encoder",),
        ("model.vae -> denoise.vae",),
    ),
    "qwen_image": (
        "tiny-qwen-image",
        "qwen_image_model_loader",
        "qwen_image_text_encoder",
        "qwen_image_denoise",
        "qwen_image_l2i",
        ("qwen_vl_encoder",),
        _NEGATIVE,
    ),
}
