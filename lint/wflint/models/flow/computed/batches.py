"""The items of batches: of an enqueue body, and of the batch nodes of a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import GENERATOR_NODES, Node
from wflint.graph.webui.generators import GeneratorError, generate, needs_server
from wflint.models.flow.computed.tables import BATCH

if TYPE_CHECKING:
    from wflint.graph.ir import BatchItem, Graph

_ITEMS = {"integer_batch": "integers", "float_batch": "floats", "string_batch": "strings"}
_BROKEN = (GeneratorError, KeyError, TypeError, ValueError, ArithmeticError)  # settings of strangers


def axis_of(source: BatchItem | Node) -> str:
    """The axis of a batch item or node: those of one group are zipped."""
    if isinstance(source, Node):
        group = source.values.get("batch_group_id", "undefined")
        return f"{BATCH}{source.id if group == 'None' or type(group) is not str else group}"
    return f"{BATCH}{source.group}"


def items_of(graph: Graph, node: Node) -> list[Any] | None:
    """The items of a batch node that the file tells; None where only a server knows them, or chance."""
    field = _ITEMS.get(node.type)
    if field is None:
        return None
    edges = graph.into.get((node.id, field))
    if not edges:
        items = node.values.get(field)
        return items if type(items) is list else None
    source = graph.nodes.get(edges[0].source)
    value = source.values.get("generator") if source is not None and source.type in GENERATOR_NODES else None
    if type(value) is not dict or needs_server(value) or "random" in str(value.get("type")):
        return None
    try:
        return generate(value)
    except _BROKEN:
        return None
