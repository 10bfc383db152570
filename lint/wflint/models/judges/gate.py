"""A quick look that clears most graphs: all of one family, every model of the type its input is for.

Each node type has a set of families it can belong to, each model one. While the intersection of them all
is not empty and nothing else is out of the ordinary, no two of them can be at odds. Whatever is unusual
goes to the analysis; this only has to be sure when it says that there is nothing to find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.families.bases import FAMILIES
from wflint.models.families.nodes import (
    ADAPTERS,
    CLIP_PROMPTS,
    CONDITIONING,
    DECODERS,
    DENOISERS,
    IMAGE_ENCODERS,
    LOADERS,
    LOOK_CLOSER,
    LORAS,
    PID_NODES,
    SUPPLIES,
    UNETS,
)
from wflint.models.flow.formats import DIFFUSERS
from wflint.models.flow.pickers import pickers

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph, Node

_BITS = {base: 1 << number for number, base in enumerate(sorted(FAMILIES))}
_ALL = (1 << len(_BITS)) - 1
_BASE_BITS = {**_BITS, "any": _ALL}
_SPECIAL = ("inpaint", "fill", "schnell", "gguf", "8b", "9b", "4b", "6b")
_TOLD_BY_NAME = frozenset({"main", "qwen3_encoder"})
# Text encoders that may be exchanged, and masks of prompts, which not every family and release can follow.
_CLOSER_INPUTS = frozenset({"clip", "clip2", "clip_l", "clip_g", "mask", "reference_latents", "noise_type"})

# To be looked at closer only where the graph names a model; of Wan, a reference may have another size too.
_BY_MODELS = frozenset({
    "flux_controlnet", "ip_adapter", "sd3_text_encoder", "wan_denoise", "wan_model_loader",
    "wan_video_denoise",
})  # fmt: skip
_SIZED = frozenset({"wan_denoise", "wan_video_denoise"})

# Per node type: its families, its model inputs with their types and whether the model's family is the graph's
# (1), one of a set (a set of names) or of no matter (0), the inputs that must not be empty where its model is
# known, and whether no model may be named anywhere. None: look closer.
Facts = tuple[int, tuple[tuple[str, frozenset[str], Any], ...], tuple[str, ...], bool]


def _mask(bases: frozenset[str]) -> int:
    mask = 0
    for base in bases:
        mask |= _BITS[base]
    return mask


_UNETS = _mask(UNETS)


def _families_of(node_type: str) -> int:
    if node_type in LOADERS:
        return _mask(LOADERS[node_type].bases)
    if node_type in DENOISERS:
        bases = DENOISERS[node_type].bases
        return _mask(bases) & ~_BITS["sdxl-refiner"] if bases == UNETS else _mask(bases)
    for table in (ADAPTERS, LORAS):
        if node_type in table:
            return _mask(table[node_type].bases)
    for codes in (DECODERS, IMAGE_ENCODERS):
        if node_type in codes:
            return _mask(codes[node_type].bases)
    if node_type in PID_NODES:
        return _mask(PID_NODES[node_type].bases or frozenset((PID_NODES[node_type].decoder,)))
    if node_type in CLIP_PROMPTS:
        return _mask(CLIP_PROMPTS[node_type].bases)
    if node_type in CONDITIONING:
        return _BITS[CONDITIONING[node_type][0]]
    return _mask(UNETS) if node_type == "noise" else _ALL


def _facts(catalogue: Catalogue, node_type: str) -> Facts | None:
    by_models = node_type in _BY_MODELS
    if (node_type in LOOK_CLOSER and not by_models) or (node_type in LORAS and LORAS[node_type].repeats):
        return None
    models: list[tuple[str, frozenset[str], Any]] = []
    loader = LOADERS.get(node_type)
    if node_type == "model_identifier":
        models.append(("model", frozenset(), 1))
    elif node_type in LORAS and LORAS[node_type].field == "loras":
        models.append(("loras", frozenset(), 1))  # written down there: no identifier, so look closer
    for name, picker in pickers(catalogue, node_type).items():
        rule: Any = 1
        if loader is not None and name in loader.others:
            rule = loader.others[name] or 0
        models.append((name, picker.types, rule))
    supply = SUPPLIES.get(node_type)
    filled = supply is not None and DIFFUSERS not in supply.main
    needs = tuple(source.field for source in supply.sources) if supply is not None and filled else ()
    return (_families_of(node_type), tuple(models), needs, by_models)


def clears(graph: Graph, catalogue: Catalogue) -> bool:
    """Whether a graph certainly has no fault of families, types or parts of models."""
    known: dict[str, Facts | None] = catalogue.memo.setdefault("model gate", {})
    common = _ALL
    chosen: dict[str, str] = {}
    named = unnamed = False
    for node in graph.nodes.values():
        node_type = node.type
        try:
            facts = known[node_type]
        except KeyError:
            facts = known[node_type] = _facts(catalogue, node_type)
        if facts is None:
            return False
        families, models, needs, by_models = facts
        common &= families
        if needs and (node.values.get("model") is not None or (node.id, "model") in graph.into):
            for name in needs:
                if node.values.get(name) is None:
                    return False
        if by_models:
            unnamed = True
            if node_type in _SIZED and not _meets_its_reference(graph, node):
                return False
        for name, types, rule in models:
            value = node.values.get(name)
            if value is None or value == []:
                named = named or (node.id, name) in graph.into
                continue
            named = True
            if type(value) is not dict:
                return False
            base, kind = value.get("base"), value.get("type")
            if type(base) is not str or type(kind) is not str or (types and kind not in types):
                return False
            bit = _BASE_BITS.get(base)
            if bit is None or "variant" in value or "format" in value:
                return False
            if rule == 1:
                common &= bit
            elif rule and base not in rule:
                return False
            if node_type == "model_identifier":
                chosen[node.id] = kind
            if kind in _TOLD_BY_NAME and _special(value.get("name")):
                return False
        if node_type == "noise" and node.values.get("noise_type", "SD") != "SD":
            return False
        if not common:
            return False
    if named and unnamed:
        return False
    unmasked = common & ~_UNETS  # masks of prompts, which every release can follow with these
    for edge in graph.edges:
        if edge.target_field in _CLOSER_INPUTS and (
            unmasked if edge.target_field == "mask" else edge.source_field != edge.target_field
        ):
            return False
    for node_id in chosen:
        if not all(_takes(graph, known, edge, chosen) for edge in graph.out_of.get(node_id, ())):
            return False
    return not graph.batch or not _names_models(graph)


def _meets_its_reference(graph: Graph, node: Node) -> bool:
    """Whether a denoise node of Wan and its reference image surely have one size, whatever that is."""
    edges = graph.into.get((node.id, "ref_image"))
    if not edges:
        return True
    encoder = graph.nodes.get(edges[0].source)
    if len(edges) > 1 or encoder is None or encoder.type != "wan_ref_image_encoder" or graph.batch:
        return False
    if not _alike(graph, node, encoder, "width") or not _alike(graph, node, encoder, "height"):
        return False
    frames = encoder.values.get("num_frames")
    return node.type == "wan_video_denoise" or (frames == 1 and (encoder.id, "num_frames") not in graph.into)


def _alike(graph: Graph, node: Node, other: Node, field: str) -> bool:
    """Whether two nodes surely have the same in an input of the same name."""
    one, two = graph.into.get((node.id, field), ()), graph.into.get((other.id, field), ())
    if not one and not two:
        value = node.values.get(field)
        return type(value) is int and value == other.values.get(field)
    if len(one) != 1 or len(two) != 1:
        return False
    return (one[0].source, one[0].source_field) == (two[0].source, two[0].source_field)


def _takes(graph: Graph, known: dict[str, Facts | None], edge: Edge, chosen: dict[str, str]) -> bool:
    """Whether an input is for models of the type that a node chooses; a collection may go anywhere."""
    target = graph.nodes.get(edge.target)
    facts = known.get(target.type) if target is not None else None
    if target is None or facts is None or target.type == "collect":
        return False
    types = next((types for name, types, _ in facts[1] if name == edge.target_field), None)
    return not types or chosen[edge.source] in types


def _special(name: object) -> bool:
    """Names of models that not every graph of their family can run, or that say how large a model is."""
    if type(name) is not str:
        return True
    lowered = name.lower()
    return any(word in lowered for word in _SPECIAL)


def _names_models(graph: Graph) -> bool:
    """Whether the data of a batch has models among it, or kinds of noise."""
    return any(
        item.field == "noise_type"
        or any(
            type(entry) is dict or (type(entry) is list and dict in map(type, entry))
            for entry in item.items[:1]
        )
        for group in graph.batch
        for item in group
    )
