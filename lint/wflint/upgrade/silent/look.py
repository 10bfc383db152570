"""What conditions ask a graph: values, wires, and what stands upstream. Each walk is done once a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.models.flow.reference import read_reference
from wflint.upgrade.silent.holds import Holds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph, Node
    from wflint.models.flow.reference import NamedModel


class UnknownValue:
    """Stands for a value that comes over a wire and cannot be told."""


UNKNOWN: Final = UnknownValue()

# Nodes that give out what is written in them: their input by output.
_PLAIN: Final = {
    "boolean": ("value", "value"),
    "integer": ("value", "value"),
    "float": ("value", "value"),
    "string": ("value", "value"),
    "scheduler": ("scheduler", "scheduler"),
}
# Nodes whose image never has an alpha channel (they decode latents, or draw one for a ControlNet).
OPAQUE: Final = frozenset(
    {
        *("l2i", "flux_vae_decode", "flux2_vae_decode", "sd3_l2i", "cogview4_l2i", "z_image_l2i"),
        *("canny_edge_detection", "hed_edge_detection", "lineart_edge_detection"),
        *("lineart_anime_edge_detection", "normal_map", "depth_anything_depth_estimation"),
    }
)
_OF_MODE: Final = frozenset({"img_conv", "blank_image"})
_MOST: Final = 64  # inputs that are looked at for the models behind one
# Nodes that take and give latents, and give others than they took.
_ENDS: Final = frozenset(
    {"denoise_latents", "denoise_latents_meta", "tiled_multi_diffusion_denoise_latents", "flux_denoise"}
)
_TAKEN: Final = ["item", "collection", "true_input", "false_input"]  # what these take, of all sorts
_MOVERS: Final = frozenset({"collect", "iterate", "if"})


class SilentLook:
    """A graph and the older release's catalogue, with what was found out about them."""

    def __init__(self, graph: Graph, catalogue: Catalogue) -> None:
        self.graph = graph
        self.catalogue = catalogue
        self._fed: dict[tuple[frozenset[str], object], set[tuple[str, str]]] = {}
        self._batched: set[tuple[str, str]] | None = None

    def wired(self, node: Node, name: str) -> bool:
        """Whether an edge leads into an input."""
        return (node.id, name) in self.graph.into

    def given(self, node: Node, name: str) -> Holds:
        """Whether an input has a value, by an edge or written down."""
        return Holds.YES if self.wired(node, name) or node.values.get(name) is not None else Holds.NO

    def value(self, node: Node, name: str) -> Any:
        """What an input is given: the literal, else the default; ``UNKNOWN`` where a run decides."""
        edges = self.graph.into.get((node.id, name))
        if edges:
            source = self.graph.nodes.get(edges[0].source) if len(edges) == 1 else None
            plain = _PLAIN.get(source.type) if source is not None else None
            if source is None or plain is None or edges[0].source_field != plain[0]:
                return UNKNOWN
            if self.wired(source, plain[1]) or self._in_batch(source, plain[1]):
                return UNKNOWN
            return self._own(source, plain[1])
        return UNKNOWN if self._in_batch(node, name) else self._own(node, name)

    def is_one(self, node: Node, name: str, options: Collection[Any]) -> Holds:
        """Whether the value is one of some scalars."""
        value = self.value(node, name)
        if value is UNKNOWN:
            return Holds.MAYBE
        return Holds(2 * (isinstance(value, str | int | float) and value in options))

    def number(self, node: Node, name: str, test: Callable[[float], bool]) -> Holds:
        """Whether the value is a number for which a test is true; of a list, whether one of it is."""
        value = self.value(node, name)
        if value is UNKNOWN:
            return Holds.MAYBE
        numbers = value if isinstance(value, list) else [value]
        return Holds(2 * any(is_number(one) and test(one) for one in numbers))

    def fed(
        self,
        node: Node,
        name: str,
        types: frozenset[str],
        only: Callable[[SilentLook, Node], bool] | None = None,
    ) -> bool:
        """Whether a node of some types (``only`` those of which that is true) stands upstream of an input.

        Nodes between hand on what goes in and out under one name, as LoRA loaders do with ``unet``.
        """
        found = self._fed.get((types, only))
        if found is None:
            starts = [
                each.id
                for each in self.graph.nodes.values()
                if each.type in types and (only is None or only(self, each))
            ]
            found = self._fed[types, only] = self._downstream(starts)
        return (node.id, name) in found

    def model(self, node: Node, name: str) -> NamedModel | None:
        """The model that an input names; None where a wire brings it, or none is chosen."""
        if self.wired(node, name):
            return None
        return read_reference(node.values.get(name), node.id, name, (), None)

    def sources(self, node: Node, name: str) -> list[tuple[Node, str]]:
        """The nodes right before an input, each with its output."""
        edges = self.graph.into.get((node.id, name), ())
        nodes = self.graph.nodes
        return [(nodes[edge.source], edge.source_field) for edge in edges if edge.source in nodes]

    def see_through(self, node: Node, name: str) -> Holds:
        """Whether an image that goes in may have transparency: not where its maker never gives any."""
        if self._in_batch(node, name) or not self.wired(node, name):
            return Holds.MAYBE
        sources = self.sources(node, name)
        opaque = all(
            source.type in OPAQUE or (source.type in _OF_MODE and self.value(source, "mode") in ("RGB", "L"))
            for source, _ in sources
        )
        return Holds.NO if sources and opaque else Holds.MAYBE

    def models_of(self, node: Node, name: str) -> list[NamedModel]:
        """The models that the loaders upstream of an input name; empty where none is found."""
        found: list[NamedModel] = []
        waiting, seen = [(node.id, name)], {(node.id, name)}
        while waiting and len(seen) < _MOST:
            for edge in self.graph.into.get(waiting.pop(), ()):
                source = self.graph.nodes.get(edge.source)
                if source is None:
                    continue
                further = _TAKEN if source.type in _MOVERS else [edge.source_field]
                if source.values.get("model") is not None:
                    reference = read_reference(source.values["model"], source.id, "model", (), None)
                    found += [reference] if reference is not None else []
                for field in further:
                    key = (source.id, field)
                    if key not in seen:
                        seen.add(key)
                        waiting.append(key)
        return found

    def _own(self, node: Node, name: str) -> Any:
        if name in node.values:
            return node.values[name]
        definition = self.catalogue.node(node.type)
        field = definition.inputs.get(name) if definition is not None else None
        return field.default if field is not None else None

    def _in_batch(self, node: Node, name: str) -> bool:
        if self._batched is None:
            self._batched = {(item.node, item.field) for group in self.graph.batch for item in group}
        return (node.id, name) in self._batched

    def _downstream(self, starts: list[str]) -> set[tuple[str, str]]:
        """The inputs that some nodes feed. Each edge is walked once for each of its ends."""
        graph = self.graph
        waiting = [edge for node_id in starts for edge in graph.out_of.get(node_id, ())]
        found: set[tuple[str, str]] = set()
        while waiting:
            edge = waiting.pop()
            key = (edge.target, edge.target_field)
            if key in found:
                continue
            found.add(key)
            target = graph.nodes.get(edge.target)
            if target is None or target.type in _ENDS:
                continue
            through = target.type in _MOVERS
            if through and (target.id, "") in found:
                continue
            if through:
                found.add((target.id, ""))  # its outputs are all on their way already
            waiting += [
                further
                for further in graph.out_of.get(edge.target, ())
                if through or further.source_field == edge.target_field
            ]
        return found


def is_number(value: object) -> bool:
    """Whether a value is a number, and no truth."""
    return isinstance(value, int | float) and not isinstance(value, bool)
