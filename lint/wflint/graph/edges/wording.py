"""How connection faults are put into words, for rules and builders alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.suggest import nearest
from wflint.graph.server.annotations import arguments, contains_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr
    from wflint.graph.ir import Edge, Graph
    from wflint.graph.server.collectors import SpecialFault

# Nodes that turn one type into another, tried in order; only those that the target release has are named.
_BRIDGES: dict[tuple[str, str], tuple[str, ...]] = {
    ("LatentsField", "ImageField"): ("l2i", "flux_vae_decode"),
    ("ImageField", "LatentsField"): ("i2l", "flux_vae_encode"),
    ("int", "float"): ("float",),
    ("float", "int"): ("float_to_int", "round_float"),
    ("ImageField", "TensorField"): ("image_mask_to_tensor",),
    ("TensorField", "ImageField"): ("tensor_mask_to_image",),
    ("ImageField", "ControlField"): ("controlnet",),
    ("ImageField", "FluxControlNetField"): ("flux_controlnet",),
    ("ImageField", "IPAdapterField"): ("ip_adapter",),
    ("ImageField", "T2IAdapterField"): ("t2i_adapter",),
    ("ImageField", "DenoiseMaskField"): ("create_denoise_mask",),
    ("str", "ConditioningField"): ("compel", "sdxl_compel_prompt"),
    ("str", "FluxConditioningField"): ("flux_text_encoder",),
    ("ModelIdentifierField", "VAEField"): ("vae_loader",),
    ("ModelIdentifierField", "UNetField"): ("main_model_loader", "sdxl_model_loader"),
}


def bridge(source: TypeExpr, target: TypeExpr, catalogue: Catalogue) -> str | None:
    """The node type that would connect two types, if there is an obvious one in this release."""
    targets = [t for t in (arguments(target) if target.kind == "union" else (target,)) if t.kind != "null"]
    if any(t.kind == "list" and t.args[0] == source for t in targets) and catalogue.node("collect"):
        return "collect"
    if source.kind == "list" and source.args[0] in targets and not any(contains_list(t) for t in targets):
        return "iterate" if catalogue.node("iterate") else None
    for t in targets:
        for candidate in _BRIDGES.get((str(source), str(t)), ()):
            if catalogue.node(candidate):
                return candidate
    return None


def mismatch(source: TypeExpr, target: TypeExpr, catalogue: Catalogue) -> str:
    """The end of a sentence that names both types: ``gives LatentsField, the input takes ImageField``."""
    node = bridge(source, target, catalogue)
    hint = f'; a "{node}" node between them would convert' if node else ""
    return f"the output gives {source}, the input takes {target}{hint}"


def missing_field(side: str, node_type: str, field: str, known: Iterable[str]) -> str:
    """``noise has no output "nose" (did you mean "noise"?)``, or the names there are when they are few."""
    names = list(known)
    found = nearest(field, names)
    if found:
        return f'{node_type} has no {side} "{field}" (did you mean "{found[0]}"?)'
    if not names:
        return f'{node_type} has no {side} "{field}"; it has no {side}s at all'
    shown = ", ".join(sorted(names)[:8]) + (", ..." if len(names) > 8 else "")
    return f'{node_type} has no {side} "{field}"; its {side}s are {shown}'


def name_node(node_type: str, label: str, node_id: str) -> str:
    """How messages call a node: its type, its label if it has one, and its id if that is short.

    ``noise "seed" (n1)``; a UUID would help nobody.
    """
    shown = f' "{label}"' if label else ""
    short = f" ({node_id})" if len(node_id) <= 24 and node_id != node_type else ""
    return f"{node_type}{shown}{short}"


def name_edge(graph: Graph, edge: Edge) -> str:
    """How messages call an edge: ``noise.noise -> denoise_latents.latents``, by type where known."""
    source, target = graph.nodes.get(edge.source), graph.nodes.get(edge.target)
    left = source.type if source else _connector(graph, edge.source)
    right = target.type if target else _connector(graph, edge.target)
    return f"{left}.{edge.source_field} -> {right}.{edge.target_field}"


def _connector(graph: Graph, node_id: str) -> str:
    return "connector" if node_id in graph.connectors else node_id


def special_words(graph: Graph, fault: SpecialFault) -> str:
    """What is wrong with an iterate or collect node that has edges."""
    edge = fault.edges[0]
    what = name_node(fault.node.type, fault.node.label, fault.node.id)
    if fault.reason == "many-inputs":
        return f"{what}: {len(fault.edges)} edges feed its collection, it takes one"
    if fault.reason == "not-a-collection":
        return f"{name_edge(graph, edge)}: {what} needs a list, the output gives {fault.detail}"
    if fault.reason == "mixed-items":
        return f"{what} gathers items of more than one type: {fault.detail}"
    if "\0" not in fault.detail:
        return f"{name_edge(graph, edge)}: the types do not fit"
    gives, takes = fault.detail.split("\0")
    return f"{name_edge(graph, edge)}: {what} gives {gives} here, the input takes {takes}"
