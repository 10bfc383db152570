"""The way of an edge across the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wflint.picture.scene import DrawnEdge

STUB: Final = 70.0  # the length of an edge that leads to no node, in pixels


def n(value: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def path_of(wire: DrawnEdge) -> str:
    """The path of an edge: a Bezier curve as the UI's canvas draws it, or several along its lanes."""
    start, end = wire_ends(wire)
    pieces = [f"M{n(start[0])} {n(start[1])}"]
    at = start
    for left, right, y in wire.way:
        pieces.append(_curve(at, (left, y)))
        pieces.append(f"H{n(right)}")
        at = (right, y)
    pieces.append(_curve(at, end))
    return "".join(pieces)


def middle_of(wire: DrawnEdge) -> tuple[float, float]:
    """A point half way along an edge."""
    if wire.way:
        left, right, y = wire.way[len(wire.way) // 2]
        return (left + right) / 2, y
    start, end = wire_ends(wire)
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    distance = x2 - x1
    bend = distance / 2 if distance >= 0 else 6.25 * (-distance) ** 0.5
    return f"C{n(x1 + bend)} {n(y1)} {n(x2 - bend)} {n(y2)} {n(x2)} {n(y2)}"


def wire_ends(wire: DrawnEdge) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where an edge is drawn from and to; one that leads nowhere is a short piece."""
    start = wire.start or (wire.end[0] - STUB, wire.end[1] - STUB / 3) if wire.end else wire.start
    end = wire.end or (start[0] + STUB, start[1] + STUB / 3)  # type: ignore[index]  # one end is there
    return start, end  # type: ignore[return-value]
