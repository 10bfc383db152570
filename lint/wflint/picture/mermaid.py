"""A picture as a Mermaid flowchart, which GitHub draws inside Markdown.

Mermaid lays the nodes out itself. Labels are quoted, and everything that could end one, be markup or be an
entity is written as an entity of Mermaid's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.picture.badges import colour_of, worst_of
from wflint.picture.colours import DARK, LIGHT, type_colour
from wflint.picture.text import fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.picture.colours import Theme
    from wflint.picture.scene import Box, Marked, Scene

# What GitHub draws of one flowchart: Mermaid's maxEdges and maxTextSize.
MOST_EDGES: Final = 500
MOST_CHARACTERS: Final = 50_000

# No colon: after "style" Mermaid takes a line with one for a style, and cuts its last semicolon off.
_SAFE: Final = frozenset(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,+-/()=!?")
_FAULTS: Final = 30
_LONGEST: Final = 36.0  # of a name, in times the font's size
# Mermaid breaks labels after 200 pixels; the list of faults would be a tower.
_WIDE: Final = '%%{init: {"flowchart": {"wrappingWidth": 560}}}%%'


def to_mermaid(scene: Scene, *, theme: str = "dark") -> str:
    """The flowchart: a node for each node, an edge for each edge, faults marked and listed."""
    look = LIGHT if theme == "light" else DARK
    ids = {node: f"n{i}" for i, node in enumerate(scene.boxes)}
    on_node: dict[str, list[Marked]] = {}
    on_edge: dict[int, list[Marked]] = {}
    for found in scene.marks:
        if found.place.kind in ("node", "input"):
            on_node.setdefault(found.place.node, []).append(found)
        elif found.place.kind == "edge":
            on_edge.setdefault(found.place.edge, []).append(found)
    lines = [_WIDE, "flowchart LR"]
    lines += [_node(ids[node], box, on_node.get(node, ())) for node, box in scene.boxes.items()]
    styles = []
    drawn = 0
    for wire in scene.wires:
        if wire.source not in ids or wire.target not in ids:
            continue
        faults = on_edge.get(wire.number, ())
        words = _name(_field(scene, wire.target, wire.target_field)) + _numbers(faults)
        lines.append(f'  {ids[wire.source]} -- "{words}" --> {ids[wire.target]}')
        worst = worst_of(faults)
        marked = worst in ("error", "warning")
        colour = colour_of(worst, look) if marked else type_colour(wire.type)
        styles.append(f"  linkStyle {drawn} stroke:{colour},stroke-width:{4 if marked else 2}px")
        drawn += 1
    lines += styles
    lines += _classes(scene, ids, on_node, look)
    if scene.marks:
        rows = [
            f"{m.number} {_words(fit(f'{m.mark.code} {m.mark.message}', 900, 10))}"
            for m in scene.marks[:_FAULTS]
        ]
        if len(scene.marks) > _FAULTS:
            rows.append(f"and {len(scene.marks) - _FAULTS} more")
        lines += ["  subgraph faults", f'    list["{"<br/>".join(rows)}"]', "  end", "  class list text"]
        lines.append("  classDef text text-align:left")
    return "\n".join(lines) + "\n"


def _node(name: str, box: Box, faults: Iterable[Marked]) -> str:
    if box.kind == "connector":
        return f'  {name}(("{_numbers(faults).strip() or " "}"))'
    words = _name(box.title)
    if box.kind == "notes" and box.text:
        words += "<br/>" + "<br/>".join(map(_words, box.text[:6]))
    elif box.subtitle:
        words += f"<br/>{_name(box.subtitle)}"
    return f'  {name}["{words}{_numbers(faults)}"]'


def _name(text: str) -> str:
    return _words(fit(text, _LONGEST, 1))


def _field(scene: Scene, node: str, field: str) -> str:
    row = scene.boxes[node].inputs.get(field)
    return row.title if row is not None else field


def _numbers(faults: Iterable[Marked]) -> str:
    """The numbers of faults, with an exclamation mark for those who see no colours; infos have none."""
    found = list(faults)
    loud = "! " if worst_of(found) in ("error", "warning") else ""
    return f" ({loud}{', '.join(str(m.number) for m in found)})" if found else ""


def _classes(scene: Scene, ids: dict[str, str], faults: Mapping[str, list[Marked]], look: Theme) -> list[str]:
    lines = []
    unknown = [ids[node] for node, box in scene.boxes.items() if box.kind == "unknown"]
    notes = [ids[node] for node, box in scene.boxes.items() if box.kind == "notes"]
    marked: dict[str, list[str]] = {}
    for node, found in faults.items():
        if node in ids:
            marked.setdefault(worst_of(found), []).append(ids[node])
    for name, members, style in (
        ("unknown", unknown, f"stroke:{look.unknown},stroke-dasharray:6 4"),
        ("note", notes, f"fill:{look.note},color:{look.ink},stroke:{look.border}"),
        ("fault", marked.get("error"), f"stroke:{look.error},stroke-width:3px"),
        ("warned", marked.get("warning"), f"stroke:{look.warning},stroke-width:3px"),
    ):
        if members:
            lines += [f"  class {','.join(members)} {name}", f"  classDef {name} {style}"]
    return lines


def _words(text: str) -> str:
    """Text inside a quoted label: what is not plain is an entity."""
    from wflint.plain import unicode_line

    return (
        "".join(
            char if char in _SAFE or (char > "\xa0" and char.isalnum()) else f"#{ord(char)};"
            for char in unicode_line(text)
        )
        or " "
    )
