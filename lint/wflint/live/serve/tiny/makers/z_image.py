"""Z-Image Turbo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .files import save, write_index, write_scheduler
from .qwen_text import WIDTH, qwen3, write_tokenizer
from .vae import autoencoder
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path


def _main(path: Path) -> None:
    from diffusers import ZImageTransformer2DModel

    transformer = ZImageTransformer2DModel(
        dim=64,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=WIDTH,
        axes_dims=[8, 12, 12],
    )
    save(fill(transformer, "z-image-transformer"), path / "transformer")
    save(qwen3("z-image-qwen3"), path / "text_encoder")
    write_tokenizer(path / "tokenizer", "Qwen2Tokenizer")
    save(
        autoencoder("z-image-vae", 0.3611, channels=16, quant=False, shift_factor=0.1159),
        path / "vae",
    )
    write_scheduler(path, "FlowMatchEulerDiscreteScheduler", num_train_timesteps=1000, shift=3.0)
    write_index(
        path,
        "ZImagePipeline",
        scheduler=("diffusers", "FlowMatchEulerDiscreteScheduler"),
        text_encoder=("transformers", "Qwen3ForCausalLM"),
        tokenizer=("transformers", "Qwen2Tokenizer"),
        transformer=("diffusers", "ZImageTransformer2DModel"),
        vae=("diffusers", "AutoencoderKL"),
    )


MODELS = {"tiny-z-image": _main}
