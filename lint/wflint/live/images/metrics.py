"""Measures of the difference between two pictures of one size.

No single one will do: a hash does not see a defect of 60 pixels, a mean drowns it, a share of changed
pixels takes a shift by one pixel for damage, and SSIM rates invisible noise below a visible defect. So
there are several, and the local ones count in the tile where they are worst.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wflint.live.images.pixels import grey

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wflint.live.images.pixels import Floats

    Weights = NDArray[np.float32]

_WINDOW = 7  # of SSIM, pixels
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2  # the usual constants of SSIM for 8 bits
_CHANGED = 16.0  # levels of 255 from which a pixel counts as changed: the eye sees it on a flat area
_HASH_SIDE, _HASH_BITS = 32, 8


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures; their meaning is that of ``Limits``. ``worst`` is the left, top and side of the worst
    tile in pixels, by mean difference, None when no tile differs."""

    max: float
    mean: float
    changed: float
    tile_mean: float
    ssim: float
    tile_ssim: float
    hash: int
    histogram: float
    worst: tuple[int, int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        """The figures, rounded."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


class Tiles(NamedTuple):
    """A picture cut into squares of ``side`` pixels (the last row and column may be smaller)."""

    side: int
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    def means(self, values: Floats, weights: Weights) -> NDArray[np.float64]:
        """The weighted mean of each tile; NaN where a tile has no weight."""
        sums = self._sums(values * weights)
        counts = self._sums(weights)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(counts > 0.5, sums / counts, np.nan)

    def _sums(self, values: Floats) -> NDArray[np.float64]:
        down = np.add.reduceat(values.astype(np.float64), self.rows, axis=0)
        return np.add.reduceat(down, self.columns, axis=1)

    def box(self, index: int) -> tuple[int, int]:
        """The left and top pixel of a tile by its flat index."""
        row, column = divmod(index, len(self.columns))
        return int(self.columns[column]), int(self.rows[row])


def tiles(height: int, width: int, side: int) -> Tiles:
    """Tiles of about ``side`` pixels; a rest of less than half a tile goes to its neighbour."""
    return Tiles(side=side, rows=_cuts(height, side), columns=_cuts(width, side))


def _cuts(length: int, side: int) -> NDArray[np.intp]:
    return np.arange(max(1, (length + side // 2) // side), dtype=np.intp) * side


def difference(a: Floats, b: Floats) -> Floats:
    """How far apart each pixel is, in levels of 255: the mean of its channels. NaN counts as 255."""
    found: Floats = np.nan_to_num(np.abs(a - b), nan=255.0, posinf=255.0, neginf=255.0).mean(axis=2)
    return found


def largest(a: Floats, b: Floats) -> Floats:
    """How far apart each pixel is in the channel that differs most."""
    found: Floats = np.nan_to_num(np.abs(a - b), nan=255.0, posinf=255.0, neginf=255.0).max(axis=2)
    return found


def changed(distance: Floats, weights: Weights) -> float:
    """The share of pixels that differ visibly, 0 to 1."""
    return float(((distance > _CHANGED) * weights).sum() / weights.sum())


def smooth(values: Floats) -> Floats:
    """The mean of each pixel's 3 x 3 neighbourhood: noise goes, defects stay."""
    padded = np.pad(values, ((1, 1), (1, 1), *((0, 0),) * (values.ndim - 2)), mode="edge")
    down = padded[:-2] + padded[1:-1] + padded[2:]
    found: Floats = (down[:, :-2] + down[:, 1:-1] + down[:, 2:]) / np.float32(9)
    return found


def ssim_map(a: Floats, b: Floats) -> Floats:
    """The structural similarity around each pixel (luminance; a uniform window of 7 x 7), -1 to 1."""
    x, y = (np.nan_to_num(grey(p)).astype(np.float64) for p in (a, b))
    window = min(_WINDOW, *x.shape)
    mean_x, mean_y = _box(x, window), _box(y, window)
    var_x = np.maximum(_box(x * x, window) - mean_x**2, 0)
    var_y = np.maximum(_box(y * y, window) - mean_y**2, 0)
    both = _box(x * y, window) - mean_x * mean_y
    found = (2 * mean_x * mean_y + _C1) * (2 * both + _C2)
    found /= (mean_x**2 + mean_y**2 + _C1) * (var_x + var_y + _C2)
    return found.astype(np.float32)


def _box(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    before = window // 2
    padded = np.pad(
        values, (before, window - 1 - before), mode="reflect" if min(values.shape) > before else "edge"
    )
    total = np.zeros((padded.shape[0] + 1, padded.shape[1] + 1))
    np.cumsum(np.cumsum(padded, axis=0), axis=1, out=total[1:, 1:])
    w = window
    return (total[w:, w:] - total[:-w, w:] - total[w:, :-w] + total[:-w, :-w]) / (w * w)


def hash_distance(a: Floats, b: Floats) -> int:
    """In how many of 63 bits the perceptual hashes differ (DCT of 32 x 32, signs against the median)."""
    return int((_hash(a) != _hash(b)).sum())


def _hash(pixels: Floats) -> NDArray[np.bool_]:
    small = shrink(np.nan_to_num(grey(pixels)), _HASH_SIDE, _HASH_SIDE).astype(np.float64)
    rows, columns = (np.arange(_HASH_SIDE) * length // _HASH_SIDE for length in small.shape)
    small = small[rows][:, columns]  # a picture smaller than that is enlarged
    k = np.arange(_HASH_SIDE)
    basis = np.cos(np.pi / _HASH_SIDE * (k + 0.5)[None, :] * k[:, None])
    low = (basis @ small @ basis.T)[:_HASH_BITS, :_HASH_BITS].ravel()[1:]
    # A flat picture has only rounding left here, whose signs mean nothing.
    low[np.abs(low) < 1e-3 * _HASH_SIDE * _HASH_SIDE] = 0.0
    found: NDArray[np.bool_] = low > np.median(low)
    return found


def shrink(values: Floats, height: int, width: int) -> Floats:
    """A smaller height x width picture whose pixels are the means of areas; never larger than it was."""
    sums = values.astype(np.float64)
    for axis, wanted in ((0, height), (1, width)):
        length = values.shape[axis]
        cuts = np.linspace(0, length, min(wanted, length) + 1).round().astype(np.intp)
        shape = [1] * values.ndim
        shape[axis] = len(cuts) - 1
        sums = np.add.reduceat(sums, cuts[:-1], axis=axis) / np.diff(cuts).reshape(shape)
    return sums.astype(np.float32)


def histogram_distance(a: Floats, b: Floats, weights: Weights) -> float:
    """By how many levels of 255 the values of a channel moved on average (earth mover's distance), the
    channel that moved most. Does not see where pixels are."""
    worst = 0.0
    flat = weights.ravel()
    for channel in range(a.shape[2]):
        counts = [
            np.bincount(
                np.clip(np.nan_to_num(p[:, :, channel]).ravel() + 0.5, 0, 255).astype(np.intp),
                flat,
                minlength=256,
            )
            for p in (a, b)
        ]
        gap = np.abs(np.cumsum(counts[0] - counts[1])).sum() / flat.sum()
        worst = max(worst, float(gap))
    return worst
