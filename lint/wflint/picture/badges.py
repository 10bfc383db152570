"""Marks on a picture: a frame around what is meant, and the number under which the legend explains it.

Severity is told by shape as well as by colour: an error's number stands in a circle, a warning's in a square,
an info's in a ring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.picture.paths import middle_of, path_of
from wflint.picture.scene import LINE, ROW
from wflint.picture.text import escape

if TYPE_CHECKING:
    from wflint.picture.colours import Theme
from wflint.picture.scene import Box, Marked, Scene, Spot

RADIUS: Final = 13
_MOST: Final = 12  # badges side by side at one place
_RANK: Final = {"error": 0, "warning": 1}


def colour_of(severity: str, look: Theme) -> str:
    """The colour of a severity."""
    return look.error if severity == "error" else look.warning if severity == "warning" else look.info


def badge(number: int, severity: str, x: float, y: float, look: Theme) -> str:
    """A number in the shape of a severity, around (x, y)."""
    colour = colour_of(severity, look)
    r = RADIUS
    fill, edge, wide, ink = colour, look.canvas, 2, look.on_mark
    if severity not in ("error", "warning"):
        fill, edge, wide, ink = look.canvas, colour, 3, look.ink
    if severity == "warning":
        shape = f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}" rx="4"'
    else:
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}"'
    size = 15 if number < 100 else 11
    return (
        f'{shape} fill="{fill}" stroke="{edge}" stroke-width="{wide}"/>'
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" font-size="{size}" font-weight="700" '
        f'text-anchor="middle" fill="{ink}">{number}</text>'
    )


def marks_of(scene: Scene, look: Theme) -> tuple[list[str], list[str]]:
    """All marks that have a place: what is drawn below the nodes, and what is drawn over everything else."""
    by_place: dict[Spot, list[Marked]] = {}
    for found in scene.marks:
        if found.place.kind != "document":
            by_place.setdefault(found.place, []).append(found)
    if not by_place:
        return [], []
    wires = {wire.number: wire for wire in scene.wires}
    below, over = [], ['<g class="marks">']
    for place, here in by_place.items():
        worst = min(here, key=lambda each: _RANK.get(each.mark.severity, 2)).mark.severity
        colour = colour_of(worst, look)
        if place.kind == "edge":
            wire = wires[place.edge]
            below.append(
                f'<path d="{path_of(wire)}" fill="none" stroke="{colour}" stroke-width="10" '
                'stroke-opacity="0.5"/>'
            )
            x, y = middle_of(wire)
            step = 2.0 * RADIUS + 2
        else:
            box = scene.boxes[place.node]
            frame, x, y, step = _frame(box, place, colour)
            (over if place.kind == "input" and box.open else below).append(frame)
        for i, each in enumerate(here[:_MOST]):
            words = escape(f"{each.mark.code}: {each.mark.message}"[:500])
            over.append(
                f'<g class="mark" data-mark="{each.number}"><title>{words}</title>'
                f"{badge(each.number, each.mark.severity, x + step * i, y, look)}</g>"
            )
        if len(here) > _MOST:
            more, at = len(here) - _MOST, x + step * _MOST
            over.append(f'<text x="{at:.1f}" y="{y + 5:.1f}" fill="{look.ink}">+{more}</text>')
    over.append("</g>")
    return below, over


def _frame(box: Box, place: Spot, colour: str) -> tuple[str, float, float, float]:
    """The frame around a node or an input, and where its badges begin and go on."""
    row = box.inputs.get(place.field) if place.kind == "input" else None
    if row is None or not box.open:
        frame = (
            f'<rect x="{box.x - 4:.1f}" y="{box.y - 4:.1f}" width="{box.width + 8:.1f}" '
            f'height="{box.height + 8:.1f}" rx="11" fill="none" stroke="{colour}" stroke-width="4"/>'
        )
        right = box.kind != "connector"
        y = box.y + (0.0 if right else box.height + 14)
        return frame, box.x + box.width - 4 if right else box.x + box.width / 2, y, -(2 * RADIUS + 2)
    height = ROW - 2 + LINE * len(row.lines)
    # An input beside an output takes the left half only.
    width = box.width / 2 if any(abs(out.y - row.y) < 1 for out in box.outputs.values()) else box.width
    frame = (
        f'<rect x="{box.x + 2:.1f}" y="{box.y + row.y - ROW / 2 + 1:.1f}" width="{width - 4:.1f}" '
        f'height="{height}" rx="5" fill="{colour}" fill-opacity="0.16" stroke="{colour}" stroke-width="2.5"/>'
    )
    return frame, box.x - RADIUS - 10, box.y + row.y, -(2 * RADIUS + 2)
