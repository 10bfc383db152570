"""Where boxes stand: as the file says where it says something usable, laid out where it does not.

Positions are a stranger's: not a number, infinite, a million pixels away, all the same. None of that makes a
picture that nobody can read: stripes in which nothing stands are narrowed, and boxes that would cover others
moved down.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from wflint.graph.convert.layout import Lanes, layout
from wflint.picture.scene import member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wflint.picture.scene import Box

_FARTHEST: Final = 1e7  # pixels; what lies beyond is no place that anybody chose
_EMPTY: Final = 900.0  # the widest stripe without any box that is left as it is
_LEFT: Final = 300.0  # what becomes of a wider one
_CLOSE: Final = 8.0  # the least between two boxes
_STRIPE: Final = 40.0
_PILE: Final = 40  # boxes at the very same place, beyond which nobody put them there
_BELOW: Final = 120.0
_PRECISE: Final = 1e5  # pixels from the origin up to which programs that count in 32 bits draw sharply


def position_of(data: Any) -> tuple[float, float] | None:
    """The place a node of a workflow file states; None when it states none that can be used."""
    x, y = member(data, "position", "x"), member(data, "position", "y")
    if type(x) not in (int, float) or type(y) not in (int, float):
        return None
    try:
        x, y = float(x), float(y)
    except OverflowError:
        return None
    if not (math.isfinite(x) and math.isfinite(y) and abs(x) <= _FARTHEST and abs(y) <= _FARTHEST):
        return None
    return x, y


def place(
    boxes: Mapping[str, Box], stated: Mapping[str, tuple[float, float]], edges: Iterable[tuple[str, str]]
) -> tuple[bool, Lanes]:
    """Give all boxes their places; whether all had to be laid out, and the ways of long edges that were."""
    if len(stated) < 2 or len(set(stated.values())) == 1:
        stated = {} if len(boxes) > 1 else stated
    stated = _without_piles(stated)
    for node, (x, y) in stated.items():
        boxes[node].x, boxes[node].y = x, y
    if stated:
        _apart([boxes[node] for node in stated])
        _narrow([boxes[node] for node in stated])
    lanes: Lanes = {}
    rest = {node: (box.width, box.height) for node, box in boxes.items() if node not in stated}
    if rest:
        left = min((boxes[node].x for node in stated), default=0.0)
        top = max((boxes[node].y + boxes[node].height + _BELOW for node in stated), default=0.0)
        for node, (x, y) in layout(rest, edges, lanes, late=True).items():
            boxes[node].x, boxes[node].y = left + x, top + y
        lanes = {ends: [(left + a, left + b, top + y) for a, b, y in way] for ends, way in lanes.items()}
    return not stated, lanes


def _without_piles(stated: Mapping[str, tuple[float, float]]) -> Mapping[str, tuple[float, float]]:
    """The places without those that many share, which programs write that know no places."""
    times: dict[tuple[float, float], int] = {}
    for at in stated.values():
        times[at] = times.get(at, 0) + 1
    return {node: at for node, at in stated.items() if times[at] <= _PILE}


def _apart(boxes: list[Box]) -> None:
    """Move boxes down that would cover others. In files of the UI few do, for its nodes are taller."""
    skyline: dict[int, float] = {}  # the lowest end so far, by upright stripe
    for box in sorted(boxes, key=lambda box: box.y):
        stripes = range(math.floor(box.x / _STRIPE), math.floor((box.x + box.width - 1) / _STRIPE) + 1)
        box.y = max(box.y, *(skyline.get(stripe, -math.inf) + _CLOSE for stripe in stripes))
        end = box.y + box.height
        for stripe in stripes:
            skyline[stripe] = end


def _narrow(boxes: list[Box]) -> None:
    """Narrow the stripes, upright and across, in which nothing stands; move what is far off to the origin."""

    def left(box: Box) -> float:
        return box.x

    def top(box: Box) -> float:
        return box.y

    shift_x = _shifts(boxes, left, lambda box: box.x + box.width)
    shift_y = _shifts(boxes, top, lambda box: box.y + box.height)
    for box, dx, dy in zip(boxes, shift_x, shift_y, strict=True):
        box.x -= dx
        box.y -= dy
    far_x, far_y = min(box.x for box in boxes), min(box.y for box in boxes)
    if max(abs(far_x), abs(far_y)) > _PRECISE:
        for box in boxes:
            box.x -= far_x
            box.y -= far_y


def _shifts(boxes: list[Box], start: Callable[[Box], float], end: Callable[[Box], float]) -> list[float]:
    order = sorted(range(len(boxes)), key=lambda i: start(boxes[i]))
    found = [0.0] * len(boxes)
    shift, reach = 0.0, start(boxes[order[0]])
    for i in order:
        gap = start(boxes[i]) - reach
        if gap > _EMPTY:
            shift += gap - _LEFT
        found[i] = shift
        reach = max(reach, end(boxes[i]))
    return found
