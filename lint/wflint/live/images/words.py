"""How a comparison is told: which metric, by how much, and where, in a few short lines.

Metrics have the names of ``limits``, so that whoever reads a line knows which limit it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.live.images.presets import LEAST_IS_GOOD

if TYPE_CHECKING:
    from wflint.live.images.metrics import Metrics
    from wflint.live.images.presets import Limits

_COLUMNS = 92  # of a line; a verdict indents it
_NEAR = 0.5  # of its limit: from there on a metric is worth telling of an image that passes
_ROUNDING = 1e-6  # of sums in floating point: a difference of two levels everywhere is two


def fault_lines(figures: Metrics, allowed: Limits) -> tuple[str, ...]:
    """At most three lines on the limits that are passed, the place first; none if all are kept."""
    passed = [name for name, limit in _limits(allowed) if not _kept(name, getattr(figures, name), limit)]
    if not passed:
        return ()
    lines = []
    if figures.worst is not None:
        x, y, side = figures.worst
        said = (
            _of("tile_mean", figures.tile_mean, allowed.tile_mean)
            if "tile_mean" in passed
            else f"tile_mean {_figure('tile_mean', figures.tile_mean)}"
        )
        lines.append(f"worst tile at x {x}, y {y} ({side} px wide): {said}")
    rest = [n for n in passed if n != "tile_mean" or figures.worst is None]
    return (*lines, *_filled([_of(n, getattr(figures, n), getattr(allowed, n)) for n in rest]))


def how_far(figures: Metrics, allowed: Limits) -> str:
    """How far an image is that passes: ``max 2 of 24, mean 0.1 of 2``, and the metric that is nearest to its
    limit, where that is another and it used up half of it."""
    limits = dict(_limits(allowed))
    told: list[str] = [name for name in ("max", "mean") if name in limits] or [*limits][:2]
    if told == ["mean"]:
        told = [*limits][:2]
    shares = {name: _share(name, getattr(figures, name), limit) for name, limit in limits.items()}
    nearest = max(shares, key=lambda name: shares[name], default=None)
    if nearest is not None and nearest not in told and shares[nearest] > _NEAR:
        told.append(nearest)
    return ", ".join(_of(name, getattr(figures, name), limits[name]) for name in told)


def _limits(allowed: Limits) -> list[tuple[str, float]]:
    return [(n, limit) for n, limit in zip(allowed._fields, allowed, strict=True) if limit is not None]


def _kept(name: str, value: float, limit: float) -> bool:
    return value >= limit - _ROUNDING if name in LEAST_IS_GOOD else value <= limit + _ROUNDING


def _share(name: str, value: float, limit: float) -> float:
    """Which part of its limit a metric used up, 0 to 1 where it is kept."""
    used, room = (1 - value, 1 - limit) if name in LEAST_IS_GOOD else (value, limit)
    return used / room if room > 0 else float(used > 0)


def _of(name: str, value: float, limit: float | None) -> str:
    assert limit is not None
    bound = "of at least" if name in LEAST_IS_GOOD else "of"
    said, held = _figure(name, value), _figure(name, limit)
    if said == held and not _kept(name, value, limit):  # 2.0004 of 2
        said, held = repr(value), repr(limit)
    return f"{name} {said} {bound} {held}"


def _figure(name: str, value: float) -> str:
    return f"{value * 100:.3g} %" if name == "changed" else f"{value:.3g}"


def _filled(parts: list[str]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 2 <= _COLUMNS:
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return lines
