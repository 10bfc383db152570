"""ControlNets, a LoRA and an IP-Adapter for the tiny FLUX.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from safetensors.torch import save_file

from .adapters import lora
from .flux import DEPTH, parameters
from .flux_node_pack import TRANSFORMER
from .weights import brain, fill, normal, weight

if TYPE_CHECKING:
    from pathlib import Path

_WIDTH = TRANSFORMER["hidden_size"]
_TEXT_WIDTH, _IMAGE_WIDTH = 4096, 768
_CONTEXT, _TOKENS = 64, 4  # of the IP-Adapter; InvokeAI reads both off the file


def _instantx(path: Path) -> None:
    from diffusers import FluxControlNetModel

    model = FluxControlNetModel(
        in_channels=64,
        num_layers=2,
        num_single_layers=2,
        attention_head_dim=128,
        num_attention_heads=TRANSFORMER["num_heads"],
        joint_attention_dim=_TEXT_WIDTH,
        pooled_projection_dim=768,
        guidance_embeds=True,
        axes_dims_rope=[16, 56, 56],
    )
    fill(model, path.name).to(torch.bfloat16).save_pretrained(str(path))


def _xlabs(path: Path) -> None:
    from invokeai.backend.flux.controlnet.xlabs_controlnet_flux import XLabsControlNetFlux

    model = XLabsControlNetFlux(parameters(guidance=True))
    save_file(brain(fill(model, path.stem).state_dict()), str(path))


def _lora(path: Path) -> None:
    blocks = range(0, DEPTH, 4)
    layers = {f"lora_unet_double_blocks_{n}_img_attn_qkv": (3 * _WIDTH, _WIDTH) for n in blocks}
    layers |= {f"lora_unet_double_blocks_{n}_txt_attn_qkv": (3 * _WIDTH, _WIDTH) for n in blocks}
    save_file(brain(lora(path.stem, layers)), str(path))


def _ip_adapter(path: Path) -> None:
    name = path.stem
    tensors = {
        "ip_adapter_proj_model.proj.weight": weight(f"{name}/proj", _TOKENS * _CONTEXT, _IMAGE_WIDTH),
        "ip_adapter_proj_model.proj.bias": normal(f"{name}/bias", _TOKENS * _CONTEXT, std=0.02),
        "ip_adapter_proj_model.norm.weight": weight(f"{name}/norm", _CONTEXT) * 0 + 1,
        "ip_adapter_proj_model.norm.bias": weight(f"{name}/norm", _CONTEXT) * 0,
    }
    for number in range(DEPTH):
        for part in ("k", "v"):
            key = f"double_blocks.{number}.processor.ip_adapter_double_stream_{part}_proj"
            tensors[f"{key}.weight"] = weight(f"{name}/{key}", _WIDTH, _CONTEXT)
            tensors[f"{key}.bias"] = normal(f"{name}/{key}/bias", _WIDTH, std=0.02)
    save_file(brain(tensors), str(path))


MODELS = {
    "tiny-flux-controlnet-instantx": _instantx,
    "tiny-flux-controlnet-xlabs.safetensors": _xlabs,
    "tiny-flux-lora.safetensors": _lora,
    "tiny-flux-ip-adapter.safetensors": _ip_adapter,
}

# A ControlNet of XLabs has the keys of a main model too, which InvokeAI 6.14.2 takes it for unless told.
CHANGES = {"tiny-flux-controlnet-xlabs.safetensors": {"type": "controlnet"}}
