"""A picture that shows a difference: what should be, what came, where they differ."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from wflint.live.images import metrics
from wflint.live.images.pixels import same_channels
from wflint.writing import write_file

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.images.pixels import Picture

_GAP = 4


def save_difference(path: Path, found: Picture, wanted: Picture) -> Path:
    """Write wanted, found and the difference (the brighter the larger) side by side. Raises OSError.

    Pictures of different sizes are shown without the difference.
    """
    from PIL import Image

    panels = [_rgb(wanted), _rgb(found)]
    if found.size == wanted.size:
        a, b = same_channels(found, wanted)
        # The square root makes small differences visible.
        heat = np.sqrt(np.clip(metrics.largest(a, b), 0, 255) / 255) * 255
        panels.append(np.repeat(heat[:, :, None], 3, axis=2))
    height = max(panel.shape[0] for panel in panels)
    width = sum(panel.shape[1] for panel in panels) + _GAP * (len(panels) - 1)
    sheet = np.full((height, width, 3), 128, np.uint8)
    x = 0
    for panel in panels:
        sheet[: panel.shape[0], x : x + panel.shape[1]] = np.clip(np.nan_to_num(panel), 0, 255)
        x += panel.shape[1] + _GAP
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = io.BytesIO()
    Image.fromarray(sheet).save(drawn, "PNG")
    write_file(path, drawn.getvalue(), follow=False)
    return path


def _rgb(picture: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    pixels = picture.pixels
    return pixels[:, :, :3] if pixels.shape[2] >= 3 else np.repeat(pixels[:, :, :1], 3, axis=2)
