"""FLUX.2 Klein."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .files import save, write_index, write_scheduler
from .qwen_text import WIDTH, qwen3, write_tokenizer
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path

_LATENT = 32


def _vae() -> Any:
    import torch
    from diffusers import AutoencoderKLFlux2

    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 8, 8, 8), layers_per_block=1, latent_channels=_LATENT, norm_num_groups=4
    )
    fill(vae, "flux2-vae")
    with torch.no_grad():  # see vae.autoencoder
        vae.quant_conv.weight[_LATENT:] = 0.0
        vae.quant_conv.bias[_LATENT:] = -30.0
    return vae


def _main(path: Path) -> None:
    from diffusers import Flux2Transformer2DModel

    transformer = Flux2Transformer2DModel(
        in_channels=4 * _LATENT,
        num_layers=2,
        num_single_layers=2,
        attention_head_dim=32,
        num_attention_heads=2,
        joint_attention_dim=3 * WIDTH,  # three layers of the text encoder side by side
        axes_dims_rope=(8, 8, 8, 8),
        guidance_embeds=False,
    )
    save(fill(transformer, "flux2-transformer"), path / "transformer")
    save(qwen3("flux2-qwen3"), path / "text_encoder")
    write_tokenizer(path / "tokenizer", "Qwen2TokenizerFast")
    save(_vae(), path / "vae")
    write_scheduler(path, "FlowMatchEulerDiscreteScheduler", num_train_timesteps=1000, shift=3.0)
    write_index(
        path,
        "Flux2KleinPipeline",
        scheduler=("diffusers", "FlowMatchEulerDiscreteScheduler"),
        text_encoder=("transformers", "Qwen3ForCausalLM"),
        tokenizer=("transformers", "Qwen2TokenizerFast"),
        transformer=("diffusers", "Flux2Transformer2DModel"),
        vae=("diffusers", "AutoencoderKLFlux2"),
    )


MODELS = {"tiny-flux2-klein": _main}
