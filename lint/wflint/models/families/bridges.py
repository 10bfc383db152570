"""Which node helps where two types do not fit: one to put between them, or one that gives what is wanted.

Several families have a node for the same two types (latents to image, a prompt to conditioning). The one of
the graph's own family is named, and none where the graph does not tell which of several it is.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from wflint.graph.edges.wording import short_words
from wflint.graph.server.annotations import UnboundTypingError, arguments, compatible, contains_list, unwrap
from wflint.models.families.nodes import (
    ADAPTERS,
    DECODERS,
    DENOISERS,
    IMAGE_ENCODERS,
    LOADERS,
    LORAS,
    PROMPTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.catalogue.types import TypeExpr
    from wflint.graph.edges.wording import Naming

Bases = frozenset[str]

# Nodes between two types whatever the family, tried in order; only those of the target release are named.
_PLAIN: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("int", "float"): ("float",),
    ("float", "int"): ("float_to_int",),
    ("ImageField", "TensorField"): ("image_mask_to_tensor",),
    ("TensorField", "ImageField"): ("tensor_mask_to_image",),
    ("ImageField", "DenoiseMaskField"): ("create_denoise_mask",),
    ("ModelIdentifierField", "VAEField"): ("vae_loader",),
}
_TABLES: Final = (LOADERS, PROMPTS, DENOISERS, DECODERS, IMAGE_ENCODERS, LORAS, ADAPTERS)
# By what they turn into something else; what they need beside it (a VAE, say) does not count.
_BETWEEN: Final = {
    "LatentsField": (DECODERS,),
    "ImageField": (IMAGE_ENCODERS, ADAPTERS),
    "ModelIdentifierField": (LOADERS,),
    "str": (PROMPTS,),
}
_GIVERS: Final = (LOADERS, PROMPTS, DENOISERS, ADAPTERS)
# Types of which a graph has so many that to name one node that gives them would be a guess.
_COMMON: Final = frozenset({"ImageField", "LatentsField", "TensorField", "BoundingBoxField", "ColorField"})


def bases_of(node_type: str) -> Bases:
    """The families that use a type of node; empty where it is for any, or not known."""
    for table in _TABLES:
        facts = table.get(node_type)
        if facts is not None:
            found: Bases = facts.bases
            return found
    return frozenset()


def narrowed(evidence: Iterable[Bases]) -> Bases:
    """The families that the evidence leaves, the strongest first; what contradicts it does not count."""
    known: Bases = frozenset()
    for bases in evidence:
        known = known & bases or known or bases
    return known


def bridge_words(
    naming: Naming, source: TypeExpr, target: TypeExpr, catalogue: Catalogue, bases: Bases
) -> str:
    """What to do about an edge between two types: a node between them, or another instead."""
    memo: dict[tuple[TypeExpr, TypeExpr, Bases], tuple[str | None, str | None]]
    memo = catalogue.memo.setdefault("bridges", {})
    key = (source, target, bases)
    if key not in memo:
        between = bridge(source, target, catalogue, bases)
        memo[key] = between, None if between is not None else giver(target, catalogue, bases)
    between, instead = memo[key]
    if between is not None:
        return f"put {naming.title(between)} between them"
    if instead is not None:
        return f"connect {naming.title(instead)} instead"
    if unwrap(target).kind == "enum":
        return "remove the edge, and set the value in the node"
    return f"connect an output that gives {short_words(target)}"


def bridge(source: TypeExpr, target: TypeExpr, catalogue: Catalogue, bases: Bases) -> str | None:
    """The node type to put between two types, if there is an obvious one in this release."""
    targets = [t for t in (arguments(target) if target.kind == "union" else (target,)) if t.kind != "null"]
    if any(t.kind == "list" and t.args[0] == source for t in targets) and catalogue.node("collect"):
        return "collect"
    if source.kind == "list" and source.args[0] in targets and not any(contains_list(t) for t in targets):
        return "iterate" if catalogue.node("iterate") else None
    for wanted in targets:
        for name in _PLAIN.get((str(source), str(wanted)), ()):
            if catalogue.node(name) is not None:
                return name
        found = _of_family(_BETWEEN.get(str(source), ()), source, wanted, catalogue, bases)
        if found is not None:
            return found
    return None


def giver(target: TypeExpr, catalogue: Catalogue, bases: Bases) -> str | None:
    """The node type that gives what an input takes, if there is only one that its user can mean."""
    for wanted in arguments(target) if target.kind == "union" else (target,):
        one = wanted.args[0] if wanted.kind == "list" else wanted
        if one.kind == "ref" and one.name not in _COMMON:
            found = _of_family(_GIVERS, None, one, catalogue, bases)
            if found is not None:
                return found
    return None


def _of_family(
    tables: Iterable[Iterable[str]],
    source: TypeExpr | None,
    target: TypeExpr,
    catalogue: Catalogue,
    bases: Bases,
) -> str | None:
    """The one node of the tables for those families and types; none where there are several."""
    found = [
        name for name in _candidates(tables, bases) if _joins(catalogue.node(name), source, target, catalogue)
    ]
    return found[0] if len(found) == 1 else None


def _candidates(tables: Iterable[Iterable[str]], bases: Bases) -> Iterator[str]:
    for name in dict.fromkeys(chain.from_iterable(tables)):
        if not name.endswith("_meta") and (not bases or bases & bases_of(name)):
            yield name


def _joins(
    definition: NodeDef | None, source: TypeExpr | None, target: TypeExpr, catalogue: Catalogue
) -> bool:
    """Whether a node gives the one type, and takes the other."""
    if definition is None or not any(unwrap(o.type) == target for o in definition.outputs.values()):
        return False
    return source is None or any(
        field.kind != "direct" and _takes(source, unwrap(field.type), catalogue)
        for field in definition.inputs.values()
    )


def _takes(source: TypeExpr, field: TypeExpr, catalogue: Catalogue) -> bool:
    try:
        return compatible(source, field, catalogue) and field.kind != "any"
    except UnboundTypingError:
        return False
