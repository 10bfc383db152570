"""Models named where a loader wants a part: what InvokeAI makes of those that are no such part.

It does not look at their type. It asks the model for the part, and a main model saved by diffusers has parts
of its own. Tried on InvokeAI 6.14.2 with tiny models (fixtures/families/matrix-6.14.2.json, ``slot/``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.nodes import LOADERS
from wflint.models.flow.formats import is_single_file
from wflint.models.flow.reference import NamedModel

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families


def lends(node_type: str, field: str, ref: NamedModel) -> bool:
    """Whether a model that is no such part has one that the loader can use in its place."""
    loader = LOADERS.get(node_type)
    return loader is not None and ref.type == "main" and ref.base in loader.stand_ins.get(field, ())


def idle(families: Families, node: Node, field: str) -> bool:
    """Whether InvokeAI leaves the model of an input alone: nobody asks for what would be taken from it.

    A lender is left alone where every part has another source; a main model is taken for one that diffusers
    saved unless its record or name says otherwise. Other models are left alone where no edge takes their
    part, if the loader does not look at them itself.
    """
    loader = LOADERS.get(node.type)
    if loader is None:
        return False
    supply, main = loader.supply, families.model(node, "model")
    if supply is not None and field == supply.lender and isinstance(main, NamedModel):
        single = is_single_file(main)
        if supply.strict and single:
            return False
        if all(families.model(node, source.field) is not None for source in supply.sources):
            return True
        if not supply.lender_first and not single:
            return True
    if field in loader.checks or field not in loader.others:
        return False
    used = {edge.source_field for edge in families.graph.out_of.get(node.id, ())}
    outputs = {output for output, part in loader.outputs.items() if field in part.inputs}
    return bool(outputs) and not outputs & used
