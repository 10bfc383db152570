"""ControlNets and T2I-Adapters of SD1.5 and SDXL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import sd15, sdxl
from .files import save
from .weights import fill

if TYPE_CHECKING:
    from pathlib import Path


def _controlnet(path: Path, unet: Any) -> None:
    from diffusers import ControlNetModel

    # The convolutions that a fresh ControlNet ends in are zero, as if it had no effect; fill() sets them too.
    model = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(8, 8, 16, 32))
    save(fill(model, path.name), path)


def _adapter(path: Path, kind: str, factor: int) -> None:
    from diffusers import T2IAdapter

    channels = list(sd15.WIDTHS if kind == "full_adapter" else (*sdxl.WIDTHS, sdxl.WIDTHS[-1]))
    model = T2IAdapter(
        in_channels=3, channels=channels, num_res_blocks=1, downscale_factor=factor, adapter_type=kind
    )
    save(fill(model, path.name), path)


MODELS = {
    "tiny-controlnet-sd15": lambda path: _controlnet(path, sd15.unet()),
    "tiny-controlnet-sdxl": lambda path: _controlnet(path, sdxl.unet()),
    "tiny-t2i-adapter-sd15": lambda path: _adapter(path, "full_adapter", 8),
    "tiny-t2i-adapter-sdxl": lambda path: _adapter(path, "full_adapter_xl", 16),
}
