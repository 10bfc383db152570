"""Two documents as one picture: before and after, with the same node at the same place in both.

What changed has a colour and a sign: + added, - removed, ~ changed. Everything else is drawn as always, its
edges fainter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.graph.reading.read import read_document
from wflint.picture.build import add_wires, draft
from wflint.picture.colours import THEMES
from wflint.picture.key import columns_of, in_columns, legend_scale
from wflint.picture.paths import middle_of, n, path_of
from wflint.picture.placing import place
from wflint.picture.scene import LINE, ROW, Box
from wflint.picture.svg import FONTS, contents
from wflint.picture.text import escape, fit, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.graph.diff.compare import Diff
    from wflint.picture.colours import Theme
    from wflint.picture.entries import ChangeEntry
    from wflint.picture.scene import DrawnEdge, Scene

_GAP: Final = 90.0
_MARGIN: Final = 40.0
_HEAD: Final = 56.0
_SIZE: Final = 17
_LINE: Final = 24
_MOST: Final = 120  # changes that are listed below
_DETAILS: Final = 12  # of one change


class Signed(NamedTuple):
    """What changed on one side: signs of nodes and edges, changed inputs, the numbers of nodes' changes."""

    nodes: Mapping[str, str]
    inputs: set[tuple[str, str]]
    edges: Mapping[int, str]
    numbers: Mapping[str, int]


class TwoSides(NamedTuple):
    """Both sides, placed."""

    before: Scene
    after: Scene
    old: Signed
    new: Signed


def beside(before: Document, after: Document, found: Diff, catalogue: Catalogue) -> TwoSides:
    """The two scenes of a comparison. The documents are those that were compared. Never raises on content."""
    scenes = []
    stated = []
    for document in (before, after):
        scene, places = draft(document, read_document(document)[0], catalogue)
        scenes.append(scene)
        stated.append(places)
    one, other = scenes
    # One set of boxes for both: those of after, and what only before has, under names that cannot clash.
    shared: dict[tuple[int, str], str] = {}
    for node in other.boxes:
        shared[1, node] = f"1{node}"
    loose = {**found.matched, **{node: node for node in one.boxes if node not in one.graph.nodes}}
    for node in one.boxes:
        twin = loose.get(node)
        shared[0, node] = f"1{twin}" if twin is not None and twin in other.boxes else f"0{node}"
    union: dict[str, Box] = {}
    places_of: dict[str, tuple[float, float]] = {}
    for side in (1, 0):
        for node, box in scenes[side].boxes.items():
            name = shared[side, node]
            spread = union.setdefault(name, Box(name, box.kind, box.type, box.title))
            spread.width, spread.height = max(spread.width, box.width), max(spread.height, box.height)
            if node in stated[side]:
                places_of.setdefault(name, stated[side][node])
    ends = [
        (shared[side, wire.source], shared[side, wire.target])
        for side in (1, 0)
        for wire in scenes[side].graph.wires
        if (side, wire.source) in shared and (side, wire.target) in shared
    ]
    laid_out, lanes = place(union, places_of, ends)
    for side, scene in enumerate(scenes):
        for node, box in scene.boxes.items():
            box.x, box.y = union[shared[side, node]].x, union[shared[side, node]].y
        own = {
            (wire.source, wire.target): lanes[key]
            for wire in scene.graph.wires
            if (key := (shared.get((side, wire.source), ""), shared.get((side, wire.target), ""))) in lanes
        }
        add_wires(scene, own)
        scene.laid_out = laid_out
    return TwoSides(one, other, *_signs(one, other, found))


def _signs(before: Scene, after: Scene, found: Diff) -> tuple[Signed, Signed]:
    old: dict[str, str] = {node.id: "-" for node in found.removed}
    new: dict[str, str] = {node.id: "+" for node in found.added}
    old_numbers, new_numbers = {}, {}
    number = 0
    for node in found.added:
        number += 1
        new_numbers[node.id] = number
    for node in found.removed:
        number += 1
        old_numbers[node.id] = number
    old_inputs, new_inputs = set(), set()
    for change in found.changed:
        number += 1
        old[change.before.id] = new[change.after.id] = "~"
        new_numbers[change.after.id] = number
        for each in change.inputs:
            old_inputs.add((change.before.id, each.field))
            new_inputs.add((change.after.id, each.field))
    for note in found.notes:
        sign = "+" if note.before is None else "-" if note.after is None else "~"
        for scene, signs in ((before, old), (after, new)):
            if note.name in scene.boxes and note.name in scene.graph.notes:
                signs[note.name] = sign
    keys = [
        {wire.number: _key(wire, names) for wire in scene.wires}
        for scene, names in ((before, found.matched), (after, {}))
    ]
    both = set(keys[0].values()) & set(keys[1].values())
    edges = [
        {number: sign for number, key in side.items() if key not in both}
        for sign, side in zip("-+", keys, strict=True)
    ]
    return (
        Signed(old, old_inputs, edges[0], old_numbers),
        Signed(new, new_inputs, edges[1], new_numbers),
    )


