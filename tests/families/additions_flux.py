"""What graphs of FLUX.1 take beside a model: adapters, LoRAs, references, noise, masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.parts import model, picture
from tests.families.recipes import flux, from_picture, noise

if TYPE_CHECKING:
    from tests.families.recipe import Recipe


def flux_controlled(name: str, base: Recipe | None = None, **settings: Any) -> Recipe:
    """FLUX.1 with a ControlNet."""
    adapter = {"type": "flux_controlnet", "image": picture(), "control_model": model(name), **settings}
    edges = "adapter.control -> denoise.control, model.vae -> denoise.controlnet_vae"
    return (base or flux()).but({"adapter": adapter}, edges)


def flux_adapted(name: str, base: Recipe | None = None) -> Recipe:
    """FLUX.1 with an IP-Adapter."""
    adapter = {"type": "flux_ip_adapter", "image": picture(), "ip_adapter_model": model(name)}
    return (base or flux()).but({"adapter": adapter}, "adapter.ip_adapter -> denoise.ip_adapter")


def flux_lora(name: str, base: Recipe | None = None) -> Recipe:
    """FLUX.1 with a LoRA."""
    edges = "model.transformer -> lora.transformer, lora.transformer -> denoise.transformer"
    return (base or flux()).but(
        {"lora": {"type": "flux_lora_loader", "lora": model(name), "weight": 1.0}}, edges
    )


def flux_loras(name: str) -> Recipe:
    """FLUX.1 with a LoRA as the web UI adds it."""
    return flux().but(
        {
            "selector": {"type": "lora_selector", "lora": model(name), "weight": 1.0},
            "loras": {"type": "collect"},
            "lora": {"type": "flux_lora_collection_loader"},
        },
        """
        selector.lora -> loras.item
        loras.collection -> lora.loras
        model.transformer -> lora.transformer
        model.clip -> lora.clip
        lora.transformer -> denoise.transformer
        lora.clip -> positive.clip
        """,
    )


def kontext(base: Recipe | None = None) -> Recipe:
    """FLUX Kontext."""
    reference = {"reference": {"type": "flux_kontext", "image": picture()}}
    edges = "reference.kontext_cond -> denoise.kontext_conditioning, model.vae -> denoise.controlnet_vae"
    return (base or flux("tiny-flux-kontext")).but(reference, edges)


def flux_noise(**settings: Any) -> dict[str, Any]:
    """Noise in the shape of FLUX.1's latents."""
    return noise(noise_type="FLUX", **settings)


def flux_inpaint() -> Recipe:
    """FLUX.1 inpainting."""
    nodes = {"mask": {"type": "create_gradient_mask", "image": picture(), "mask": picture("mask")}}
    return from_picture(flux(), "flux_vae_encode").but(
        nodes, "model.vae -> mask.vae, mask.denoise_mask -> denoise.denoise_mask"
    )


def control_lora(name: str = "tiny-flux-control-lora", base: Recipe | None = None) -> Recipe:
    """FLUX.1 with a control LoRA."""
    adapter = {"type": "flux_control_lora_loader", "image": picture(), "lora": model(name)}
    edges = "adapter.control_lora -> denoise.control_lora, model.vae -> denoise.controlnet_vae"
    return (base or flux()).but({"adapter": adapter}, edges)


def redux(name: str = "tiny-flux-redux", base: Recipe | None = None) -> Recipe:
    """FLUX.1 with Redux."""
    adapter = {"type": "flux_redux", "image": picture(), "redux_model": model(name)}
    return (base or flux()).but({"adapter": adapter}, "adapter.redux_cond -> denoise.redux_conditioning")
