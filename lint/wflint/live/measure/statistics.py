"""Medians, and how much repeats scatter."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NORMAL = 1.4826  # turns a median absolute deviation into a standard deviation of normal noise
_BAND = 3.0


def noise_band(values: Sequence[float]) -> float:
    """How far a median of such repeats may lie from another without meaning anything.

    Three standard deviations, told by the median absolute deviation, which one outlier does not move; of few
    repeats, where that is blind, at least half their range.
    """
    if len(values) < 2:
        return 0.0
    middle = median(values)
    spread = median(abs(value - middle) for value in values)
    return max(_BAND * _NORMAL * spread, (max(values) - min(values)) / 2)


__all__ = ["median", "noise_band"]
