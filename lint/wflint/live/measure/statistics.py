"""Medians, how much repeats scatter, and whether they are more than they were."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Literal, NamedTuple

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


def scatter(values: Sequence[float]) -> float:
    """How far repeats lie from their middle: half their range."""
    return (max(values) - min(values)) / 2


class AgainstBaseline(NamedTuple):
    """``limit`` comes from what is stored and the budget alone. ``allowed`` is how far the repeats of now may
    lie apart (``scatter``) before they say nothing."""

    outcome: Literal["within", "over", "noisy"]
    limit: float
    scatter: float
    allowed: float


def judge(
    values: Sequence[float], middle: float, band: float, relative: float, resolution: float = 0.0
) -> AgainstBaseline:
    """Hold repeats to a stored median ``middle`` and its noise ``band``, and ``relative`` of it more.

    Their median counts. Repeats that lie further apart than the band is wide, and than the budget leaves room
    (a band of three quiet repeats is nearly zero), are ``noisy`` and never within; but over, when even the
    least of them is over the limit. ``resolution`` is what cannot be told apart at all.
    """
    room = max(middle * relative, resolution)
    limit = middle + room + band
    found = scatter(values)
    allowed = max(band, room)
    if min(values) > limit:
        return AgainstBaseline("over", limit, found, allowed)
    if found > allowed:
        return AgainstBaseline("noisy", limit, found, allowed)
    return AgainstBaseline("over" if median(values) > limit else "within", limit, found, allowed)


__all__ = ["AgainstBaseline", "judge", "median", "noise_band", "scatter"]
