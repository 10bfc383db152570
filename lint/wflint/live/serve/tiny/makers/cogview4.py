"""CogView4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .files import save, write_index, write_scheduler
from .qwen_text import WIDTH, glm, write_tokenizer
from .vae import autoencoder
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path


def _main(path: Path) -> None:
    from diffusers import CogView4Transformer2DModel

    transformer = CogView4Transformer2DModel(
        num_layers=2,
        attention_head_dim=32,
        num_attention_heads=2,
        text_embed_dim=WIDTH,
        time_embed_dim=32,
        condition_dim=16,
        rope_axes_dim=(16, 16),
    )
    save(fill(transformer, "cogview4-transformer"), path / "transformer")
    save(glm("cogview4-glm"), path / "text_encoder")
    write_tokenizer(path / "tokenizer", "PreTrainedTokenizerFast", prefix=("[gMASK]", "<sop>"))
    save(autoencoder("cogview4-vae", 1.0, channels=16, quant=False, shift_factor=0.0), path / "vae")
    write_scheduler(
        path,
        "FlowMatchEulerDiscreteScheduler",
        num_train_timesteps=1000,
        base_shift=0.25,
        max_shift=0.75,
        use_dynamic_shifting=True,
        time_shift_type="linear",
    )
    write_index(
        path,
        "CogView4Pipeline",
        scheduler=("diffusers", "FlowMatchEulerDiscreteScheduler"),
        text_encoder=("transformers", "GlmModel"),
        tokenizer=("transformers", "PreTrainedTokenizerFast"),
        transformer=("diffusers", "CogView4Transformer2DModel"),
        vae=("diffusers", "AutoencoderKL"),
    )


MODELS = {"tiny-cogview4": _main}
