"""What is wrong with a picture whatever it should show: black, blank, not a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from wflint.live.images.pixels import Floats, Picture

# A picture of random weights at 64x64 has a deviation of tens of levels; a faint gradient has about 5.
BLANK_DEVIATION = 1.0
BLACK_LEVEL = 2.0


def is_black(picture: Picture) -> bool:
    """Whether nothing can be seen: every pixel is black (at most 2 of 255) or transparent.

    Numbers that are NaN come out of InvokeAI so: casting them to bytes gives 0.
    """
    colour = picture.pixels[:, :, :3] if picture.pixels.shape[2] >= 3 else picture.pixels[:, :, :1]
    if picture.pixels.shape[2] in (2, 4):
        colour = colour * (picture.pixels[:, :, -1:] > 0)
    return bool(_finite(colour).max(initial=0.0) <= BLACK_LEVEL)


def is_blank(picture: Picture) -> bool:
    """Whether it is one flat colour: no channel deviates by a level of 255 from its mean."""
    channels = _finite(picture.pixels).reshape(-1, picture.pixels.shape[2])
    return bool(channels.std(axis=0).max() < BLANK_DEVIATION)


def has_nan(picture: Picture) -> bool:
    """Whether a pixel is no finite number (formats of floats only)."""
    return not bool(np.isfinite(picture.pixels).all())


def _finite(pixels: Floats) -> Floats:
    """What is no number as black, what is infinite as far as a pixel can be."""
    found: Floats = np.nan_to_num(pixels, nan=0.0, posinf=255.0, neginf=0.0)
    return found
