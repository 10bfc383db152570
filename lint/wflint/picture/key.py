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
_WIDEST: Final = 1500.0
_MOST: Final = 100
_INDENT: Final = 50


def key_of(
    scene: Scene, look: Theme, shades: Shades | None, left: float, top: float, room: float
) -> tuple[list[str], float, float]:
    """The legend as pieces of SVG, its height, and the width that it needs at least."""
    parts: list[str] = []
    y = top + 24
    width = min(max(room, _LEAST), _WIDEST) - 80
    x = left + 40
    if shades is not None:
        for name, colour, note in shades.legend:
            parts.append(
                f'<path d="M{x:.1f} {y:.1f}h32" stroke="{colour}" stroke-width="7"/>'
                f'<text x="{x + _INDENT:.1f}" y="{y + 6:.1f}" font-size="{_SIZE}">{escape(name)}'
                f'<tspan fill="{look.faint}">{escape(note)}</tspan></text>'
            )
            y += _LINE + _GAP
        y += _GAP
    for found in scene.marks[:_MOST]:
        mark = found.mark
        lines = wrap(f"{mark.code}  {mark.message}", width - _INDENT, _SIZE, 4)
        parts.append(
            f'<g class="fault" data-fault="{found.number}">'
            f"{badge(found.number, mark.severity, x + RADIUS, y, look)}"
        )
        for line in lines:
            parts.append(
                f'<text x="{x + _INDENT:.1f}" y="{y + 6:.1f}" font-size="{_SIZE}">{escape(line)}</text>'
            )
            y += _LINE
        parts.append("</g>")
        y += _GAP
    if len(scene.marks) > _MOST:
        more = f"and {len(scene.marks) - _MOST} more"
        parts.append(f'<text x="{x + _INDENT:.1f}" y="{y + 6:.1f}" font-size="{_SIZE}">{more}</text>')
        y += _LINE + _GAP
    if not parts:
        return [], 0.0, 0.0
    return ['<g class="legend">', *parts, "</g>"], y - top + 16, _LEAST
