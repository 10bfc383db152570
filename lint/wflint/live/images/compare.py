"""Two pictures compared: every metric, the worst tile, and which limits are passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wflint.live.images import metrics
from wflint.live.images.metrics import Metrics
from wflint.live.images.pixels import grey, same_channels
from wflint.live.images.presets import PRESETS, Limits
from wflint.live.images.words import fault_lines, how_far

if TYPE_CHECKING:
    from wflint.live.images.metrics import Weights
    from wflint.live.images.pixels import Floats, Picture

_TILES_ACROSS, _SMALLEST_TILE, _LARGEST_TILE = 32, 8, 32


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome: ``faults`` are at most three short lines that say which limits were passed, and where;
    none means the same. ``distance`` says how far apart the pictures are, also where that is allowed."""

    faults: tuple[str, ...]
    metrics: Metrics | None = None
    distance: str = ""

    @property
    def same(self) -> bool:
        """Whether the pictures count as the same."""
        return not self.faults


class MaskError(ValueError):
    """A mask of another size than the picture, or one that leaves nothing to compare."""


def compare(
    found: Picture,
    wanted: Picture,
    preset: str = "exact",
    *,
    limits: dict[str, float] | None = None,
    mask: Picture | None = None,
) -> Comparison:
    """Compare a picture with the one it should be.

    ``limits`` replace limits of the preset, by name. The dark part of ``mask`` (luminance under half) is not
    looked at. Raises KeyError for an unknown preset, ValueError for an unknown limit, MaskError.
    """
    named = PRESETS[preset]
    unknown = [name for name in limits or {} if name not in Limits._fields]
    if unknown:
        raise ValueError(f"there is no limit {unknown[0]!r}")
    allowed = named.limits._replace(**(limits or {}))  # type: ignore[arg-type]
    faults = []
    if found.size != wanted.size:
        faults.append(f"the size is {found.width}x{found.height}, not {wanted.width}x{wanted.height}")
    if found.mode != wanted.mode and preset != "structure":
        faults.append(f"the mode is {found.mode}, not {wanted.mode}")
    if faults:
        return Comparison(tuple(faults))
    weights = _weights(mask, wanted)
    a, b = same_channels(found, wanted)
    if named.side is not None and max(found.size) > named.side:
        a, b, weights = _reduce(a, b, weights, named.side)
    figures = measure(a, b, weights, max(found.size))
    return Comparison(fault_lines(figures, allowed), figures, how_far(figures, allowed))


def measure(a: Floats, b: Floats, weights: Weights | None = None, full: int | None = None) -> Metrics:
    """Every metric of two arrays of one shape. ``full`` is the longer side that they had before they were
    reduced, so that the worst tile is told in pixels of the picture itself."""
    height, width = a.shape[:2]
    weights = np.ones((height, width), np.float32) if weights is None else weights
    # What a mask hides is made equal, so that it cannot leak into its surroundings.
    a = np.where(weights[:, :, None] > 0, a, b)
    if np.array_equal(a, b):
        return Metrics(
            max=0.0, mean=0.0, changed=0.0, tile_mean=0.0, ssim=1.0, tile_ssim=1.0, hash=0, histogram=0.0
        )
    side = min(max(max(height, width) // _TILES_ACROSS, _SMALLEST_TILE), _LARGEST_TILE)
    cut = metrics.tiles(height, width, side)
    distance = metrics.difference(a, b)
    largest = metrics.largest(a, b) * weights
    similar = metrics.ssim_map(a, b)
    local = cut.means(metrics.difference(metrics.smooth(a), metrics.smooth(b)), weights)
    alike = cut.means(similar, weights)
    x, y = cut.box(int(np.nanargmax(local)))
    scale = 1.0 if full is None else full / max(height, width)
    total = float(weights.sum())
    return Metrics(
        max=float(largest.max()),
        mean=float((distance * weights).sum() / total),
        changed=metrics.changed(largest, weights),
        tile_mean=float(np.nanmax(local)),
        ssim=float((similar * weights).sum() / total),
        tile_ssim=float(np.nanmin(alike)),
        hash=metrics.hash_distance(a, b),
        histogram=metrics.histogram_distance(a, b, weights),
        worst=(round(x * scale), round(y * scale), round(side * scale)),
    )


def _weights(mask: Picture | None, wanted: Picture) -> Weights:
    if mask is None:
        return np.ones((wanted.height, wanted.width), np.float32)
    if mask.size != wanted.size:
        raise MaskError(f"the mask is {mask.width}x{mask.height}, the image {wanted.width}x{wanted.height}")
    weights = (grey(mask.pixels) >= 127.5).astype(np.float32)
    if not weights.any():
        raise MaskError("the mask hides the whole image: white is what is compared")
    return weights


def _reduce(a: Floats, b: Floats, weights: Weights, side: int) -> tuple[Floats, Floats, Weights]:
    height, width = a.shape[:2]
    scale = side / max(height, width)
    h, w = max(1, round(height * scale)), max(1, round(width * scale))
    a = np.where(weights[:, :, None] > 0, a, b)
    small = metrics.shrink(weights, h, w)
    return metrics.shrink(a, h, w), metrics.shrink(b, h, w), (small > 0).astype(np.float32)