def _key(wire: DrawnEdge, names: Mapping[str, str]) -> tuple[str, str, str, str]:
    source, target = names.get(wire.source, wire.source), names.get(wire.target, wire.target)
    return (source, wire.source_field, target, wire.target_field)


def diff_svg(
    both: TwoSides,
    names: tuple[str, str],
    entries: Sequence[ChangeEntry],
    *,
    theme: str = "dark",
    legend: bool = True,
) -> str:
    """The comparison as one SVG document: before and after, and below them the changes in words.

    ``entries`` number the changes of nodes first: added, removed, changed, each in the comparison's order.
    The sign at a node is ``<g class="mark" data-mark="N">`` with its number.
    """
    look = THEMES[theme]
    bounds = [scene.bounds() for scene in (both.before, both.after)]
    left, top = min(b[0] for b in bounds), min(b[1] for b in bounds)
    wide = max(max(b[2] for b in bounds) - left, 560.0)
    high = max(b[3] for b in bounds) - top
    stacked = wide > high  # two wide pictures stand one above the other
    step = (0.0, high + _GAP + _HEAD) if stacked else (wide + _GAP, 0.0)
    width = 2 * _MARGIN + wide + step[0]
    height = 2 * _MARGIN + _HEAD + high + step[1]
    pieces: list[str] = []
    sides = (("before", names[0], both.before, both.old), ("after", names[1], both.after, both.new))
    for i, (word, name, scene, signed) in enumerate(sides):
        x, y = _MARGIN + i * step[0], _MARGIN + i * step[1]
        title = fit(f"{word}: {name}", wide - 20, 24)
        under, over = _changes(scene, signed, look)
        pieces += [
            f'<g class="side {word}"><text x="{n(x)}" y="{n(y + 24)}" font-size="24" font-weight="600">'
            f"{escape(title)}</text>",
            f'<g transform="translate({n(x - left)} {n(y + _HEAD - top)})">',
            *contents(scene, look, fade=0.4, under=under),
            *over,
            "</g></g>",
        ]
    if legend and entries:
        more, added = _listed(entries, look, height, width - 2 * _MARGIN, legend_scale(width))
        pieces += more
        height += added
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" '
            f'width="{n(width)}" height="{n(height)}" role="img" font-family="{FONTS}" font-size="15" '
            f'fill="{look.ink}">',
            f"<title>{escape(f'{names[0]} and {names[1]}'[:300])}</title>",
            f'<rect width="{n(width)}" height="{n(height)}" fill="{look.canvas}"/>',
            *pieces,
            "</svg>\n",
        ]
    )


def diff_html(
    both: TwoSides, names: tuple[str, str], entries: Sequence[ChangeEntry], *, theme: str = "dark"
) -> str:
    """The comparison as one page to look around in, with the changes in words that lead to their places."""
    from wflint.picture.html import change_list, page

    svg = diff_svg(both, names, entries, theme=theme, legend=False)
    title = names[0] if names[0] == names[1] else f"{names[0]} \u2192 {names[1]}"
    return page(title, svg, change_list(entries), theme=theme)


def colour_of_sign(sign: str, look: Theme) -> str:
    """The colour of what was added, removed or changed."""
    return look.added if sign == "+" else look.removed if sign == "-" else look.changed


