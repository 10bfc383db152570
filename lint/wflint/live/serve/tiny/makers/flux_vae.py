"""The weights of FLUX.1's VAE, under the names of Black Forest Labs' own file.

Named here and not read off a class of InvokeAI, which has none for this VAE from 7.0 on. All releases load
this layout (``flux_vae`` checkpoints; 7.0 converts it to that of diffusers).
"""

from __future__ import annotations

from typing import Any

import torch

from .flux_node_pack import VAE
from .weights import normal, weight

_LATENTS = 16
_WIDTH: int = VAE["ch"]  # in every level: all of ch_mult is 1
_LEVELS = len(VAE["ch_mult"])
_Layer = tuple[str, tuple[int, ...]]  # name and shape
_BLOCKS: int = VAE["num_res_blocks"]  # of a level of the encoder; the decoder has one more


def autoencoder(seed: str) -> dict[str, Any]:
    """All tensors by name; each depends on the seed and its name, as those of :func:`weights.fill`."""
    tensors: dict[str, Any] = {}
    for name, shape in _layers():
        if len(shape) == 1:
            tensors[f"{name}.weight"], tensors[f"{name}.bias"] = torch.ones(shape), torch.zeros(shape)
        else:
            tensors[f"{name}.weight"] = weight(f"{seed}/{name}.weight", *shape)
            tensors[f"{name}.bias"] = normal(f"{seed}/{name}.bias", shape[0], std=0.02)
    return tensors


def _layers() -> list[_Layer]:
    """Names and shapes: of norms one number, of convolutions outputs, inputs, height and width."""
    found: list[_Layer] = [
        ("encoder.conv_in", (_WIDTH, 3, 3, 3)),
        ("decoder.conv_in", (_WIDTH, _LATENTS, 3, 3)),
    ]
    for level in range(_LEVELS):
        for block in range(_BLOCKS):
            found += _residual(f"encoder.down.{level}.block.{block}")
        for block in range(_BLOCKS + 1):
            found += _residual(f"decoder.up.{level}.block.{block}")
        if level < _LEVELS - 1:
            found.append((f"encoder.down.{level}.downsample.conv", (_WIDTH, _WIDTH, 3, 3)))
        if level > 0:
            found.append((f"decoder.up.{level}.upsample.conv", (_WIDTH, _WIDTH, 3, 3)))
    for side, outputs in (("encoder", 2 * _LATENTS), ("decoder", 3)):
        found += [*_residual(f"{side}.mid.block_1"), *_residual(f"{side}.mid.block_2")]
        found.append((f"{side}.mid.attn_1.norm", (_WIDTH,)))
        parts = ("q", "k", "v", "proj_out")
        found += [(f"{side}.mid.attn_1.{part}", (_WIDTH, _WIDTH, 1, 1)) for part in parts]
        found += [(f"{side}.norm_out", (_WIDTH,)), (f"{side}.conv_out", (outputs, _WIDTH, 3, 3))]
    return found


def _residual(name: str) -> list[_Layer]:
    wide = (_WIDTH, _WIDTH, 3, 3)
    return [
        (f"{name}.norm1", (_WIDTH,)),
        (f"{name}.conv1", wide),
        (f"{name}.norm2", (_WIDTH,)),
        (f"{name}.conv2", wide),
    ]
