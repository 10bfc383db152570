"""Figures as inline SVG: repeats against limit and baseline, memory over a run, a figure over many runs.

The drawings stretch with the page: lines and dots keep their widths (``vector-effect``), and words stand
beside them as text of the page, which no narrow screen makes small. What colour tells, shape tells too.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.live.cases.verdict import quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.live.cases.verdict import Measurement

_TALL: Final = 100.0  # of a curve, whose width is 100 too
_MOST: Final = 600  # points of a curve; more than there are pixels show nothing more
_EDGE: Final = 1.5  # parts of a hundred that a dot at the edge needs
_FLAT: Final = 0.05  # of the largest value: less than that is drawn flat, not as mountains


class PastFigure(NamedTuple):
    """A figure of one earlier run: its value, the range of its repeats, its limit. ``words`` name the run."""

    value: float
    low: float
    high: float
    limit: float | None
    good: bool
    words: str


class Drawn(NamedTuple):
    """A drawing, and the values at the top and the bottom of it."""

    svg: str
    top: str
    bottom: str


def drawn(measurement: Measurement) -> str:
    """The repeats of a figure as dots on a line from 0, its limit across it, its baseline with the noise."""
    m = measurement
    base, band = m.baseline or (0.0, 0.0)
    top = max(*m.values, m.value, m.limit or 0.0, base + band) * 1.06 or 1.0

    def at(value: float) -> float:
        return round(_EDGE + (100 - 2 * _EDGE) * max(value, 0.0) / top, 2)

    low, high = min(m.values), max(m.values)
    words = f"{quantity(low, m.unit)} to {quantity(high, m.unit)}"
    parts = [_line(0, 13, 100, 13, "axis")]
    if m.baseline is not None:
        words += f"; baseline {quantity(base, m.unit)} ± {quantity(band, m.unit)}"
        left = at(base - band)
        wide = max(at(base + band) - left, 0.4)
        parts += [
            f'<rect class="band" x="{left}" y="4" width="{wide:.2f}" height="18" />',
            _line(at(base), 4, at(base), 22, "base"),
        ]
    if m.limit is not None:
        words += f"; limit {quantity(m.limit, m.unit)}"
    parts.append(_line(at(low), 13, at(high), 13, "range"))
    parts += [_dot(at(value), 13, "dot") for value in m.values]
    if m.limit is not None:
        parts.append(_line(at(m.limit), 1, at(m.limit), 25, "limit"))
    return _svg("strip", 26, words, parts)


def curve(points: Sequence[tuple[float, float]]) -> Drawn | None:
    """Memory over time, of seconds and bytes; None for fewer than two points."""
    if len(points) < 2:
        return None
    step = max(1, len(points) // _MOST)
    shown = [*points[::step], points[-1]]
    begin, end = shown[0][0], shown[-1][0]
    low, high = _room([value for _, value in shown])
    wide = (end - begin) or 1.0
    places = [(100 * (when - begin) / wide, _height(value, low, high)) for when, value in shown]
    most = max(value for _, value in shown)
    first, largest, seconds = quantity(shown[0][1], "B"), quantity(most, "B"), quantity(end - begin, "s")
    words = f"{first} at the start, {largest} at most, within {seconds}"
    return Drawn(_svg("curve", _TALL, words, [_path(places)]), quantity(high, "B"), quantity(low, "B"))


def history(past: Sequence[PastFigure], unit: str) -> Drawn:
    """A figure over runs, the newest right: medians as dots (rings where the case failed), ranges, limits."""
    limits = [each.limit for each in past if each.limit is not None]
    low, high = _room([*(each.low for each in past), *(each.high for each in past), *limits])

    def x(number: int) -> float:
        return _EDGE + (100 - 2 * _EDGE) * number / max(len(past) - 1, 1)

    def y(value: float) -> float:
        return _height(value, low, high)

    parts = []
    for number, each in enumerate(past):
        half = (100 - 2 * _EDGE) / max(len(past) - 1, 1) / 2
        if each.limit is not None:
            at = y(each.limit)
            parts.append(_line(max(x(number) - half, 0), at, min(x(number) + half, 100), at, "limit"))
        if each.high > each.low:
            parts.append(_line(x(number), y(each.low), x(number), y(each.high), "range"))
    parts.append(_path([(x(number), y(each.value)) for number, each in enumerate(past)]))
    for number, each in enumerate(past):
        place = (x(number), y(each.value))
        dots = _dot(*place, "dot") if each.good else _dot(*place, "dot bad") + _dot(*place, "hole")
        parts.append(f"<g><title>{escape(each.words)}</title>{dots}</g>")
    values = [each.value for each in past]
    words = (
        f"{len(past)} runs, {quantity(min(values), unit)} to {quantity(max(values), unit)}, "
        f"the newest {quantity(values[-1], unit)}"
    )
    return Drawn(_svg("curve", _TALL, words, parts), quantity(high, unit), quantity(low, unit))


def _room(values: Iterable[float]) -> tuple[float, float]:
    """The lowest and highest place of a drawing: what hardly moves is drawn flat."""
    found = list(values)
    low, high = min(found), max(found)
    return (
        (low, high)
        if high - low >= _FLAT * abs(high) and high > low
        else (high - (_FLAT * abs(high) or 1), high)
    )


def _height(value: float, low: float, high: float) -> float:
    return 6 + (_TALL - 12) * (1 - (value - low) / (high - low))


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<path class="{kind}" d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}" />'


def _dot(x: float, y: float, kind: str) -> str:
    return f'<path class="{kind}" d="M{x:.2f} {y:.2f}h0" />'


def _path(places: Sequence[tuple[float, float]]) -> str:
    return f'<path class="trace" d="M{"L".join(f"{x:.2f} {y:.2f}" for x, y in places)}" />'


def _svg(kind: str, tall: float, words: str, parts: Iterable[str]) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 100 {tall:g}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(words)}">{"".join(parts)}</svg>'
    )
