"""An upscaler of the ESRGAN kind that InvokeAI runs with spandrel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safetensors.torch import save_file

from .weights import fill, half

if TYPE_CHECKING:
    from pathlib import Path

_FEATURES, _LAYERS, _SCALE = 8, 2, 2


def _upscaler(path: Path) -> None:
    from spandrel.architectures.Compact import Compact

    # This architecture adds what it computes to the picture made larger, so that a picture comes out of it.
    model = Compact(num_feat=_FEATURES, num_conv=_LAYERS, upscale=_SCALE)
    save_file(half(fill(model, path.stem).state_dict()), str(path))


MODELS = {"tiny-upscaler-2x.safetensors": _upscaler}
