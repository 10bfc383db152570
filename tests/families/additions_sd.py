"""What graphs of SD1.5 and SDXL take beside a model: adapters, LoRAs, VAEs, pictures and masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.parts import model, picture
from tests.families.recipes import from_picture

if TYPE_CHECKING:
    from tests.families.recipe import Recipe


def adapter(kind: str, name: str, **settings: Any) -> dict[str, Any]:
    """A ControlNet, T2I-Adapter or IP-Adapter node."""
    field = "control_model" if kind == "controlnet" else f"{kind}_model"
    return {"type": kind, "image": picture(), field: model(name), **settings}


def with_adapter(base: Recipe, kind: str, name: str, **settings: Any) -> Recipe:
    """A graph with a ControlNet, T2I-Adapter or IP-Adapter."""
    output = {"controlnet": "control"}.get(kind, kind)
    nodes = {"adapter": adapter(kind, name, **settings)}
    return base.but(nodes, f"adapter.{output} -> denoise.{output}")


def with_lora(base: Recipe, name: str, loader: str = "lora_loader", clips: str = "clip") -> Recipe:
    """A graph with a LoRA between the loader and everything that uses its UNet and CLIP."""
    edges = "model.unet -> lora.unet, lora.unet -> denoise.unet"
    for clip in clips.split():
        edges += f", model.{clip} -> lora.{clip}, lora.{clip} -> positive.{clip}, negative.{clip}"
    return base.but({"lora": {"type": loader, "lora": model(name), "weight": 1.0}}, edges)


def with_loras(
    base: Recipe, *names: str, loader: str = "lora_collection_loader", clips: str = "clip"
) -> Recipe:
    """A graph with LoRAs as the web UI adds them: selectors, a collect node and a collection loader."""
    nodes: dict[str, dict[str, Any]] = {"loras": {"type": "collect"}, "lora": {"type": loader}}
    edges = "model.unet -> lora.unet, lora.unet -> denoise.unet, loras.collection -> lora.loras"
    for clip in clips.split():
        edges += f", model.{clip} -> lora.{clip}, lora.{clip} -> positive.{clip}, negative.{clip}"
    for number, name in enumerate(names):
        nodes[f"lora_{number}"] = {"type": "lora_selector", "lora": model(name), "weight": 1.0}
        edges += f", lora_{number}.lora -> loras.item"
    return base.but(nodes, edges)


def with_vae(base: Recipe, name: str) -> Recipe:
    """A graph that decodes with a VAE of its own."""
    return base.but({"vae": {"type": "vae_loader", "vae_model": model(name)}}, "vae.vae -> out.vae")


def inpaint(base: Recipe) -> Recipe:
    """Only what is under the mask is made anew."""
    nodes = {"mask": {"type": "create_denoise_mask", "image": picture(), "mask": picture("mask")}}
    return from_picture(base, "i2l").but(
        nodes, "model.vae -> mask.vae, mask.denoise_mask -> denoise.denoise_mask"
    )


def gradient_inpaint(base: Recipe) -> Recipe:
    """Inpainting as the web UI builds it."""
    nodes = {"mask": {"type": "create_gradient_mask", "image": picture(), "mask": picture("mask")}}
    return from_picture(base, "i2l").but(
        nodes, "model.vae -> mask.vae, model.unet -> mask.unet, mask.denoise_mask -> denoise.denoise_mask"
    )


def on_transformer(base: Recipe, loader: str, name: str) -> Recipe:
    """A graph with a LoRA between its loader and its denoise node."""
    edges = "model.transformer -> lora.transformer, lora.transformer -> denoise.transformer"
    return base.but({"lora": {"type": loader, "lora": model(name), "weight": 1.0}}, edges)


def collected_on_transformer(base: Recipe, loader: str, name: str) -> Recipe:
    """The same as the web UI builds it."""
    return base.but(
        {
            "selector": {"type": "lora_selector", "lora": model(name), "weight": 1.0},
            "loras": {"type": "collect"},
            "lora": {"type": loader},
        },
        """
        selector.lora -> loras.item
        loras.collection -> lora.loras
        model.transformer -> lora.transformer
        lora.transformer -> denoise.transformer
        """,
    )
