"""Edges and nodes in the colours of the model family that reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.models.families.bases import label
from wflint.models.flow.dataflow import Families
from wflint.picture.colours import GREY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.picture.colours import Theme
    from wflint.picture.scene import DrawnEdge, Scene

# Told apart by people who see no red and green too: near Okabe and Ito's palette, made lighter or darker for
# the canvas.
_DARK: Final = ("#e69f00", "#56b4e9", "#2bbf94", "#f0e442", "#4d94e0", "#f07a3a", "#e08cc0", "#c7c7c7")
_LIGHT: Final = ("#a86f00", "#1f7fb8", "#00795a", "#807a00", "#0a55a0", "#b84a00", "#a64d83", "#4a4a4a")


class Shades:
    """The colour of each edge and node. ``legend`` has a name and a colour for each family."""

    def __init__(
        self, wires: Mapping[int, str], boxes: Mapping[str, str], legend: list[tuple[str, str]]
    ) -> None:
        self._wires = wires
        self._boxes = boxes
        self.legend = legend

    def wire(self, wire: DrawnEdge) -> str:
        """The colour of an edge; grey where no family is known or it is not of any."""
        return self._wires.get(wire.number, GREY)

    def box(self, node: str) -> str | None:
        """The colour of a node; None where it is of no family, or of several."""
        return self._boxes.get(node)


def shades_of(scene: Scene, look: Theme) -> Shades:
    """The families of a scene's graph, in colours that are given in the order in which they appear."""
    graph = scene.graph
    known = Families(graph, scene.catalogue, workflow=scene.workflow)
    palette = _DARK if look.name == "dark" else _LIGHT
    colours: dict[str, str] = {}
    several = look.error
    bases_of: dict[str, set[str]] = {}

    def one(node: str, output: str) -> str | None:
        fact = known.of(node, output)
        if fact is None or len(fact.bases) != 1:
            return None
        return next(iter(fact.bases))

    origin = {edge.index: edge for edge in graph.edges if edge.flattened}
    wires: dict[int, str] = {}
    for number, wire in enumerate(graph.wires):
        edge = origin.get(wire.index, wire)
        base = one(edge.source, edge.source_field)
        if base is None:
            continue
        colours.setdefault(base, palette[len(colours) % len(palette)])
        wires[number] = colours[base]
        for node in (edge.source, edge.target):
            bases_of.setdefault(node, set()).add(base)
    boxes = {node: colours[next(iter(b))] if len(b) == 1 else several for node, b in bases_of.items()}
    legend = [(label(base), colour) for base, colour in colours.items()]
    if any(len(found) > 1 for found in bases_of.values()):
        legend.append(("several families meet", several))
    return Shades(wires, boxes, legend)
