"""What a picture shows, placed: boxes with rows, wires between them, marks on them. In pixels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph
    from wflint.graph.webui.types import UiType

WIDTH: Final = 320  # of a node, as in the UI
HEADER: Final = 42
ROW: Final = 30
LINE: Final = 20  # of a text below its field's name
PAD: Final = 8
CONNECTOR: Final = 24  # the diameter of a connector
TITLE_SIZE: Final = 17
SUBTITLE_SIZE: Final = 13
ROW_SIZE: Final = 15


class PictureMark(NamedTuple):
    """Something to show at a place: a finding, or what a comparison found.

    ``pointer`` is the JSON pointer of the place in its document (RFC 6901); ``severity`` is ``error``,
    ``warning`` or ``info``. ``field`` names the input where the pointer can only lead to its node, as for one
    that is missing.
    """

    pointer: str
    severity: str
    code: str
    message: str
    field: str = ""


Mark = PictureMark  # as those call it who make some


class Spot(NamedTuple):
    """What a mark stands at: ``node``, ``input`` (of ``node``), ``edge`` (by number) or ``document``."""

    kind: str
    node: str = ""
    field: str = ""
    edge: int = -1


class FieldRow(NamedTuple):
    """A field of a node.

    ``y`` is the middle of its handle, from the top of the box. ``value`` is the literal in words (None: it
    has none), ``lines`` are those of a long text below the name; ``title`` and ``value`` are on one line, but
    not yet cut to what a box has room for. ``handle`` says whether there is one;
    ``odd`` that the release does not know the field, ``exposed`` that the form shows it.
    """

    name: str
    title: str
    y: float
    type: UiType | None
    handle: bool = True
    connected: bool = False
    value: str | None = None
    lines: tuple[str, ...] = ()
    odd: bool = False
    exposed: bool = False


class Box:
    """A node: ``kind`` is ``node``, ``unknown`` (not in the release), ``notes``, ``connector`` or
    ``current_image``.

    ``title`` is what the UI writes in its header, ``subtitle`` the type where the title does not say it;
    both are whole, so that who draws them has to cut them. ``called`` says both in one line. A closed box
    shows its header only. ``text`` are the lines of a note.
    """

    __slots__ = (
        "called", "height", "id", "inputs", "kind", "open", "outputs", "subtitle", "text", "title", "type",
        "width", "x", "y",
    )  # fmt: skip

    def __init__(self, node_id: str, kind: str, node_type: str, title: str) -> None:
        self.id = node_id
        self.kind = kind
        self.type = node_type
        self.title = title
        self.subtitle = ""
        self.called = title
        self.open = True
        self.x = self.y = 0.0
        self.width: float = WIDTH
        self.height: float = HEADER
        self.inputs: dict[str, FieldRow] = {}
        self.outputs: dict[str, FieldRow] = {}
        self.text: list[str] = []

    def input_at(self, field: str) -> tuple[float, float]:
        """Where an edge into the field ends."""
        return self.x, self.y + self._height_of(self.inputs.get(field))

    def output_at(self, field: str) -> tuple[float, float]:
        """Where an edge from the field starts."""
        return self.x + self.width, self.y + self._height_of(self.outputs.get(field))

    def _height_of(self, row: FieldRow | None) -> float:
        if self.kind == "connector":
            return self.height / 2
        return row.y if row is not None and self.open else HEADER / 2


class DrawnEdge(NamedTuple):
    """An edge of the file.

    ``number`` is its place in ``Graph.wires``, ``type`` that of the output it comes from, through connectors
    too. ``start`` or ``end`` is None where there is no such node. ``way`` are left, right and height of the
    stretches in which it passes other nodes, where it was laid out.
    """

    number: int
    source: str
    source_field: str
    target: str
    target_field: str
    type: UiType | None
    start: tuple[float, float] | None
    end: tuple[float, float] | None
    way: tuple[tuple[float, float, float], ...] = ()


class Marked(NamedTuple):
    """A mark with its number, from 1 in the order they were given, and its place."""

    number: int
    mark: Mark
    place: Spot


class Scene:
    """A picture before it is drawn. ``laid_out`` says that the file has no positions that can be used."""

    __slots__ = ("boxes", "catalogue", "graph", "laid_out", "marks", "name", "wires", "workflow")

    def __init__(self, name: str, graph: Graph, catalogue: Catalogue, *, workflow: bool) -> None:
        self.name = name
        self.graph = graph
        self.catalogue = catalogue
        self.workflow = workflow
        self.laid_out = False
        self.boxes: dict[str, Box] = {}
        self.wires: list[DrawnEdge] = []
        self.marks: list[Marked] = []

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all boxes, and of the edges that go round them."""
        boxes = self.boxes.values()
        if not boxes:
            return 0.0, 0.0, float(WIDTH), float(HEADER)
        lanes = [y for wire in self.wires for _, _, y in wire.way]
        return (
            min(b.x for b in boxes),
            min(*(b.y for b in boxes), min(lanes, default=math.inf)),
            max(b.x + b.width for b in boxes),
            max(*(b.y + b.height for b in boxes), max(lanes, default=-math.inf)),
        )


def member(data: Any, *keys: str | int) -> Any:
    """What stands at a path of an untrusted JSON value; None where there is nothing."""
    for key in keys:
        if isinstance(key, str) and type(data) is dict:
            data = data.get(key)
        elif isinstance(key, int) and type(data) is list and 0 <= key < len(data):
            data = data[key]
        else:
            return None
    return data


def pointer_parts(pointer: str) -> Sequence[str]:
    """The keys of a JSON pointer, as texts."""
    return [p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:]]
