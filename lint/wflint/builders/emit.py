"""The API graph of a workflow under construction."""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.builders import connect
from wflint.builders.errors import BuildError
from wflint.builders.literals import plain
from wflint.builders.values import UNSET
from wflint.graph.ir import LINKAGE, UI_ONLY_NODES
from wflint.graph.server.collectors import SpecialNodes
from wflint.graph.server.node_values import UI_BOARDS, is_board
from wflint.graph.server.ports import DYNAMIC_INPUT

if TYPE_CHECKING:
    from wflint.builders.builder import Builder
    from wflint.builders.node import Node
    from wflint.models.inventory.inventory import Inventory

GRAPH_ID = "graph"


def graph_of(builder: Builder, graph_id: str | None, inventory: Inventory | None) -> dict[str, Any]:
    """The graph as the server takes it. Raises BuildError when the server would refuse it.

    Batch and generator nodes, which only the web UI knows, are left out with their connections.
    """
    nodes = [n for n in builder.nodes if n.type not in UI_ONLY_NODES]
    if builder.strict:
        _acceptable(builder, nodes)
    found: dict[str, Any] = {} if graph_id is None else {"id": graph_id}
    found["nodes"] = {n.id: _node(builder, n, inventory) for n in nodes}
    left_out = {n.id for n in builder.nodes} - found["nodes"].keys()
    found["edges"] = [
        {
            **({"type": LINKAGE} if e.type == LINKAGE else {}),
            "source": {"node_id": e.source, "field": e.source_field},
            "destination": {"node_id": e.target, "field": e.target_field},
        }
        for e in builder._graph.edges
        if e.source not in left_out and e.target not in left_out
    ]
    return found


def node_values(builder: Builder, node: Node[Any], inventory: Inventory | None) -> dict[str, Any]:
    """The literals of a node, with the models of an inventory where one is known."""
    if inventory is None:
        return copy.deepcopy(node._values)
    return {
        name: plain(given, partial(builder.identify, node, name, inventory))
        for name, given in node._given.items()
    }


def is_intermediate(builder: Builder, node: Node[Any]) -> bool:
    """Whether a node's pictures stay out of the gallery, where its author did not say: others use them."""
    return bool(builder._graph.out_of.get(node.id))


def _node(builder: Builder, node: Node[Any], inventory: Inventory | None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": node.id, "type": node.type}
    fields = node._definition.inputs if node._definition is not None else {}
    calls = node.type == "call_saved_workflow"
    for name, value in node_values(builder, node, inventory).items():
        if calls and name.startswith(DYNAMIC_INPUT):
            found.setdefault("workflow_inputs", {})[name] = value
            continue
        board = type(value) is str and value in UI_BOARDS and name in fields and is_board(fields[name].type)
        if not board:  # the web UI's words for "no board" and "the board in use": the server knows neither
            found[name] = value
    if node.is_intermediate is None:
        found["is_intermediate"] = is_intermediate(builder, node)
    elif node.is_intermediate is not UNSET:
        found["is_intermediate"] = node.is_intermediate
    if node.use_cache is not None and node.use_cache is not UNSET:
        found["use_cache"] = node.use_cache
    return found


def _acceptable(builder: Builder, nodes: list[Node[Any]]) -> None:
    """What can only be known in the end."""
    for node in nodes:
        fields = node._definition.inputs if node._definition is not None else {}
        for name, field in fields.items():
            if field.schema_required and name not in node._values:
                raise BuildError(
                    f"{connect.input_name(node, name)} has no value, and a graph needs it; give it one, or "
                    "write a workflow file, which may leave it open"
                )
    for fault in SpecialNodes(builder._graph, builder.catalogue).faults():
        if fault.reason != "no-input":
            raise BuildError(connect.special_line(builder, fault))
        what = "an item" if fault.node.type == "collect" else "a list"
        raise BuildError(f"{connect.name(builder._nodes[fault.node.id])} has no input; connect {what}")
