"""Makes one SDXL of random weights, in InvokeAI's environment: ``proof_model.py FOLDER full|small``.

``full`` has the sizes of SDXL itself (6 GB on disk in half precision), so that what it takes of a graphics
card is what SDXL takes; ``small`` is the tiny one. The UNet is never there in single precision.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "lint" / "wflint" / "live" / "serve" / "tiny"))


def _maker(name: str) -> Any:
    """A module of those that make the tiny models; wflint itself is not in InvokeAI's environment."""
    return importlib.import_module(f"makers.{name}")


def _empty(kind: str, **sizes: Any) -> Any:
    """A module of diffusers in half precision whose weights are not set yet."""
    import diffusers
    import torch

    make = getattr(diffusers, kind)  # imported here: torch's own modules cannot be, on a device that is none
    with torch.device("meta"):
        module = make(**sizes)
    return module.half().to_empty(device="cpu")


def _unet() -> Any:
    return _empty(
        "UNet2DConditionModel",
        sample_size=128,
        block_out_channels=(320, 640, 1280),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=2,
        transformer_layers_per_block=(1, 2, 10),
        cross_attention_dim=2048,
        attention_head_dim=(5, 10, 20),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
    )


def _vae() -> Any:
    return _empty(
        "AutoencoderKL",
        block_out_channels=(128, 256, 512, 512),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=2,
        latent_channels=4,
        sample_size=1024,
        scaling_factor=0.13025,
    )


def _encoder(width: int, layers: int, *, projection: bool) -> Any:
    """A CLIP text encoder of full width and depth; made whole, since it has buffers that are computed."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    words = _maker("clip").VOCABULARY
    config = CLIPTextConfig(
        vocab_size=words,
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=width // 64,
        max_position_embeddings=77,
        projection_dim=width,
        bos_token_id=words - 2,
        eos_token_id=words - 1,
        pad_token_id=words - 1,
    )
    return (CLIPTextModelWithProjection if projection else CLIPTextModel)(config)


def _full(path: Path) -> None:
    save, fill = _maker("files").save, _maker("weights").fill
    _maker("sdxl").MODELS["tiny-sdxl"](
        path
    )  # the index, the scheduler, the tokenizers; the parts are replaced
    save(fill(_unet(), "proof-unet"), path / "unet")
    save(fill(_vae(), "proof-vae"), path / "vae")
    save(fill(_encoder(768, 12, projection=False), "proof-clip"), path / "text_encoder")
    save(fill(_encoder(1280, 32, projection=True), "proof-clip-2"), path / "text_encoder_2")


def main() -> None:
    """Make it."""
    folder, size = Path(sys.argv[1]), sys.argv[2]
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    import torch

    torch.set_grad_enabled(False)
    folder.parent.mkdir(parents=True, exist_ok=True)
    (_full if size == "full" else _maker("sdxl").MODELS["tiny-sdxl"])(folder)


if __name__ == "__main__":
    main()
