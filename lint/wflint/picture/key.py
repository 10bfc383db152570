"""What stands below a picture: the faults under their numbers, and the families under their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.picture.badges import RADIUS, badge
from wflint.picture.text import escape, wrap

if TYPE_CHECKING:
    from wflint.picture.colours import Theme
    from wflint.picture.families import Shades
    from wflint.picture.scene import Scene

_SIZE: Final = 17
_LINE: Final = 24
_GAP: Final = 10
_LEAST: Final = 640.0  # a picture of one node still has room for a sentence
_MOST: Final = 100
_INDENT: Final = 50


def legend_scale(width: float) -> float:
    """How large a legend is below a picture of that width, so that it can be read where all of it is seen."""
    return min(max(width / 1900, 1.0), 2.4)


def key_of(
    scene: Scene, look: Theme, shades: Shades | None, left: float, top: float, room: float
) -> tuple[list[str], float, float]:
    """The legend as pieces of SVG, its height, and the width that it needs at least."""
    parts: list[str] = []
    scale = legend_scale(room)
    width = max(room, _LEAST) / scale - 80
    y = 24.0

    def line(text: str) -> None:
        nonlocal y
        parts.append(f'<text x="{_INDENT}" y="{y + 6:.0f}" font-size="{_SIZE}">{text}</text>')
        y += _LINE

    if shades is not None:
        for name, colour in shades.legend:
            parts.append(f'<path d="M0 {y:.0f}h32" stroke="{colour}" stroke-width="7"/>')
            line(escape(name))
            y += _GAP
        y += _GAP
    for found in scene.marks[:_MOST]:
        mark = found.mark
        parts.append(f'<g class="fault" data-fault="{found.number}">')
        parts.append(badge(found.number, mark.severity, RADIUS, y, look))
        for text in wrap(f"{mark.code}  {mark.message}", width - _INDENT, _SIZE, 4):
            line(escape(text))
        parts.append("</g>")
        y += _GAP
    if len(scene.marks) > _MOST:
        line(f"and {len(scene.marks) - _MOST} more")
    if not parts:
        return [], 0.0, 0.0
    group = f'<g class="legend" transform="translate({left + 40:.1f} {top:.1f}) scale({scale:.2f})">'
    return [group, *parts, "</g>"], scale * (y + 16), _LEAST
