"""Weights that are random, the same everywhere, and large enough to have an effect."""

from __future__ import annotations

import math
import zlib
from typing import Any

import torch

# Prefixes that transformers 4 gives to the same parameter and transformers 5 does not, or the reverse.
_PREFIXES = ("text_model.", "vision_model.", "model.", "transformer.")


def normal(name: str, *shape: int, std: float = 1.0) -> Any:
    """A tensor of normal values that depend on the name and shape alone."""
    generator = torch.Generator("cpu").manual_seed(zlib.crc32(name.encode()))
    return torch.randn(*shape, generator=generator) * std


def weight(name: str, *shape: int, gain: float = 1.0) -> Any:
    """A weight matrix or kernel that keeps the variance of its input (times ``gain`` squared)."""
    fan_in = max(1, math.prod(shape[1:]))
    return normal(name, *shape, std=gain / math.sqrt(fan_in))


def fill(module: Any, seed: str) -> Any:
    """Overwrite all parameters of a module: scale 1 for norms, small biases, else a ``weight``.

    Every parameter is seeded by its name, so the order in which a library release makes them is of no
    importance, and zero-initialised layers (ControlNets) get values.
    """
    norms = {
        f"{path}.{kind}"
        for path, part in module.named_modules()
        if "Norm" in type(part).__name__
        for kind in ("weight", "scale", "bias")
    }
    with torch.no_grad():
        for path, parameter in module.named_parameters():
            short = path
            for prefix in _PREFIXES:
                short = short.removeprefix(prefix)
            shape = tuple(parameter.shape)
            if path in norms and parameter.dim() == 1:
                parameter.fill_(0.0 if path.endswith("bias") else 1.0)
            elif parameter.dim() < 2:
                parameter.copy_(normal(f"{seed}/{short}", *shape, std=0.02))
            else:
                parameter.copy_(weight(f"{seed}/{short}", *shape))
    return module


def half(tensors: dict[str, Any]) -> dict[str, Any]:
    """The same tensors in fp16, contiguous, fit for safetensors."""
    return {name: tensor.to(torch.float16).contiguous() for name, tensor in tensors.items()}


def brain(tensors: dict[str, Any]) -> dict[str, Any]:
    """The same tensors in bf16, which InvokeAI 5 expects of FLUX on a CPU too."""
    return {name: tensor.to(torch.bfloat16).contiguous() for name, tensor in tensors.items()}
