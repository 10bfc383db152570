"""What stands below a picture: the faults under their numbers, and the families under their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.picture.badges import RADIUS, badge
from wflint.picture.text import escape, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.picture.colours import Theme
    from wflint.picture.families import Shades
    from wflint.picture.scene import Scene

_SIZE: Final = 17
_LINE: Final = 24
_GAP: Final = 10
_LEAST: Final = 640.0  # a picture of one node still has room for a sentence
_COLUMN: Final = 620.0  # the least width of a column where there are several
_ROWS: Final = 4  # the least number of faults in a column where there are several
_MOST: Final = 100
_INDENT: Final = 50
_BETWEEN: Final = 40.0
_SIGHT: Final = 1900.0  # pixels of a picture that are seen at once, or so
_FAR: Final = 3300.0  # of one so wide that its legend shall not be higher than it is itself


def legend_scale(width: float) -> float:
    """How large a legend is below a picture of that width, so that it can be read where all of it is seen."""
    return max(1.0, min(width / _SIGHT, 2.4), min(width / _FAR, 4.0))


def mark_scale(width: float, height: float) -> float:
    """How large the badges of faults are, for the same reason; larger ones would hide what they mark."""
    return min(max(max(width, height) / _SIGHT, 1.0), 2.0)


class _Entry(NamedTuple):
    """An entry: its sign, drawn at the height 0, and its lines."""

    before: str
    sign: str
    lines: Sequence[str]
    after: str

    def height(self) -> int:
        return _LINE * len(self.lines) + _GAP


def columns_of(count: int, width: float) -> tuple[int, float]:
    """In how many columns so many entries stand in that width, and how wide each is."""
    columns = min(int((width + _BETWEEN) / (_COLUMN + _BETWEEN)), count // _ROWS) or 1
    return columns, (width + _BETWEEN) / columns - _BETWEEN


def in_columns(
    heights: Sequence[float], columns: int, column: float
) -> tuple[list[tuple[float, float]], float]:
    """Where entries of these heights stand, one below another and in columns of equal height, or so; and how
    high the highest column is. ``column`` is how wide one is."""
    mean = sum(heights) / columns
    places, x, y, bottom = [], 0.0, 0.0, 0.0
    for height in heights:
        # A column ends where more than half of the next entry would stand below the mean height of all.
        if columns > 1 and y + height / 2 > mean:
            x, y, columns = x + column + _BETWEEN, 0.0, columns - 1
        places.append((x, y))
        y += height
        bottom = max(bottom, y)
    return places, bottom


def key_of(
    scene: Scene, look: Theme, shades: Shades | None, left: float, top: float, room: float
) -> tuple[list[str], float, float]:
    """The legend as pieces of SVG, its height, and the width that it needs at least."""
    scale = legend_scale(room)
    width = max(room, _LEAST) / scale - 80
    families = _families(shades)
    columns, column = columns_of(len(scene.marks), width)
    faults = [
        _Entry(
            f'<g class="fault" data-fault="{found.number}">',
            badge(found.number, found.mark.severity, RADIUS, 0, look),
            wrap(f"{found.mark.code}  {found.mark.message}", column - _INDENT, _SIZE, 4),
            "</g>",
        )
        for found in scene.marks[:_MOST]
    ]
    if len(scene.marks) > _MOST:
        faults.append(_Entry("", "", [f"and {len(scene.marks) - _MOST} more"], ""))
    if not families and not faults:
        return [], 0.0, 0.0
    parts: list[str] = []
    y = 24
    for entry in families:
        _put(parts, entry, 0, y)
        y += entry.height()
    y += _GAP if families and faults else 0
    places, high = in_columns([entry.height() for entry in faults], columns, column)
    for entry, (x, below) in zip(faults, places, strict=True):
        _put(parts, entry, x, y + below)
    group = f'<g class="legend" transform="translate({left + 40:.1f} {top:.1f}) scale({scale:.2f})">'
    return [group, *parts, "</g>"], scale * (y + high + 16), _LEAST


def _families(shades: Shades | None) -> list[_Entry]:
    if shades is None:
        return []
    known = [
        _Entry("", f'<path d="M0 0h32" stroke="{colour}" stroke-width="7"/>', [name], "")
        for name, colour in shades.legend
    ]
    return known or [_Entry("", "", ["no model family is known in this workflow"], "")]


def _put(parts: list[str], entry: _Entry, x: float, y: float) -> None:
    """An entry at its place."""
    indent = _INDENT if entry.sign else 0
    parts.append(f'<g transform="translate({x:.0f} {y:.0f})">{entry.before}{entry.sign}')
    for i, line in enumerate(entry.lines):
        parts.append(f'<text x="{indent}" y="{6 + _LINE * i}" font-size="{_SIZE}">{escape(line)}</text>')
    parts.append(f"{entry.after}</g>")
