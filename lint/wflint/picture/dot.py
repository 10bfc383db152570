"""A picture in Graphviz's DOT language: nodes as tables with a port for each field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.picture.badges import colour_of, worst_of
from wflint.picture.colours import THEMES, type_colour
from wflint.picture.text import escape, fit

if TYPE_CHECKING:
    from wflint.picture.colours import Theme
    from wflint.picture.scene import Box, FieldRow, Marked, Scene

_ROWS: Final = 60
_LONGEST: Final = 24.0  # of a name, in times the font's size


def to_dot(scene: Scene, *, theme: str = "dark") -> str:
    """The graph in DOT. Graphviz lays it out; faults are framed, and listed in the graph's label."""
    look = THEMES[theme]
    ids = {node: f"n{i}" for i, node in enumerate(scene.boxes)}
    by_node: dict[str, list[Marked]] = {}
    by_edge: dict[int, list[Marked]] = {}
    for found in scene.marks:
        if found.place.kind == "edge":
            by_edge.setdefault(found.place.edge, []).append(found)
        elif found.place.node:
            by_node.setdefault(found.place.node, []).append(found)
    lines = [
        "digraph workflow {",
        f'  graph [rankdir=LR, bgcolor="{look.canvas}", fontname="Helvetica", fontcolor="{look.ink}", '
        "labeljust=l, labelloc=b, ranksep=1, nodesep=0.3];",
        f'  node [shape=plain, fontname="Helvetica", fontcolor="{look.ink}"];',
        '  edge [penwidth=2, arrowsize=0.7, fontname="Helvetica"];',
    ]
    for node, box in scene.boxes.items():
        lines.append(f"  {ids[node]} [label=<{_table(box, by_node.get(node, []), look)}>];")
    for wire in scene.wires:
        if wire.source not in ids or wire.target not in ids:
            continue
        start, end = scene.boxes[wire.source], scene.boxes[wire.target]
        tail = ids[wire.source] + _port(start, "o", list(start.outputs), wire.source_field)
        head = ids[wire.target] + _port(end, "i", list(end.inputs), wire.target_field)
        faults = by_edge.get(wire.number, [])
        wide = 5 if worst_of(faults) in ("error", "warning") else 2
        more = f', penwidth={wide}, label="{_numbers(faults)}", fontcolor="{look.ink}"' if faults else ""
        lines.append(f'  {tail} -> {head} [color="{type_colour(wire.type)}"{more}];')
    if scene.marks:
        listed = "".join(
            f'<TR><TD ALIGN="LEFT">{m.number} {escape(f"{m.mark.code} {m.mark.message}"[:300])}</TD></TR>'
            for m in scene.marks[:100]
        )
        lines.append(f'  label=<<TABLE BORDER="0">{listed}</TABLE>>;')
    return "\n".join([*lines, "}"]) + "\n"


def _port(box: Box, side: str, fields: list[str], field: str) -> str:
    if not box.open or box.kind == "connector" or field not in fields[:_ROWS]:
        return ""
    return f":{side}{fields.index(field)}:{'w' if side == 'i' else 'e'}"


def _numbers(marks: list[Marked]) -> str:
    return ", ".join(str(m.number) for m in marks)


def _table(box: Box, marks: list[Marked], look: Theme) -> str:
    worst = worst_of(marks)
    marked = worst in ("error", "warning")
    edge = colour_of(worst, look) if marked else look.unknown if box.kind == "unknown" else look.border
    style = "DASHED" if box.kind == "unknown" else "ROUNDED"
    number = f" ({_numbers(marks)})" if marks else ""
    title = escape(fit(box.title, _LONGEST, 1) if box.kind != "connector" else "\u2022") or "(no title)"
    fill = look.note if box.kind == "notes" else look.body
    rows = [f'<TR><TD COLSPAN="2" BGCOLOR="{look.header}"><B>{title}</B>{number}</TD></TR>']
    if box.subtitle:
        rows.append(f'<TR><TD COLSPAN="2"><I>{_name(box.subtitle)}</I></TD></TR>')
    rows += [f'<TR><TD COLSPAN="2" ALIGN="LEFT">{escape(line) or " "}</TD></TR>' for line in box.text]
    if box.open:
        inputs, outputs = list(box.inputs.values())[:_ROWS], list(box.outputs.values())[:_ROWS]
        for i in range(max(len(inputs), len(outputs))):
            rows.append(f"<TR>{_cell(inputs, i, 'i')}{_cell(outputs, i, 'o')}</TR>")
    width = 3 if marked else 1
    return (
        f'<TABLE BORDER="{width}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="4" COLOR="{edge}" '
        f'BGCOLOR="{fill}" STYLE="{style}">{"".join(rows)}</TABLE>'
    )


def _name(text: str) -> str:
    return escape(fit(text, _LONGEST, 1))


def _cell(rows: list[FieldRow], i: int, side: str) -> str:
    if i >= len(rows):
        return "<TD></TD>"
    row = rows[i]
    value = f": {_name(row.value)}" if row.value else f": {escape(row.lines[0])}" if row.lines else ""
    align = "LEFT" if side == "i" else "RIGHT"
    return f'<TD PORT="{side}{i}" ALIGN="{align}">{_name(row.title)}{value}</TD>'
