"""Which node, input or edge of a picture a JSON pointer leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.picture.scene import Marked, Spot, pointer_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.document import Document
    from wflint.graph.ir import Graph
    from wflint.picture.scene import Mark, Scene

_DOCUMENT = Spot("document")


def marked(document: Document, graph: Graph, scene: Scene, marks: Iterable[Mark]) -> list[Marked]:
    """The marks with their numbers and places; ``document`` where they lead to nothing that is drawn."""
    found = list(marks)
    if not found:
        return []
    places = _places(graph, scene)
    base = tuple(map(str, document.base))
    return [
        Marked(i, mark, _narrowed(scene, _place(places, base, mark.pointer), mark.field))
        for i, mark in enumerate(found, start=1)
    ]


def _narrowed(scene: Scene, found: Spot, field: str) -> Spot:
    """The input of the node where the mark names one that is drawn."""
    if found.kind == "node" and field and field in scene.boxes[found.node].inputs:
        return Spot("input", found.node, field)
    return found


def _places(graph: Graph, scene: Scene) -> Mapping[tuple[str, ...], Spot]:
    places: dict[tuple[str, ...], Spot] = {}
    for node in graph.nodes.values():
        places[_texts(node.path)] = Spot("node", node.id)
        box = scene.boxes[node.id]
        for name in node.declared:
            where = Spot("input", node.id, name) if name in box.inputs else Spot("node", node.id)
            places[_texts(node.declared_pointer(name))] = where
    for others in (graph.connectors, graph.notes):
        for node_id, pointer in others.items():
            places[_texts(pointer)] = Spot("node", node_id)
    drawn = {wire.number for wire in scene.wires}
    for number, wire in enumerate(graph.wires):
        if number in drawn:
            places[_texts(wire.path)] = Spot("edge", edge=number)
    for group in graph.batch:
        for item in group:
            box_of = scene.boxes.get(item.node)
            if box_of is not None:
                known = item.field in box_of.inputs
                places[_texts(item.path)] = Spot(
                    "input" if known else "node", item.node, item.field if known else ""
                )
    return places


def _texts(pointer: Iterable[str | int]) -> tuple[str, ...]:
    return tuple(map(str, pointer))


def _place(places: Mapping[tuple[str, ...], Spot], base: tuple[str, ...], pointer: str) -> Spot:
    parts = tuple(pointer_parts(pointer))
    if base and parts[: len(base)] == base:
        parts = parts[len(base) :]
    for end in range(min(len(parts), 16), 0, -1):
        found = places.get(parts[:end])
        if found is not None:
            return found
    return _DOCUMENT
