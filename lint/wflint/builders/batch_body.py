"""The enqueue body of a workflow under construction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.builders import connect
from wflint.builders.batch import sweep_data
from wflint.builders.emit import node_values
from wflint.builders.errors import BuildError
from wflint.graph.ir import BATCH_NODES
from wflint.graph.webui.batch_nodes import BatchError, batch_data
from wflint.graph.webui.kept import DROPPED

if TYPE_CHECKING:
    from wflint.builders.batch import Sweeps
    from wflint.builders.product import Product
    from wflint.models.inventory.inventory import Inventory


def batch_body(
    product: Product,
    sweeps: Sweeps,
    *,
    runs: int,
    prepend: bool,
    origin: str | None,
    destination: str | None,
    inventory: Inventory | None,
) -> dict[str, Any]:
    """The graph with its batch data: of the sweeps, and of batch nodes. Raises BuildError."""
    if type(runs) is not int or runs < 1:
        raise BuildError(f"runs is {runs!r}; give a whole number from 1")
    data = [*_of_batch_nodes(product, inventory), *sweep_data(product, sweeps, inventory)]
    filled = [(item["node_path"], item["field_name"]) for group in data for item in group]
    for place, target in enumerate(filled):
        if target in filled[:place]:
            where = connect.input_name(product.by_id(target[0]), target[1])
            raise BuildError(f"{where} is filled by a batch node and by a sweep; use one of them")
    batch: dict[str, Any] = {"graph": product.to_graph(inventory=inventory), "runs": runs}
    if data:
        batch["data"] = data
    if origin is not None:
        batch["origin"] = origin
    if destination is not None:
        batch["destination"] = destination
    return {"batch": batch, "prepend": prepend}


def _of_batch_nodes(product: Product, inventory: Inventory | None) -> list[list[dict[str, Any]]]:
    nodes = {
        n.id: (n.type, _fresh(product, n.type, node_values(product, n, inventory))) for n in product.nodes
    }
    if not any(kind in BATCH_NODES for kind, _ in nodes.values()):
        return []
    wires = product._graph.edges
    try:
        return batch_data(nodes, wires, lambda wire: (wire.source, wire.source_field), None)
    except BatchError as error:
        raise BuildError(str(error)) from None


def _fresh(product: Product, node_type: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a node as the web UI holds them, with the batch group that a fresh node has."""
    definition = product.catalogue.node(node_type)
    inputs = definition.inputs if definition is not None else {}
    group = inputs.get("batch_group_id")
    usual = {"batch_group_id": group.default} if group is not None and group.has_default else {}
    return {**dict.fromkeys(inputs, DROPPED), **usual, **values}
