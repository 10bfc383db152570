"""Autoencoders: four or sixteen latent channels, a factor of eight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .files import save
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path

SD15_SCALE, SDXL_SCALE = 0.18215, 0.13025


def autoencoder(
    seed: str, scaling_factor: float, *, channels: int = 4, quant: bool = True, **more: Any
) -> Any:
    """A VAE whose encoder is practically deterministic.

    InvokeAI samples the posterior without a seed in ``i2l``; a log-variance of -30 leaves nothing to sample.
    """
    import torch
    from diffusers import AutoencoderKL

    vae = AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=channels,
        norm_num_groups=4,
        sample_size=512,
        scaling_factor=scaling_factor,
        **({} if quant else {"use_quant_conv": False, "use_post_quant_conv": False}),
        **more,
    )
    fill(vae, seed)
    last = vae.quant_conv if quant else vae.encoder.conv_out
    with torch.no_grad():
        last.weight[channels:] = 0.0
        last.bias[channels:] = -30.0
    return vae


def _sd15(path: Path) -> None:
    save(autoencoder("vae-sd15-other", SD15_SCALE), path)


def _sdxl(path: Path) -> None:
    save(autoencoder("vae-sdxl-other", SDXL_SCALE), path)


# Neither is the VAE inside the main models, so that exchanging them shows. The base is told by the name.
MODELS = {"tiny-vae-sd15": _sd15, "tiny-vae-sdxl": _sdxl}
