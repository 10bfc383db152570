"""What a variant of a model cannot do, as the modules that look for it report it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect, Related
from wflint.graph.naming import NodeNames
from wflint.models.families.bases import type_label
from wflint.models.flow.reference import NamedModel
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.facts import Fact


class Fault(NamedTuple):
    """A demand that a variant does not meet, in words.

    ``says`` goes on from what the input is called (``"denoise_mask" of Denoise is missing, but...``);
    ``then`` is what comes of a silent one, where nothing better is known than a wrong image.
    """

    node: Node
    field: str
    pointer: Pointer
    says: str
    cure: str
    effect: Effect = Effect.FAILS
    error: str = ""
    then: str = ""
    certain: bool = True
    related: tuple[Related, ...] = ()


def is_fed(families: Families, node: Node, field: str) -> bool:
    """Whether an edge feeds an input."""
    return families.edge_into(node.id, field) is not None


def place_of(families: Families, node: Node, field: str) -> Pointer:
    """The edge into an input, else its value."""
    edge = families.edge_into(node.id, field)
    return edge.pointer("target_field") if edge is not None else node.input_pointer(field)


def model_of(fact: Fact | None) -> NamedModel | None:
    """The model that a value comes from."""
    return fact.model if fact is not None else None


def main_model(families: Families, node: Node) -> NamedModel | None:
    """The main model of a loader; None where it is not known, or is no main model."""
    ref = families.model(node, "model")
    return ref if isinstance(ref, NamedModel) and ref.type in ("", "main") else None


def origin(ref: NamedModel) -> tuple[Related, ...]:
    """Where the file names a model."""
    kind = type_label(ref.type) if ref.type else "model"
    return (Related(ref.pointer, f"{kind} chosen here"),) if ref.pointer else ()


def title(families: Families, node_type: str) -> str:
    """What messages call a type of node that they recommend."""
    return NodeNames(families.graph, families.catalogue, by_id=False).title(node_type)
