"""Stable Diffusion XL: the base model and its refiner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .clip import text_encoder
from .files import save, write_clip_tokenizer, write_index, write_scheduler
from .vae import SDXL_SCALE, autoencoder
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path

WIDTHS = (32, 64, 128)
_TIME_WIDTH = 8  # of the embedding of each size and crop number


def unet(seed: str = "sdxl-unet", context: int = 2048, numbers: int = 6) -> Any:
    """The UNet. ``numbers``: how many sizes and crops condition it (base six, refiner five)."""
    from diffusers import UNet2DConditionModel

    model = UNet2DConditionModel(
        sample_size=128,
        block_out_channels=WIDTHS,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=2,
        transformer_layers_per_block=(1, 1, 2),
        cross_attention_dim=context,
        attention_head_dim=(2, 4, 8),
        norm_num_groups=8,
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=_TIME_WIDTH,
        projection_class_embeddings_input_dim=1280 + numbers * _TIME_WIDTH,
    )
    return fill(model, seed)


def _parts(path: Path, model: Any, pipeline: str, *, both_encoders: bool) -> None:
    save(model, path / "unet")
    if both_encoders:
        save(text_encoder("sdxl-clip", 768), path / "text_encoder")
        write_clip_tokenizer(path / "tokenizer")
    save(text_encoder("sdxl-clip-2", 1280, projection=True), path / "text_encoder_2")
    write_clip_tokenizer(path / "tokenizer_2", pad="!")
    save(autoencoder("sdxl-vae", SDXL_SCALE, force_upcast=True), path / "vae")
    write_scheduler(
        path,
        "EulerDiscreteScheduler",
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        num_train_timesteps=1000,
        prediction_type="epsilon",
        timestep_spacing="leading",
        steps_offset=1,
    )
    first = ("transformers", "CLIPTextModel") if both_encoders else (None, None)
    write_index(
        path,
        pipeline,
        scheduler=("diffusers", "EulerDiscreteScheduler"),
        text_encoder=first,
        text_encoder_2=("transformers", "CLIPTextModelWithProjection"),
        tokenizer=("transformers", "CLIPTokenizer") if both_encoders else (None, None),
        tokenizer_2=("transformers", "CLIPTokenizer"),
        unet=("diffusers", "UNet2DConditionModel"),
        vae=("diffusers", "AutoencoderKL"),
    )


def _base(path: Path) -> None:
    _parts(path, unet(), "StableDiffusionXLPipeline", both_encoders=True)


def _refiner(path: Path) -> None:
    model = unet("sdxl-refiner-unet", context=1280, numbers=5)
    _parts(path, model, "StableDiffusionXLImg2ImgPipeline", both_encoders=False)


MODELS = {"tiny-sdxl": _base, "tiny-sdxl-refiner": _refiner}
