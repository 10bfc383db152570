"""From a document and its graph to a scene: boxes with their rows, wires, marks at their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.document import Kind
from wflint.graph.webui.template import template_of
from wflint.graph.webui.types import output_type
from wflint.picture.marking import marked
from wflint.picture.placing import place, position_of
from wflint.picture.scene import (
    CONNECTOR,
    HEADER,
    LINE,
    PAD,
    ROW,
    ROW_SIZE,
    WIDTH,
    Box,
    DrawnEdge,
    FieldRow,
    Scene,
    member,
)
from wflint.picture.text import one_line, wrap
from wflint.picture.value_words import value_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.model import Catalogue, InputDef
    from wflint.document import Document
    from wflint.graph.convert.layout import Lanes
    from wflint.graph.ir import Graph, Node
    from wflint.graph.webui.template import Template
    from wflint.graph.webui.types import UiType
    from wflint.picture.scene import Mark

_NOTE_LINES: Final = 14
_TEXT_LINES: Final = 3
_TEXT_FIELDS: Final = frozenset({"StringField"})
_TRACK: Final = 8  # pixels between edges in one lane
_MOST_ROWS: Final = 400  # of a node; more are told by a count
_UI_TITLES: Final = {"notes": "Notes", "current_image": "Current Image", "connector": "Connector"}


def scene_of(document: Document, graph: Graph, catalogue: Catalogue, marks: Iterable[Mark] = ()) -> Scene:
    """The picture of a document: its nodes, edges, notes and connectors, placed.

    Positions are those of the file; a graph, an enqueue body or a file without any is laid out. ``marks``
    are put at the node, input or edge that their pointer leads to. Never raises on content.
    """
    scene, stated = draft(document, graph, catalogue)
    ends = [(w.source, w.target) for w in graph.wires]
    scene.laid_out, lanes = place(scene.boxes, stated, ends)
    add_wires(scene, lanes)
    scene.marks = marked(document, graph, scene, marks)
    return scene


def draft(
    document: Document, graph: Graph, catalogue: Catalogue
) -> tuple[Scene, dict[str, tuple[float, float]]]:
    """A scene whose boxes have sizes, but no places and no wires yet, and the places that the file states."""
    workflow = document.kind is Kind.WORKFLOW
    # Pictures are passed on: where its file lay on somebody's machine is nobody's business.
    name = document.source.name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    scene = Scene(name, graph, catalogue, workflow=workflow)
    data = document.data
    connected: dict[str, set[str]] = {}
    given: dict[str, set[str]] = {}
    for wire in graph.wires:
        connected.setdefault(wire.target, set()).add(wire.target_field)
        given.setdefault(wire.source, set()).add(wire.source_field)
    exposed = _exposed(data) if workflow else set()
    for node in graph.nodes.values():
        fields = connected.get(node.id, set()), given.get(node.id, set())
        scene.boxes[node.id] = _node_box(node, catalogue, fields, exposed, workflow=workflow)
    for places in (graph.connectors, graph.notes):
        for node_id, pointer in places.items():
            if node_id not in scene.boxes:
                scene.boxes[node_id] = _other_box(node_id, member(data, *pointer))
    stated = {}
    if workflow:
        at = {**{n.id: n.path for n in graph.nodes.values()}, **graph.connectors, **graph.notes}
        for node_id in scene.boxes:
            found = position_of(member(data, *at[node_id]))
            if found is not None:
                stated[node_id] = found
    return scene, stated


def _exposed(data: Any) -> set[tuple[str, str]]:
    """The (node, input) pairs of the form, or of ``exposedFields`` where there is no form."""
    found: set[tuple[str, str]] = set()
    fields = member(data, "exposedFields")
    pairs = [(member(f, "nodeId"), member(f, "fieldName")) for f in fields] if type(fields) is list else []
    elements = member(data, "form", "elements")
    if type(elements) is dict:
        in_form = [member(e, "data", "fieldIdentifier") for e in elements.values()]
        pairs = [(member(f, "nodeId"), member(f, "fieldName")) for f in in_form if f is not None] or pairs
    for node, field in pairs:
        if type(node) is str and type(field) is str:
            found.add((node, field))
    return found


def _other_box(node_id: str, raw: Any) -> Box:
    kind = member(raw, "type")
    kind = kind if kind in _UI_TITLES else "notes"
    label = member(raw, "data", "label")
    box = Box(node_id, kind, kind, "")
    box.title = box.called = one_line(label if type(label) is str and label.strip() else _UI_TITLES[kind])
    box.open = member(raw, "data", "isOpen") is not False
    if kind == "connector":
        box.width = box.height = CONNECTOR
    elif kind == "notes" and box.open:
        text = member(raw, "data", "notes")
        box.text = wrap(text, WIDTH - 28, ROW_SIZE, _NOTE_LINES) if type(text) is str else []
        box.height = HEADER + 2 * PAD + LINE * max(2, len(box.text))
    elif kind == "current_image" and box.open:
        box.height = HEADER + 150
    return box


def _node_box(
    node: Node,
    catalogue: Catalogue,
    ends: tuple[set[str], set[str]],
    exposed: set[tuple[str, str]],
    *,
    workflow: bool,
) -> Box:
    definition = catalogue.node(node.type)
    template = template_of(catalogue, node.type)
    title = definition.title if definition is not None else node.type
    label = node.label.strip()
    box = Box(node.id, "node" if definition is not None else "unknown", node.type, "")
    box.title = one_line(label or title)
    if definition is None:
        missing = f"not in {catalogue.called}"
        box.subtitle = one_line(f"{node.type}: {missing}" if label else missing)
    elif label and label != title:
        box.subtitle = one_line(title)
    box.called = f"{box.title} ({box.subtitle})" if box.subtitle else box.title
    box.open = not (workflow and node.raw.get("isOpen") is False)
    if not box.open and definition is not None:
        box.subtitle = ""  # there is no room for it between closed nodes
    _add_rows(box, node, template, definition.outputs if definition is not None else {}, ends, exposed,
              workflow=workflow)  # fmt: skip
    return box


def _add_rows(
    box: Box,
    node: Node,
    template: Template | None,
    outputs: Any,
    ends: tuple[set[str], set[str]],
    exposed: set[tuple[str, str]],
    *,
    workflow: bool,
) -> None:
    """The rows of a node, as the UI orders them: inputs that only take connections beside the outputs, then
    the others."""
    into, out_of = ends
    handles: list[tuple[str, InputDef | None]] = []
    fields: list[tuple[str, InputDef | None]] = []
    for name, field in (template or {}).items():
        linked = name in into
        stated = name in node.values or linked
        if not stated and (field.hidden or field.internal or not workflow):
            continue
        takes_only = field.kind == "connection" or (template is not None and not template.edits(name))
        (handles if takes_only and name not in node.values else fields).append((name, field))
    known = {name for name, _ in (*handles, *fields)}
    strange = [
        n for n in (*node.declared, *sorted(into)) if n not in known and not (template and n in template)
    ]
    fields += [(name, None) for name in dict.fromkeys(strange)]
    head = HEADER + (16 if box.subtitle else 0)
    y = head + PAD
    for name, found in outputs.items():
        if len(box.outputs) < _MOST_ROWS and (workflow or name in out_of or name not in _WITH_EVERY_OUTPUT):
            row_type = output_type(node.type, found)
            at = y + ROW * len(box.outputs) + ROW / 2
            box.outputs[name] = FieldRow(name, one_line(found.title), at, row_type)
    for name in sorted(out_of - set(box.outputs)):
        if len(box.outputs) < _MOST_ROWS:
            at = y + ROW * len(box.outputs) + ROW / 2
            box.outputs[name] = FieldRow(name, one_line(name), at, None, odd=box.kind == "node")
    for i, (name, field_) in enumerate(handles[:_MOST_ROWS]):
        title = one_line(field_.title if field_ else name)
        row_type = template.types[name] if template else None
        box.inputs[name] = FieldRow(
            name,
            title,
            y + ROW * i + ROW / 2,
            row_type,
            connected=name in into,
            exposed=(node.id, name) in exposed,
        )
    y += ROW * max(len(box.inputs), len(box.outputs))
    for name, field_ in fields[:_MOST_ROWS]:
        row = _field_row(box, node, name, field_, template, y, name in into, (node.id, name) in exposed)
        box.inputs[name] = row
        y += ROW + LINE * len(row.lines)
    if len(fields) > _MOST_ROWS:
        box.text = [f"and {len(fields) - _MOST_ROWS} more"]
        y += ROW
    box.height = y + PAD if box.open else head


# Outputs that a laid-out graph shows only where they are used: they are beside every image, latents or noise.
_WITH_EVERY_OUTPUT: Final = frozenset({"width", "height"})


def _field_row(
    box: Box,
    node: Node,
    name: str,
    field: InputDef | None,
    template: Template | None,
    y: float,
    linked: bool,
    exposed: bool,
) -> FieldRow:
    found: UiType | None = template.types[name] if template is not None and field is not None else None
    title = field.title if field is not None else name
    value: str | None = None
    lines: tuple[str, ...] = ()
    if name in node.values and not linked:
        literal = node.values[name]
        if found is not None and found.name in _TEXT_FIELDS and type(literal) is str and len(literal) > 18:
            lines = tuple(wrap(literal, WIDTH - 48, ROW_SIZE, _TEXT_LINES))
        else:
            value = value_words(literal)
    return FieldRow(
        name,
        one_line(title),
        y + ROW / 2,
        found,
        handle=linked or field is None or field.kind != "direct",
        connected=linked,
        value=None if value is None else one_line(value),
        lines=lines,
        odd=field is None and box.kind == "node" and node.type != "core_metadata",
        exposed=exposed,
    )


def add_wires(scene: Scene, lanes: Lanes) -> None:
    """Draw the edges between boxes that have their places."""
    boxes = scene.boxes
    types = _wire_types(scene)
    for number, edge in enumerate(scene.graph.wires):
        source, target = boxes.get(edge.source), boxes.get(edge.target)
        if source is None and target is None:
            continue
        start = source.output_at(edge.source_field) if source is not None else None
        end = target.input_at(edge.target_field) if target is not None else None
        way = lanes.get((edge.source, edge.target), ())
        if way and source is not None:
            # Edges of one node share a lane: each output keeps to its own track in it.
            tracks = list(source.outputs)
            track = tracks.index(edge.source_field) if edge.source_field in tracks else 0
            off = _TRACK * (min(track, 4) - 2)
            way = [(a, b, y + off) for a, b, y in way]
        scene.wires.append(
            DrawnEdge(
                number,
                edge.source,
                edge.source_field,
                edge.target,
                edge.target_field,
                types[number],
                start,
                end,
                tuple(way),
            )
        )


def _wire_types(scene: Scene) -> list[UiType | None]:
    """The type that each wire brings: its source's output, through connectors the one that feeds them."""
    graph = scene.graph
    feeds: dict[str, int] = {}
    for number, wire in enumerate(graph.wires):
        if wire.target in graph.connectors:
            feeds.setdefault(wire.target, number)
    found: list[UiType | None] = []
    of_connector: dict[str, UiType | None] = {}

    def direct(number: int) -> UiType | None:
        wire = graph.wires[number]
        box = scene.boxes.get(wire.source)
        row = box.outputs.get(wire.source_field) if box is not None else None
        return row.type if row is not None else None

    def through(connector: str) -> UiType | None:
        way: dict[str, None] = {}
        at = connector
        while at in feeds and at not in of_connector and at not in way:
            way[at] = None
            at = graph.wires[feeds[at]].source
        last = next(reversed(way), None)
        if at in of_connector:
            brought = of_connector[at]
        else:
            brought = direct(feeds[last]) if last is not None and at not in way else None
        of_connector.update(dict.fromkeys((connector, *way), brought))
        return brought

    for number, wire in enumerate(graph.wires):
        found.append(through(wire.source) if wire.source in graph.connectors else direct(number))
    return found
