"""IP-Adapters, LoRAs and textual inversions of SD1.5 and SDXL, each in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safetensors.torch import save_file

from . import sd15, sdxl
from .weights import half, normal, weight

if TYPE_CHECKING:
    from pathlib import Path

_TOKENS = 4  # that an IP-Adapter makes of an image
_RANK = 4
_LORA_GAIN = 0.7


def _ip_adapter(path: Path, unet: Any, context: int, image_width: int) -> None:
    """Keys as in the original checkpoints: odd numbers count the attention processors of the UNet."""
    name = path.name
    tensors = {
        "image_proj.proj.weight": weight(f"{name}/proj", _TOKENS * context, image_width),
        "image_proj.proj.bias": normal(f"{name}/proj-bias", _TOKENS * context, std=0.02),
        "image_proj.norm.weight": weight(f"{name}/norm", context) * 0 + 1,
        "image_proj.norm.bias": weight(f"{name}/norm", context) * 0,
    }
    modules = dict(unet.named_modules())
    for number, processor in enumerate(unet.attn_processors):
        attention = modules[processor.removesuffix(".processor")]
        if number % 2:
            for part in ("k", "v"):
                key = f"ip_adapter.{number}.to_{part}_ip.weight"
                tensors[key] = weight(f"{name}/{key}", attention.to_k.out_features, context)
    save_file(half(tensors), str(path))


def lora(name: str, layers: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """A LoRA in kohya's keys for layers given as name: (outputs, inputs)."""
    import torch

    tensors: dict[str, Any] = {}
    for layer, (outputs, inputs) in layers.items():
        tensors[f"{layer}.lora_down.weight"] = weight(f"{name}/{layer}/down", _RANK, inputs)
        tensors[f"{layer}.lora_up.weight"] = weight(f"{name}/{layer}/up", outputs, _RANK, gain=_LORA_GAIN)
        tensors[f"{layer}.alpha"] = torch.tensor(float(_RANK))
    return half(tensors)


def _attentions(unet: Any) -> dict[str, tuple[int, int]]:
    """The attention layers of a UNet under kohya's names."""
    return {
        "lora_unet_" + path.replace(".", "_"): (part.out_features, part.in_features)
        for path, part in unet.named_modules()
        if path.endswith((".to_q", ".to_k", ".to_v"))
    }


def _text(prefix: str, width: int) -> dict[str, tuple[int, int]]:
    return {
        f"{prefix}_text_model_encoder_layers_{layer}_self_attn_{part}_proj": (width, width)
        for layer in (0, 1)
        for part in ("q", "k", "v")
    }


def _lora_sd15(path: Path) -> None:
    save_file(lora(path.name, _attentions(sd15.unet()) | _text("lora_te", 768)), str(path))


def _lora_sdxl(path: Path) -> None:
    layers = _attentions(sdxl.unet()) | _text("lora_te1", 768) | _text("lora_te2", 1280)
    save_file(lora(path.name, layers), str(path))


def _inversion_sd15(path: Path) -> None:
    save_file(half({"emb_params": normal(path.name, 2, 768)}), str(path))


def _inversion_sdxl(path: Path) -> None:
    tensors = {"clip_l": normal(f"{path.name}/l", 2, 768), "clip_g": normal(f"{path.name}/g", 2, 1280)}
    save_file(half(tensors), str(path))


MODELS = {
    "tiny-ip-adapter-sd15.safetensors": lambda path: _ip_adapter(path, sd15.unet(), 768, 1024),
    "tiny-ip-adapter-sdxl.safetensors": lambda path: _ip_adapter(path, sdxl.unet(), 2048, 1280),
    "tiny-lora-sd15.safetensors": _lora_sd15,
    "tiny-lora-sdxl.safetensors": _lora_sdxl,
    "tiny-lora-sdxl-second.safetensors": _lora_sdxl,
    "tiny-ti-sd15.safetensors": _inversion_sd15,
    "tiny-ti-sdxl.safetensors": _inversion_sdxl,
}
