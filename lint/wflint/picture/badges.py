"""Marks on a picture: a frame around what is meant, and the number under which the legend explains it.

Severity is told by shape as well as by colour: an error's number stands in a circle, a warning's in a square,
an info's in a ring. Infos are quiet: old workflows have one at nearly each node, and frames around all of
them would hide the few that matter.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from wflint.picture.paths import middle_of, path_of
from wflint.picture.scene import LINE, ROW
from wflint.picture.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.picture.colours import Theme
    from wflint.picture.scene import Box, Marked, Scene, Spot

RADIUS: Final = 13
_MOST: Final = 12  # badges side by side at one place
_RANK: Final = {"error": 0, "warning": 1}
_GAP: Final = 2.0
_STRIPE: Final = 4.0  # pixels, so finely it is known what is taken


def colour_of(severity: str, look: Theme) -> str:
    """The colour of a severity."""
    return look.error if severity == "error" else look.warning if severity == "warning" else look.info


def _kind(found: Marked) -> str:
    return found.mark.severity if found.mark.severity in _RANK else "info"


def worst_of(marks: Iterable[Marked]) -> str:
    """The worst severity of marks; ``info`` where there is none."""
    return min((m.mark.severity for m in marks), key=lambda each: _RANK.get(each, 2), default="info")


def badge(number: int, severity: str, x: float, y: float, look: Theme, r: float = RADIUS) -> str:
    """A number in the shape of a severity, around (x, y); ``r`` is the radius."""
    colour = colour_of(severity, look)
    fill, edge, wide, ink = colour, look.canvas, 2, look.on_mark
    if severity not in ("error", "warning"):
        fill, edge, wide, ink = look.canvas, colour, 3, look.ink
    if severity == "warning":
        shape = f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:g}" height="{2 * r:g}" rx="4"'
    else:
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"'
    size = (15 if number < 100 else 11) * r / RADIUS
    return (
        f'{shape} fill="{fill}" stroke="{edge}" stroke-width="{wide}"/>'
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" font-size="{size:.3g}" font-weight="700" '
        f'text-anchor="middle" fill="{ink}">{number}</text>'
    )


def marks_of(scene: Scene, look: Theme, scale: float = 1.0) -> tuple[list[str], list[str], float]:
    """All marks that have a place: what is drawn below the nodes, what is drawn over everything else, and how
    far left that reaches.

    ``scale`` is how much larger the badges of errors and warnings are, so that they are found in a picture of
    many nodes.
    """
    by_place: dict[Spot, list[Marked]] = {}
    for found in scene.marks:
        if found.place.kind != "document":
            by_place.setdefault(found.place, []).append(found)
    if not by_place:
        return [], [], math.inf
    wires = {wire.number: wire for wire in scene.wires}
    below, over = [], ['<g class="marks">']
    beside = _Beside(RADIUS * scale)
    for place, here in by_place.items():
        severity = worst_of(here)
        shown = here[:_MOST]
        radii = [RADIUS * (scale if each.mark.severity in _RANK else 1.0) for each in shown]
        if place.kind == "edge":
            wire = wires[place.edge]
            below.append(_glow(path_of(wire), severity, look))
            spots = _in_a_row(*middle_of(wire), radii, 1)
        elif (row := scene.boxes[place.node].inputs.get(place.field)) and scene.boxes[place.node].open:
            box = scene.boxes[place.node]
            over.append(_input_frame(box, place.field, severity, look))
            spots = [beside.spot(box.id, box.x, box.y + row.y, r) for r in radii]
        else:
            box = scene.boxes[place.node]
            below += _node_frame(box, severity, look)
            if box.kind == "connector":
                spots = _in_a_row(box.x + box.width / 2, box.y + box.height + 14, radii, 1)
            else:
                spots = _in_a_row(box.x + box.width - 4, box.y, radii, -1)
        for each, (x, y), r in zip(shown, spots, radii, strict=False):
            words = escape(f"{each.mark.code}: {each.mark.message}"[:500])
            over.append(
                f'<g class="mark" data-mark="{each.number}" data-severity="{_kind(each)}">'
                f"<title>{words}</title>{badge(each.number, each.mark.severity, x, y, look, r)}</g>"
            )
        if len(here) > _MOST:
            x, y = spots[-1]
            over.append(f'<text x="{x:.1f}" y="{y + 5:.1f}" fill="{look.ink}">+{len(here) - _MOST}</text>')
    over.append("</g>")
    return below, over, beside.farthest


def _in_a_row(x: float, y: float, radii: list[float], way: int) -> list[tuple[float, float]]:
    """Places for badges and for one thing more, from (x, y) to the left (``way`` -1) or the right."""
    spots = [(x, y)]
    for r, following in zip(radii, [*radii[1:], RADIUS], strict=True):
        x += way * (r + following + _GAP)
        spots.append((x, y))
    return spots


class _Beside:
    """Places left of inputs. Rows are closer than badges are high: who has no room moves further left."""

    def __init__(self, widest: float) -> None:
        self.farthest = math.inf
        self._step = 2 * widest + _GAP
        self._taken: set[tuple[str, int, int]] = set()  # node, column and stripe across

    def spot(self, node: str, left: float, y: float, r: float) -> tuple[float, float]:
        """A free place for a badge of radius ``r`` left of a box that begins at ``left``."""
        stripes = range(int((y - r) // _STRIPE), int((y + r) // _STRIPE) + 1)
        column = 0
        while any((node, column, stripe) in self._taken for stripe in stripes):
            column += 1
        self._taken.update((node, column, stripe) for stripe in stripes)
        x = left - 10 - r - self._step * column
        self.farthest = min(self.farthest, x - r)
        return x, y


def _glow(path: str, severity: str, look: Theme) -> str:
    wide, strength = (10, 0.5) if severity in _RANK else (7, 0.35)
    return (
        f'<path d="{path}" fill="none" stroke="{colour_of(severity, look)}" stroke-width="{wide}" '
        f'stroke-opacity="{strength}"/>'
    )


def _node_frame(box: Box, severity: str, look: Theme) -> Iterator[str]:
    if severity in _RANK:
        yield (
            f'<rect x="{box.x - 4:.1f}" y="{box.y - 4:.1f}" width="{box.width + 8:.1f}" '
            f'height="{box.height + 8:.1f}" rx="11" fill="none" stroke="{colour_of(severity, look)}" '
            'stroke-width="4"/>'
        )


def _input_frame(box: Box, field: str, severity: str, look: Theme) -> str:
    row = box.inputs[field]
    height = ROW - 2 + LINE * len(row.lines)
    # An input beside an output takes the left half only.
    width = box.width / 2 if any(abs(out.y - row.y) < 1 for out in box.outputs.values()) else box.width
    fill, wide = (0.16, 2.5) if severity in _RANK else (0.0, 1.5)
    colour = colour_of(severity, look)
    return (
        f'<rect x="{box.x + 2:.1f}" y="{box.y + row.y - ROW / 2 + 1:.1f}" width="{width - 4:.1f}" '
        f'height="{height}" rx="5" fill="{colour}" fill-opacity="{fill:g}" stroke="{colour}" '
        f'stroke-width="{wide}"/>'
    )
