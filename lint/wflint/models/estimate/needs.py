"""What a graph needs memory for: its models, sizes and steps, as far as the document tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.graph.ir import UI_ONLY_NODES
from wflint.models.flow.model_inputs import identifiers, model_inputs, wanted_base, wanted_type
from wflint.models.flow.reference import NamedModel, read_reference
from wflint.models.flow.sizes import Sizes

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, InputDef
    from wflint.graph.ir import Graph, Node
    from wflint.models.inventory.inventory import Inventory, ModelRecord

# Preprocessors of that category which compute without a network (their nodes' modules in invokeai/app/
# invocations and backend/image_util), and networks that stand in other categories.
_PLAIN: Final = frozenset({
    "canny_edge_detection", "color_map", "content_shuffle", "heuristic_resize", "mediapipe_face_detection",
    "canny_image_processor", "color_map_image_processor", "content_shuffle_image_processor",
    "mediapipe_face_processor", "tile_image_processor",
})  # fmt: skip
_NETWORKS: Final = frozenset({"grounding_dino", "segment_anything"})
_DECODERS: Final = ("l2i", "_l2i", "_l2v", "_vae_decode")
_ENCODERS: Final = ("i2l", "_i2l", "_vae_encode")
_FRAMES: Final = "num_frames"
_MOST_FRAMES: Final = 2**16  # more is no video
_MOST_PIXELS: Final = 2**40  # of one side times the other; more is no size


class Model(NamedTuple):
    """A model that some node loads. ``record`` is the inventory's."""

    ref: NamedModel
    node: Node
    record: ModelRecord | None

    @property
    def name(self) -> str:
        """Its name, or the type of the node that loads it."""
        return self.ref.name or self.node.type


class Pass(NamedTuple):
    """A pass through a VAE. ``tile`` is the side of its tiles in pixels, 0 for the default, None: whole."""

    node: Node
    decodes: bool
    tile: int | None
    fp32: bool


class Needs:
    """``models`` by type, in the order of the document; ``size`` is the largest image, None: not stated.

    ``frames`` is how many of them the longest video has, None: that is not known.
    """

    def __init__(self) -> None:
        self.models: dict[str, list[Model]] = {}
        self.passes: list[Pass] = []
        self.preprocessors: list[Node] = []
        self.denoisers: list[Node] = []
        self.size: tuple[int, int] | None = None
        self.frames: int | None = 1

    def of(self, model_type: str) -> list[Model]:
        """The models of a type."""
        return self.models.get(model_type, [])


def needs_of(graph: Graph, catalogue: Catalogue, inventory: Inventory | None = None) -> Needs:
    """What a graph needs memory for. One walk over its nodes."""
    found = Needs()
    sizes = Sizes(graph, catalogue)
    for node in graph.nodes.values():
        if node.type in UI_ONLY_NODES or type(node.type) is not str:
            continue
        for definition in model_inputs(catalogue, node.type):
            _models(found, graph, node, definition, inventory)
        if _is_denoiser(node.type):
            found.denoisers.append(node)
            _take_size(found, sizes, node)
            if _has_input(catalogue, node.type, _FRAMES):
                _take_frames(found, sizes, node)
        elif node.type == "noise" or node.type.endswith("_noise"):
            _take_size(found, sizes, node)
        elif node.type.endswith((*_DECODERS, *_ENCODERS)):
            found.passes.append(_pass(node))
        elif _is_network(catalogue, node.type):
            found.preprocessors.append(node)
    return found


def _models(
    found: Needs, graph: Graph, node: Node, definition: InputDef, inventory: Inventory | None
) -> None:
    name = definition.name
    if name == "component_source" or name.endswith("_source_model"):
        return  # lends its encoder or VAE, which are counted with the main model
    value = None if (node.id, name) in graph.into else node.values.get(name)
    kind = wanted_type(definition)
    any_read = False
    for identifier, _ in identifiers(value):
        ref = read_reference(identifier, node.id, name, inventory=inventory)
        if ref is None:
            continue
        any_read = True
        record = inventory.get(identifier.get("key")) if inventory is not None else None
        found.models.setdefault(ref.type or kind or "", []).append(Model(ref, node, record))
    if not any_read and definition.required and kind is not None and value is None:
        base = wanted_base(definition) or ("sd-1" if node.type == "main_model_loader" else None)
        found.models.setdefault(kind, []).append(Model(NamedModel("", base or "", kind), node, None))


def _is_denoiser(node_type: str) -> bool:
    return "denoise" in node_type and not node_type.startswith("create_")


def _is_network(catalogue: Catalogue, node_type: str) -> bool:
    if node_type in _PLAIN:
        return False
    if node_type in _NETWORKS or node_type.endswith("_image_processor"):
        return True
    definition = catalogue.node(node_type)
    return definition is not None and definition.category == "controlnet_preprocessors"


def _pass(node: Node) -> Pass:
    tile = node.values.get("tile_size")
    tiled = node.values.get("tiled") is True
    side = tile if type(tile) is int and 0 < tile < 2**16 else 0
    return Pass(
        node,
        node.type.endswith(_DECODERS),
        side if tiled else None,
        node.values.get("fp32") is True,
    )


def _has_input(catalogue: Catalogue, node_type: str, name: str) -> bool:
    definition = catalogue.node(node_type)
    return definition is not None and name in definition.inputs


def _take_frames(found: Needs, sizes: Sizes, node: Node) -> None:
    for case in sizes.cases(node, (_FRAMES,)):
        frames = case.number(node, _FRAMES)
        if frames is None or found.frames is None or not 0 < frames <= _MOST_FRAMES:
            found.frames = None
            return
        found.frames = max(found.frames, frames)


def _take_size(found: Needs, sizes: Sizes, node: Node) -> None:
    for case in sizes.cases(node, ("width", "height")):
        width, height = (_side(case, node, name) for name in ("width", "height"))
        if width is None or height is None or width * height > _MOST_PIXELS:
            continue
        if found.size is None or width * height > found.size[0] * found.size[1]:
            found.size = (width, height)


def _side(sizes: Sizes, node: Node, name: str) -> int | None:
    """The number at an input: its literal, or what follows from the nodes before."""
    if (
        name not in node.values
        and sizes.edge(node.id, name) is None
        and not sizes.computed.varied(node.id, name)
    ):
        return None  # the default is no statement
    value = sizes.number(node, name)
    return value if value is not None and value > 0 else None
