"""A figure of a case over its runs, as a chart of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.live.cases.verdict import quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.live.history.store import PastResult

_HEIGHT = 10  # lines, with the frame
_LEAST = 3  # runs, below which there is nothing to see


def chart(results: Sequence[PastResult], name: str, *, width: int, plain: bool) -> list[str]:
    """The lines of a chart of one figure, oldest run left; none where fewer than three runs measured it.

    ``plain`` is for terminals that have only ASCII. The median of each run is drawn.
    """
    found = [r.figures[name] for r in results if name in r.figures]
    if len(found) < _LEAST:
        return []
    import plotext

    values, unit = [figure.value for figure in found], found[0].unit
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plot_size(width, _HEIGHT)
    plotext.plot(range(1, len(values) + 1), values, marker="*" if plain else "braille")
    low, high = min(values), max(values)
    marks = sorted({low, (low + high) / 2, high})
    plotext.yticks(marks, _told_apart(marks, unit))
    plotext.xticks([1, len(values)], _dates([r.stamp.at for r in results if name in r.figures]))
    lines = [line.replace("\x1b[0m", "").rstrip() for line in plotext.build().splitlines()]
    if plain:
        lines = [line.translate(_ASCII) for line in lines]
    return [f"{name}: {quantity(values[-1], unit)}, {len(values)} runs", *lines]


_ASCII = str.maketrans({"┌": "+", "┐": "+", "└": "+", "┘": "+", "─": "-", "│": "|", "┤": "+", "┬": "+"})


def _told_apart(marks: Sequence[float], unit: str) -> list[str]:
    """Figures as labels of an axis; where they differ by little, in digits that show it."""
    labels = [quantity(mark, unit) for mark in marks]
    if len(set(labels)) == len(labels):
        return labels
    return [f"{mark:.6g} s" if unit == "s" else f"{mark / 2**20:.2f} MiB" for mark in marks]


def _dates(moments: Sequence[float]) -> list[str]:
    """When the first and the last were (UTC), by the minute where both are of one day."""
    from datetime import UTC, datetime

    first, last = (datetime.fromtimestamp(at, UTC) for at in (moments[0], moments[-1]))
    form = "%Y-%m-%d" if first.date() != last.date() else "%m-%d %H:%M"
    return [first.strftime(form), last.strftime(form)]
