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
    plotext.plot_size(width, _HEIGHT)
    plotext.plot(range(1, len(values) + 1), values, marker="*" if plain else "braille")
    low, high = min(values), max(values)
    marks = sorted({low, (low + high) / 2, high})
    plotext.yticks(marks, [quantity(mark, unit) for mark in marks])
    plotext.xticks([1, len(values)], [_when(results, name, 0), _when(results, name, -1)])
    lines = [line.replace("\x1b[0m", "").rstrip() for line in plotext.build().splitlines()]
    if plain:
        lines = [line.translate(_ASCII) for line in lines]
    return [f"{name}: {quantity(values[-1], unit)}, {len(values)} runs", *lines]


_ASCII = str.maketrans({"┌": "+", "┐": "+", "└": "+", "┘": "+", "─": "-", "│": "|", "┤": "+", "┬": "+"})


def _when(results: Sequence[PastResult], name: str, place: int) -> str:
    from datetime import UTC, datetime

    stamp = [r.stamp for r in results if name in r.figures][place]
    return datetime.fromtimestamp(stamp.at, UTC).strftime("%Y-%m-%d")
