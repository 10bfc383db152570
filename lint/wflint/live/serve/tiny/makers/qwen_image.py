"""Qwen-Image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .files import save, write_index, write_scheduler
from .qwen_text import WIDTH, text_settings, token, write_tokenizer
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path


def _text_encoder() -> Any:
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    config = Qwen2_5_VLConfig(
        text_config={
            **text_settings(),
            "rope_scaling": {"type": "mrope", "mrope_section": [2, 3, 3], "rope_type": "default"},
        },
        vision_config={
            "depth": 1,
            "hidden_size": WIDTH,
            "intermediate_size": WIDTH,
            "num_heads": 2,
            "out_hidden_size": WIDTH,
            "fullatt_block_indexes": [0],
        },
        image_token_id=token("<|image_pad|>"),
        video_token_id=token("<|video_pad|>"),
        vision_start_token_id=token("<|vision_start|>"),
        vision_end_token_id=token("<|vision_end|>"),
    )
    return fill(Qwen2_5_VLForConditionalGeneration(config), "qwen-image-text")


def _main(path: Path) -> None:
    from diffusers import AutoencoderKLQwenImage, QwenImageTransformer2DModel

    transformer = QwenImageTransformer2DModel(
        num_layers=2,
        attention_head_dim=32,
        num_attention_heads=2,
        joint_attention_dim=WIDTH,
        axes_dims_rope=(8, 12, 12),
    )
    save(fill(transformer, "qwen-image-transformer"), path / "transformer")
    save(_text_encoder(), path / "text_encoder")
    write_tokenizer(path / "tokenizer", "Qwen2Tokenizer")
    vae = AutoencoderKLQwenImage(base_dim=8, dim_mult=[1, 1, 1, 1], num_res_blocks=1)
    save(fill(vae, "qwen-image-vae"), path / "vae")
    write_scheduler(path, "FlowMatchEulerDiscreteScheduler", num_train_timesteps=1000, shift=1.0)
    write_index(
        path,
        "QwenImagePipeline",
        scheduler=("diffusers", "FlowMatchEulerDiscreteScheduler"),
        text_encoder=("transformers", "Qwen2_5_VLForConditionalGeneration"),
        tokenizer=("transformers", "Qwen2Tokenizer"),
        transformer=("diffusers", "QwenImageTransformer2DModel"),
        vae=("diffusers", "AutoencoderKLQwenImage"),
    )


MODELS = {"tiny-qwen-image": _main}
