"""The models that the nodes of a document name. (Batch data hold none: the server refuses objects there.)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.words import quoted
from wflint.models.flow.model_inputs import identifiers, model_inputs
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.rules.base import Context


_NOT_YET = "unresolved"  # what builders write where the model of a server is filled in later


class ChosenModel(NamedTuple):
    """A model, by what the file says, else the list of the server's models; empty: nobody says."""

    node: str
    node_type: str | None
    field: str
    pointer: Pointer
    name: str
    key: str
    hash: str
    base: str

    @property
    def shown(self) -> str:
        """How messages call it."""
        name = self.name or self.key or self.hash
        return quoted(name) if name else "the model"


def named_models(ctx: Context) -> list[ChosenModel]:
    """All of them; call it through ``ctx.analysis``."""
    found: list[ChosenModel] = []
    for node in ctx.server_nodes():
        for definition in model_inputs(ctx.catalogue, node.type):
            field = definition.name
            if field not in node.values or (node.id, field) in ctx.graph.into:
                continue
            for identifier, place in identifiers(node.values[field]):
                pointer = (*node.input_pointer(field), *place)
                found += _model(ctx, node.id, node.type, field, pointer, identifier)
    return found


def _model(
    ctx: Context, node: str, node_type: str, field: str, pointer: Pointer, identifier: dict[str, Any]
) -> Iterator[ChosenModel]:
    said = {name: _text(identifier.get(name)) for name in ("name", "key", "hash", "base")}
    inventory = ctx.options.inventory
    record = inventory.get(said["key"]) if inventory is not None else None
    if record is not None:  # what the server loads, whatever else the file says
        said |= {"name": record.name, "base": record.base, "hash": record.hash or said["hash"]}
    if any(said.values()):
        yield ChosenModel(node, node_type, field, pointer, **said)


def _text(value: Any) -> str:
    return value if type(value) is str and value != _NOT_YET else ""
