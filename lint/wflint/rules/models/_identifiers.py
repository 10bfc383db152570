"""The models that the nodes of a document will ask the server for, shared by the rules about inventories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.models.flow.model_inputs import identifiers, model_inputs

if TYPE_CHECKING:
    from wflint.catalogue.model import InputDef
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.rules.base import Context


class Asked(NamedTuple):
    """A literal model identifier (it has a text as its key) at an input that no edge feeds.

    ``in_list``: it stands beside a LoRA's weight, where the web UI does not look models up.
    """

    node: Node
    definition: InputDef
    identifier: dict[str, Any]
    pointer: Pointer
    in_list: bool


def asked_models(ctx: Context) -> list[Asked]:
    """Every such identifier of nodes that load it; call it through ``ctx.analysis``."""
    found = []
    for node in ctx.server_nodes():
        for definition in model_inputs(ctx.catalogue, node.type):
            name = definition.name
            if name not in node.values or (node.id, name) in ctx.graph.into:
                continue
            for identifier, place in identifiers(node.values[name]):
                if type(identifier.get("key")) is str and identifier["key"]:
                    pointer = (*node.input_pointer(name), *place)
                    found.append(Asked(node, definition, identifier, pointer, bool(place)))
    return found
