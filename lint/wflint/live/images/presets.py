"""What counts as the same picture: named sets of limits.

=============  ==========================================================================================
``exact``      every pixel is equal
``tight``      the same picture from another machine or device: rounding and invisible noise pass; what the
               eye could see in any place does not, nor JPEG, nor a shift by one pixel
``perceptual`` the same to the eye: JPEG at quality 90 passes too; a visible defect of a few dozen pixels,
               other colours or a shift of detail do not
``structure``  the same composition: shifts by a pixel, light and colour may differ, detail may; other
               content, another pose or a large defect may not
=============  ==========================================================================================

JPEG and shifts are meant at the size of a photograph (512 pixels and more): in a thumbnail they are visible.
The limits were set between measured changes; ``tests/live/test_images.py`` holds each to its promise.
"""

from __future__ import annotations

from typing import NamedTuple

LEAST_IS_GOOD = ("ssim", "tile_ssim")  # similarities have a least; of all others, the less the better


class Limits(NamedTuple):
    """Limits of the metrics; None is no limit.

    Differences are in levels of 255 and shares and similarities from 0 to 1. ``max`` is the pixel that
    differs most, ``mean`` the mean, ``changed`` the share of pixels that differ by more than 16 levels,
    ``tile_mean`` the mean difference in the worst tile (after noise is smoothed away), ``ssim`` and
    ``tile_ssim`` the least structural similarity, overall and in the worst tile, ``hash`` the bits of the
    perceptual hash that may differ, ``histogram`` by how many levels a channel may move.
    """

    max: float | None = None
    mean: float | None = None
    changed: float | None = None
    tile_mean: float | None = None
    ssim: float | None = None
    tile_ssim: float | None = None
    hash: int | None = None
    histogram: float | None = None


class Preset(NamedTuple):
    """Limits, and the longer side (pixels) to which pictures are reduced first; None keeps them."""

    limits: Limits
    side: int | None = None


PRESETS: dict[str, Preset] = {
    "exact": Preset(Limits(max=0)),
    "tight": Preset(
        Limits(max=24, mean=2.0, changed=0.0005, tile_mean=2.0, tile_ssim=0.85, hash=4, histogram=1.5)
    ),
    "perceptual": Preset(
        Limits(mean=5.0, changed=0.05, tile_mean=6.0, ssim=0.9, tile_ssim=0.6, hash=8, histogram=4.0)
    ),
    "structure": Preset(Limits(mean=48.0, ssim=0.6, tile_ssim=0.2, hash=14, histogram=48.0), side=128),
}
