"""A scene as SVG: static, without script, style sheet, link or font, so that every viewer shows it.

All that is said of looks are presentation attributes, which a content security policy does not forbid. Every
text of the file is escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.graph.webui.types import COLLECTION, EITHER
from wflint.picture.badges import marks_of
from wflint.picture.colours import THEMES, is_model, type_colour
from wflint.picture.key import key_of, mark_scale
from wflint.picture.paths import STUB, n, path_of, wire_ends
from wflint.picture.scene import HEADER, LINE, PAD, ROW_SIZE, SUBTITLE_SIZE, TITLE_SIZE
from wflint.picture.text import escape, fit, share, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.picture.colours import Theme
    from wflint.picture.families import Shades
    from wflint.picture.scene import Box, DrawnEdge, FieldRow, Scene

FONTS: Final = "Inter, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', Arial, Helvetica, sans-serif"
_MARGIN: Final = 40
_EDGE: Final = 10  # what is left of the farthest mark
_TITLE_SIZES: Final = (TITLE_SIZE, 15, 13)  # a long title is written smaller before it is cut
_VALUE_AT: Final = 0.48  # where values begin, in parts of the box's width
_LEAST: Final = 0.3  # what names and values have at least
_ODD: Final = " ?"  # behind the name of a field that the release does not know


def to_svg(scene: Scene, *, theme: str = "dark", highlight: str | None = None, legend: bool = True) -> str:
    """The picture as one SVG document.

    ``theme`` is ``dark`` or ``light``; ``highlight`` ``family`` colours edges and nodes by the model family
    that reaches them. Each node is ``<g class="node" data-node="ID">``, each mark ``<g class="mark"
    data-mark="N">`` with N from 1 in the order of the marks. ``legend`` lists the marks and families below;
    marks are then as large as that is, for a picture that is seen as a whole.
    """
    look = THEMES[theme]
    shades: Shades | None = None
    if highlight is not None:
        from wflint.picture.families import shades_of

        shades = shades_of(scene, look)
    left, top, right, bottom = scene.bounds()
    left, top, right, bottom = left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN
    dangling = any(wire.start is None or wire.end is None for wire in scene.wires)
    if dangling:
        left, right = left - STUB, right + STUB
    under, over, farthest = marks_of(scene, look, mark_scale(right - left, bottom - top) if legend else 1.0)
    left = min(left, farthest - _EDGE)
    below: list[str] = []
    if legend:
        below, height, least = key_of(scene, look, shades, left, bottom, right - left)
        bottom += height
        right = max(right, left + least)
    width, height = right - left, bottom - top
    box = f"{n(left)} {n(top)} {n(width)} {n(height)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{n(width)}" height="{n(height)}" '
        f'role="img" font-family="{FONTS}" font-size="{ROW_SIZE}" fill="{look.ink}">',
        f"<title>{escape(scene.name[:300])}</title>",
        f'<rect x="{n(left)}" y="{n(top)}" width="{n(width)}" height="{n(height)}" fill="{look.canvas}"/>',
        *contents(scene, look, shades, under=under),
        *([] if scene.boxes else [_nothing(look)]),
        *over,
        *below,
        "</svg>\n",
    ]
    return "".join(parts)


def _nothing(look: Theme) -> str:
    """What stands where there is no node: an empty picture would look like a failure."""
    return f'<text x="0" y="{HEADER / 2 + 6}" fill="{look.faint}">nothing is on the canvas</text>'


def contents(
    scene: Scene,
    look: Theme,
    shades: Shades | None = None,
    *,
    fade: float | None = None,
    under: Iterable[str] = (),
) -> Iterator[str]:
    """The edges and nodes of a scene, to stand inside an SVG.

    ``fade`` is how strong the edges are drawn, ``under`` what stands between edges and nodes.
    """
    strength = "" if fade is None else f' stroke-opacity="{fade}"'
    yield f'<g class="edges" fill="none" stroke-width="3"{strength}>'
    yield from (_wire(wire, look, shades) for wire in scene.wires)
    yield "</g>"
    yield from under
    yield '<g class="nodes">'
    for box in scene.boxes.values():
        yield from _box(box, look, shades)
    yield "</g>"


def _wire(wire: DrawnEdge, look: Theme, shades: Shades | None) -> str:
    start, end = wire_ends(wire)
    colour = type_colour(wire.type) if shades is None else shades.wire(wire)
    if wire.start is None or wire.end is None:
        x, y = end if wire.end is None else start
        cross = f"M{n(x - 7)} {n(y - 7)}l14 14m0 -14l-14 14"
        return (
            f'<path class="edge" data-edge="{wire.number}" d="{path_of(wire)}" stroke="{look.error}" '
            f'stroke-dasharray="6 5"/><path d="{cross}" stroke="{look.error}"/>'
        )
    return f'<path class="edge" data-edge="{wire.number}" d="{path_of(wire)}" stroke="{colour}"/>'


def _box(box: Box, look: Theme, shades: Shades | None) -> Iterator[str]:
    yield (
        f'<g class="node" data-node="{escape(box.id)}" transform="translate({n(box.x)} {n(box.y)})">'
        f"<title>{escape(box.called)}</title>"
    )
    if box.kind == "connector":
        r = box.height / 2
        yield (
            f'<circle cx="{r}" cy="{r}" r="{r - 2}" fill="{look.body}" stroke="{look.faint}" '
            'stroke-width="3"/>'
            f'<circle cx="{r}" cy="{r}" r="4" fill="{look.faint}"/></g>'
        )
        return
    unknown = box.kind == "unknown"
    edge, dash = (look.unknown, ' stroke-dasharray="9 6"') if unknown else (look.border, "")
    stripe = shades.box(box.id) if shades is not None else None
    if stripe is not None:
        edge = stripe
    fill = look.note if box.kind == "notes" else look.body
    head = HEADER + (16 if box.subtitle else 0)
    yield (
        f'<rect width="{n(box.width)}" height="{n(box.height)}" rx="8" fill="{fill}" stroke="{edge}" '
        f'stroke-width="{3 if stripe or unknown else 1.5}"{dash}/>'
    )
    if box.open and box.kind != "notes":
        w = n(box.width - 2)
        yield (
            f'<path d="M1 {head}V9a8 8 0 0 1 8 -8H{n(box.width - 9)}a8 8 0 0 1 8 8V{head}z" '
            f'fill="{look.header}"/>'
            f'<path d="M1 {head}h{w}" stroke="{edge}"/>'
        )
    room = box.width - 44
    size = next((s for s in _TITLE_SIZES if width_of(box.title, s) <= room), _TITLE_SIZES[-1])
    yield (
        f'<path d="{"M14 18l5 6l5 -6" if box.open else "M16 16l6 5l-6 5"}" fill="none" stroke="{look.faint}" '
        f'stroke-width="2"/><text x="32" y="{HEADER / 2 + 6}" font-size="{size}" font-weight="600">'
        f"{escape(fit(box.title, room, size))}</text>"
    )
    if box.subtitle:
        colour = look.unknown if unknown else look.faint
        under = escape(fit(box.subtitle, room, SUBTITLE_SIZE))
        yield f'<text x="32" y="{HEADER + 6}" font-size="{SUBTITLE_SIZE}" fill="{colour}">{under}</text>'
    if box.open:
        yield from _inside(box, look)
    else:
        yield from _closed(box, look)
    yield "</g>"


def _inside(box: Box, look: Theme) -> Iterator[str]:
    left, right = (
        {row.y: width_of(row.title, ROW_SIZE) for row in rows.values()} for rows in (box.inputs, box.outputs)
    )
    room, x = box.width - 48, _values_at(box)
    for row in box.inputs.values():
        mine, _ = share(left[row.y], right.get(row.y, 0.0), room)
        yield from _row(box, row, look, mine, x)
    for row in box.outputs.values():
        _, mine = share(left.get(row.y, 0.0), right[row.y], room)
        colour = look.unknown if row.odd else look.ink
        yield (
            f'<text x="{n(box.width - 16)}" y="{n(row.y + 5)}" text-anchor="end" fill="{colour}">'
            f"{escape(fit(row.title, mine, ROW_SIZE))}</text>{handle(box.width, row.y, row, look)}"
        )
    if box.kind == "notes":
        for i, line in enumerate(box.text):
            yield f'<text x="14" y="{HEADER + PAD + 15 + LINE * i}">{escape(line)}</text>'
    elif box.kind == "current_image":
        yield (
            f'<rect x="16" y="{HEADER + 14}" width="{n(box.width - 32)}" height="120" rx="4" '
            f'fill="{look.field}"/>'
            f'<text x="{n(box.width / 2)}" y="{HEADER + 80}" text-anchor="middle" fill="{look.faint}">'
            "image of the last run</text>"
        )
    elif box.text:
        yield f'<text x="16" y="{n(box.height - 14)}" fill="{look.faint}">{escape(box.text[0])}</text>'


def _values_at(box: Box) -> float:
    """Where a box's values begin, all below one another: further right or left than in the middle where long
    names or values need it and the others leave it."""
    pairs = [
        (width_of(row.title + _ODD * row.odd, ROW_SIZE), width_of(row.value, ROW_SIZE - 1))
        for row in box.inputs.values()
        if row.value is not None
    ]
    middle = box.width * _VALUE_AT
    if not pairs:
        return middle
    names = max(name for name, _ in pairs) + 25
    values = box.width - 27 - max(value for _, value in pairs)
    found = max(middle, min(names, values)) if names > middle else min(middle, max(names, values))
    return min(max(found, box.width * _LEAST), box.width * (1 - _LEAST))


def _row(box: Box, row: FieldRow, look: Theme, room: float, x: float) -> Iterator[str]:
    """An input; ``room`` is what its name has beside an output, ``x`` where its value begins."""
    colour = look.unknown if row.odd else look.ink if row.connected or row.value or row.lines else look.faint
    mark = _ODD if row.odd else ""
    room = min(room, x - 24) if row.value is not None else room
    title = escape(fit(row.title, room - width_of(mark, ROW_SIZE), ROW_SIZE)) + mark
    yield f'<text x="16" y="{n(row.y + 5)}" fill="{colour}">{title}</text>'
    if row.exposed:
        yield (
            f'<path class="in-form" d="M{n(box.width - 6)} {n(row.y - 9)}v18" stroke="{look.info}" '
            'stroke-width="3"><title>in the form</title></path>'
        )
    if row.value is not None:
        value = fit(row.value, box.width - x - 26, ROW_SIZE - 1)
        yield (
            f'<rect x="{n(x)}" y="{n(row.y - 12)}" width="{n(box.width - x - 10)}" height="24" rx="4" '
            f'fill="{look.field}"/><text x="{n(x + 8)}" y="{n(row.y + 5)}" font-size="{ROW_SIZE - 1}" '
            f'fill="{look.ink}">{escape(value)}</text>'
        )
    if row.lines:
        height = LINE * len(row.lines)
        yield (
            f'<rect x="14" y="{n(row.y + 12)}" width="{n(box.width - 24)}" height="{height}" rx="4" '
            f'fill="{look.field}"/>'
        )
        for i, line in enumerate(row.lines):
            yield (
                f'<text x="22" y="{n(row.y + 27 + LINE * i)}" font-size="{ROW_SIZE - 1}" fill="{look.ink}">'
                f"{escape(line)}</text>"
            )
    if row.handle:
        yield handle(0, row.y, row, look)


def _closed(box: Box, look: Theme) -> Iterator[str]:
    y = HEADER / 2
    for rows, x in ((box.inputs, 0.0), (box.outputs, box.width)):
        if rows:
            yield f'<circle cx="{n(x)}" cy="{n(y)}" r="6" fill="{look.faint}"/>'


def handle(x: float, y: float, row: FieldRow, look: Theme) -> str:
    """A field's handle: full for one value, a ring for a collection, a ring with a dot where both fit; square
    for models, a rhombus for batches."""
    found = row.type
    colour = type_colour(found)
    several = found is not None and found.cardinality in (COLLECTION, EITHER)
    inner = f'fill="{look.canvas}" stroke="{colour}" stroke-width="3.5"' if several else f'fill="{colour}"'
    r = 6.25 if several else 8
    dot = ""
    if found is not None and found.cardinality == EITHER:
        dot = f'<circle cx="{n(x)}" cy="{n(y)}" r="2.5" fill="{colour}"/>'
    if is_model(found) or (found is not None and found.batch):
        turn = f' transform="rotate(45 {n(x)} {n(y)})"' if found is not None and found.batch else ""
        return (
            f'<rect x="{n(x - r)}" y="{n(y - r)}" width="{n(2 * r)}" height="{n(2 * r)}" rx="2" '
            f"{inner}{turn}/>{dot}"
        )
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" {inner}/>{dot}'
