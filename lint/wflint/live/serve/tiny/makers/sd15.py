"""Stable Diffusion 1.5: text to image, and inpainting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .clip import text_encoder
from .files import save, write_clip_tokenizer, write_index, write_scheduler
from .vae import SD15_SCALE, autoencoder
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path

WIDTHS = (32, 64, 128, 128)


def unet(in_channels: int = 4) -> Any:
    """The UNet: full depth, an eighth of the width or less. Nine input channels for inpainting."""
    from diffusers import UNet2DConditionModel

    model = UNet2DConditionModel(
        sample_size=64,
        in_channels=in_channels,
        out_channels=4,
        block_out_channels=WIDTHS,
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
        layers_per_block=2,
        cross_attention_dim=768,
        attention_head_dim=8,
        norm_num_groups=8,
    )
    return fill(model, "sd15-unet")


def _main(path: Path, in_channels: int, pipeline: str) -> None:
    save(unet(in_channels), path / "unet")
    save(text_encoder("sd15-clip", 768), path / "text_encoder")
    save(autoencoder("sd15-vae", SD15_SCALE), path / "vae")
    write_clip_tokenizer(path / "tokenizer")
    write_scheduler(
        path,
        "DDIMScheduler",
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        num_train_timesteps=1000,
        prediction_type="epsilon",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )
    write_index(
        path,
        pipeline,
        feature_extractor=(None, None),
        safety_checker=(None, None),
        scheduler=("diffusers", "DDIMScheduler"),
        text_encoder=("transformers", "CLIPTextModel"),
        tokenizer=("transformers", "CLIPTokenizer"),
        unet=("diffusers", "UNet2DConditionModel"),
        vae=("diffusers", "AutoencoderKL"),
    )


MODELS = {
    "tiny-sd15": lambda path: _main(path, 4, "StableDiffusionPipeline"),
    "tiny-sd15-inpaint": lambda path: _main(path, 9, "StableDiffusionInpaintPipeline"),
}
