"""Figures as inline SVG: repeats against their limit, and memory over a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.live.cases.verdict import quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.live.cases.verdict import Measurement

_WIDTH: Final = 400.0
_HEIGHT: Final = 26.0
_CURVE: Final = 120.0
_MOST: Final = 600  # points of a curve; more than there are pixels show nothing more


def drawn(measurement: Measurement) -> str:
    """The repeats of a figure as dots on a line from nothing, its limit as a mark across."""
    top = max(*measurement.values, measurement.limit or 0.0, measurement.value) * 1.08 or 1.0

    def at(value: float) -> float:
        return round(4 + (_WIDTH - 8) * value / top, 1)

    low, high = min(measurement.values), max(measurement.values)
    words = f"{quantity(low, measurement.unit)} to {quantity(high, measurement.unit)}"
    parts = [
        f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{words}">',
        f'<line x1="4" x2="{_WIDTH - 4:g}" y1="13" y2="13" stroke="var(--line)" />',
        f'<rect x="{at(low)}" width="{max(at(high) - at(low), 1):g}" y="9" height="8" fill="var(--model)" />',
    ]
    parts += [
        f'<ellipse cx="{at(value)}" cy="13" rx="3" ry="3" fill="var(--bar)" />'
        for value in measurement.values
    ]
    if measurement.limit is not None:
        x = at(measurement.limit)
        parts.append(f'<line x1="{x}" x2="{x}" y1="3" y2="23" stroke="var(--over)" stroke-width="2" />')
    return "".join([*parts, "</svg>"])


def curve(points: Sequence[tuple[float, float]]) -> str:
    """Memory over time: seconds and bytes; nothing of fewer than two points."""
    if len(points) < 2:
        return ""
    step = max(1, len(points) // _MOST)
    shown = [*points[::step], points[-1]]
    begin, end = shown[0][0], shown[-1][0]
    low, high = min(value for _, value in shown), max(value for _, value in shown)
    wide, tall = (end - begin) or 1.0, (high - low) or 1.0
    path = " ".join(
        f"{4 + 560 * (when - begin) / wide:.1f},{14 + (_CURVE - 34) * (1 - (value - low) / tall):.1f}"
        for when, value in shown
    )
    words = f"{quantity(low, 'B')} to {quantity(high, 'B')} within {quantity(end - begin, 's')}"
    return (
        f'<svg viewBox="0 0 700 {_CURVE:g}" role="img" aria-label="{words}">'
        f'<polyline points="{path}" fill="none" stroke="var(--bar)" stroke-width="2" />'
        f'<text x="572" y="18">{quantity(high, "B")}</text>'
        f'<text x="572" y="{_CURVE - 20:g}">{quantity(low, "B")}</text>'
        f'<text x="4" y="{_CURVE - 4:g}">0 s</text>'
        f'<text x="564" y="{_CURVE - 4:g}" text-anchor="end">{quantity(end - begin, "s")}</text></svg>'
    )
