"""Stable Diffusion 3 with its three text encoders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import t5
from .clip import text_encoder
from .files import save, write_clip_tokenizer, write_index, write_scheduler
from .vae import autoencoder
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path


def _main(path: Path) -> None:
    from diffusers import SD3Transformer2DModel

    transformer = SD3Transformer2DModel(
        sample_size=32,
        num_layers=2,
        attention_head_dim=32,
        num_attention_heads=2,
        joint_attention_dim=4096,
        caption_projection_dim=64,
        pooled_projection_dim=768 + 1280,
        pos_embed_max_size=96,
    )
    save(fill(transformer, "sd3-transformer"), path / "transformer")
    save(text_encoder("sd3-clip-l", 768, projection=True), path / "text_encoder")
    save(text_encoder("sd3-clip-g", 1280, projection=True), path / "text_encoder_2")
    t5.save_encoder(path / "text_encoder_3", "sd3-t5")
    save(
        autoencoder("sd3-vae", 1.5305, channels=16, quant=False, shift_factor=0.0609),
        path / "vae",
    )
    write_clip_tokenizer(path / "tokenizer")
    write_clip_tokenizer(path / "tokenizer_2", pad="!")
    t5.write_tokenizer(path / "tokenizer_3")
    write_scheduler(path, "FlowMatchEulerDiscreteScheduler", num_train_timesteps=1000, shift=3.0)
    write_index(
        path,
        "StableDiffusion3Pipeline",
        scheduler=("diffusers", "FlowMatchEulerDiscreteScheduler"),
        text_encoder=("transformers", "CLIPTextModelWithProjection"),
        text_encoder_2=("transformers", "CLIPTextModelWithProjection"),
        text_encoder_3=("transformers", "T5EncoderModel"),
        tokenizer=("transformers", "CLIPTokenizer"),
        tokenizer_2=("transformers", "CLIPTokenizer"),
        tokenizer_3=("transformers", "T5TokenizerFast"),
        transformer=("diffusers", "SD3Transformer2DModel"),
        vae=("diffusers", "AutoencoderKL"),
    )


MODELS = {"tiny-sd3": _main}
