"""The LoRAs that a node adds to a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.bases import FAMILIES
from wflint.models.flow.facts import Fact, Step
from wflint.models.flow.idle import is_idle
from wflint.models.flow.reference import NamedModel, read_reference

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import LoraNode
    from wflint.models.flow.dataflow import Families

_MOST_LITERALS = 64


def loras_of(families: Families, node: Node, spec: LoraNode) -> list[Fact]:
    """The LoRAs that a node adds: its own, those of a collection, or those written down in it."""
    if spec.field == "lora":
        ref = families.model(node, "lora")
        if not isinstance(ref, NamedModel):
            return []
        lora = _fact(node, ref)
        lora.idle = is_idle(families.sizes, node)
        return [lora]
    fed = families.into(node.id, spec.field)
    if fed is not None:
        return [fact for fact in fed.each() if fact.kind == "lora"]
    written, where = families.given(node, spec.field)
    items = written if type(written) is list else [written]
    found = []
    for number, item in enumerate(items[:_MOST_LITERALS]):
        if type(item) is not dict:
            continue
        pointer = (*where, number) if items is written else where
        ref = read_reference(
            item.get("lora"), node.id, f"{spec.field}.{number}", (*pointer, "lora"), families.inventory
        )
        if ref is not None:
            found.append(_fact(node, ref))
            found[-1].idle = item.get("weight") == 0
    return found


def _fact(node: Node, ref: NamedModel) -> Fact:
    bases = frozenset((ref.base,)) if ref.base in FAMILIES else frozenset()
    return Fact("lora", bases, Step(node.id, "lora"), ref)