def _changes(scene: Scene, signed: Signed, look: Theme) -> tuple[list[str], list[str]]:
    """What says what changed: the pieces below the nodes, and those over them."""
    below, over = [], []
    for wire in scene.wires:
        sign = signed.edges.get(wire.number)
        if sign is not None:
            x, y = middle_of(wire)
            dash = ' stroke-dasharray="10 6"' if sign == "-" else ""
            below.append(
                f'<path d="{path_of(wire)}" fill="none" stroke="{colour_of_sign(sign, look)}" '
                f'stroke-width="5"{dash}/>'
            )
            over.append(_sign(sign, x, y, 10, look))
    for node, field in sorted(signed.inputs):
        box = scene.boxes.get(node)
        row = box.inputs.get(field) if box is not None else None
        if box is not None and row is not None and box.open:
            over.append(
                f'<rect x="{n(box.x + 2)}" y="{n(box.y + row.y - ROW / 2 + 1)}" width="{n(box.width - 4)}" '
                f'height="{ROW - 2 + LINE * len(row.lines)}" rx="5" fill="{look.changed}" '
                f'fill-opacity="0.18" stroke="{look.changed}" stroke-width="2"/>'
            )
    for node, sign in signed.nodes.items():
        box = scene.boxes.get(node)
        if box is None:
            continue
        number = signed.numbers.get(node)
        mark = f' class="mark" data-mark="{number}"' if number is not None else ""
        dash = ' stroke-dasharray="12 7"' if sign == "-" else ""
        below.append(
            f'<rect x="{n(box.x - 4)}" y="{n(box.y - 4)}" width="{n(box.width + 8)}" '
            f'height="{n(box.height + 8)}" rx="11" fill="none" stroke="{colour_of_sign(sign, look)}" '
            f'stroke-width="5"{dash}/>'
        )
        over.append(f"<g{mark}>{_sign(sign, box.x + box.width - 4, box.y, 15, look)}</g>")
    return below, over


def _sign(sign: str, x: float, y: float, r: float, look: Theme) -> str:
    """A disc with the sign in it, drawn rather than written, so that it needs no font."""
    arm = r * 0.55
    if sign == "+":
        stroke = f"M{n(x - arm)} {n(y)}h{n(2 * arm)}M{n(x)} {n(y - arm)}v{n(2 * arm)}"
    elif sign == "-":
        stroke = f"M{n(x - arm)} {n(y)}h{n(2 * arm)}"
    else:
        half = arm / 2
        rise = f"{n(arm)} {n(-half / 2)}"
        stroke = f"M{n(x - arm)} {n(y + half / 2)}q{n(half)} {n(-2 * half)} {rise}t{rise}"
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{colour_of_sign(sign, look)}" '
        f'stroke="{look.canvas}" stroke-width="2"/>'
        f'<path d="{stroke}" fill="none" stroke="{look.on_mark}" stroke-width="3"/>'
    )


def _listed(
    entries: Sequence[ChangeEntry], look: Theme, top: float, room: float, scale: float
) -> tuple[list[str], float]:
    """The changes in words, and how high they are; ``scale`` makes them as large as the picture needs."""
    columns, column = columns_of(len(entries), room / scale)
    listed = [(entry.sign, _lines(entry, column, look)) for entry in entries[:_MOST]]
    if len(entries) > _MOST:
        listed.append(("", [(50, f"and {len(entries) - _MOST} more", look.ink)]))
    places, high = in_columns([_LINE * len(lines) + 10.0 for _, lines in listed], columns, column)
    pieces = [f'<g class="legend" transform="translate({n(_MARGIN)} {n(top)}) scale({scale:.2f})">']
    for (sign, lines), (x, y) in zip(listed, places, strict=True):
        if sign:
            pieces.append(_sign(sign, x + 13, y + 10, 13, look))
        pieces += [
            f'<text x="{n(x + indent)}" y="{n(y + 16 + _LINE * i)}" font-size="{_SIZE}" fill="{colour}">'
            f"{escape(text)}</text>"
            for i, (indent, text, colour) in enumerate(lines)
        ]
    return [*pieces, "</g>"], scale * (high + 30)


def _lines(entry: ChangeEntry, room: float, look: Theme) -> list[tuple[int, str, str]]:
    """A change's lines: how far each is indented, its words and its colour."""
    lines = [(50, text, look.ink) for text in wrap(entry.title, room - 50, _SIZE, 2)]
    for detail in entry.details[:_DETAILS]:
        lines += [(70, text, look.faint) for text in wrap(detail, room - 80, _SIZE, 3)]
    if len(entry.details) > _DETAILS:
        lines.append((70, f"and {len(entry.details) - _DETAILS} more", look.faint))
    return lines
