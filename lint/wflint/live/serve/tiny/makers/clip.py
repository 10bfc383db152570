"""CLIP text encoders and CLIP Vision models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .files import save, write_json
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path

VOCABULARY = 514


def text_encoder(seed: str, width: int, *, projection: bool = False) -> Any:
    """A CLIP text encoder of two layers, ``width`` wide; with a projection for SDXL's second one."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=VOCABULARY,
        hidden_size=width,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=width // 64,
        max_position_embeddings=77,
        hidden_act="quick_gelu",
        projection_dim=width,
        bos_token_id=VOCABULARY - 2,
        eos_token_id=VOCABULARY - 1,
        pad_token_id=VOCABULARY - 1,
    )
    kind = CLIPTextModelWithProjection if projection else CLIPTextModel
    return fill(kind(config), seed)


def _vision(path: Path, projection: int) -> None:
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        image_size=224,
        patch_size=32,
        projection_dim=projection,
    )
    save(fill(CLIPVisionModelWithProjection(config), path.name), path)
    write_json(
        path / "preprocessor_config.json",
        {
            "image_processor_type": "CLIPImageProcessor",
            "feature_extractor_type": "CLIPFeatureExtractor",
            "crop_size": 224,
            "size": 224,
            "do_center_crop": True,
            "do_normalize": True,
            "do_resize": True,
            "resample": 3,
            "image_mean": [0.48145466, 0.4578275, 0.40821073],
            "image_std": [0.26862954, 0.26130258, 0.27577711],
        },
    )


# InvokeAI finds the image encoder of an IP-Adapter by these names (starter_models.py) and downloads one when
# there is none.
MODELS = {
    "IP Adapter SD1.5 Image Encoder": lambda path: _vision(path, 1024),
    "IP Adapter SDXL Image Encoder": lambda path: _vision(path, 1280),
    "clip-vit-large-patch14": lambda path: _vision(path, 768),
}
