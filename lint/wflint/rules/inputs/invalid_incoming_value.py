"""A value that an edge brings, known beforehand, is not valid for the input.

What it does: follows edges from nodes that just hold a value (`integer`, `float`, `string`, `boolean` and
their collections) and from plain arithmetic with whole numbers, and judges what arrives as a literal of that
input would be judged: its limits, multiples and options, and what the node's class checks beyond that.
Multiples of sizes of noise and of denoise nodes are left to `size-multiple`.

Why it is bad: InvokeAI does not look at such values when it accepts a graph. It sets them when the node's
turn comes, and the run fails there.

How to fix: change the value in the node that the edge comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Related
from wflint.graph.ir import UI_ONLY_NODES
from wflint.rules.base import Context, Rule, fails

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.graph.ir import Edge, Node
    from wflint.graph.server.literal_fault import LiteralFault
    from wflint.models.flow.sizes import Sizes

RULE = Rule(
    "IN108",
    "an edge brings a value that is not valid for the input",
    graph=fails(),
    workflow=fails(),
    when="shared.plain:edges",
)
# Outputs that are an input of the same node, handed on as it is.
_HELD = {
    **{(kind, "value"): "value" for kind in ("integer", "float", "string", "boolean")},
    **{
        (f"{kind}_collection", "collection"): "collection"
        for kind in ("integer", "float", "string", "boolean")
    },
}
# Outputs of those, and those where whole numbers come from that sizes.py can work out.
_KNOWABLE = frozenset({"value", "collection", "width", "height"})
_SIDES = frozenset({"width", "height"})


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an input."""
    graph = ctx.graph
    nodes = graph.nodes
    fed: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.source_field in _KNOWABLE and edge.source in nodes:
            fed.setdefault(edge.target, []).append(edge.target_field)
    if not fed or graph.unread_edges:
        return
    from wflint.rules.shared.stages import stages

    sizes = ctx.analysis(stages).sizes
    for node_id, fields in fed.items():
        node = nodes.get(node_id)
        if node is not None and not node.lost and node.type not in UI_ONLY_NODES:
            yield from _judged(ctx, sizes, node, dict.fromkeys(fields))


def _judged(ctx: Context, sizes: Sizes, node: Node, fields: Iterable[str]) -> Iterator[Finding]:
    from wflint.graph.server.node_values import node_judge
    from wflint.rules.inputs._words import type_name
    from wflint.rules.shared.stages import BUCKETS

    judge = node_judge(node.type, ctx.catalogue)
    if judge is None:
        return
    sized = BUCKETS.get(node.type) in ("noise", "flow")
    edges: dict[str, Edge] = {}
    brought: dict[str, Any] = {}
    for field in fields:
        edge = sizes.edge(node.id, field)  # of several the one that counts
        if edge is not None and edge.source in ctx.graph.nodes and _holds(ctx, edge, node):
            value = _value(ctx, sizes, edge, node)
            if value is not None:
                brought[field], edges[field] = value, edge
    if not brought:
        return
    open_inputs = {name for name in node.values if sizes.connected(node, name)} - brought.keys()
    values = {name: value for name, value in node.values.items() if name not in open_inputs} | brought
    if judge.clean(values):
        return
    unknown = any(
        spec.kind != "connection" and name not in brought and sizes.connected(node, name)
        for name, spec in judge.definition.inputs.items()
    )
    for name, fault in judge.faults(values):
        if name not in brought or (fault.reason == "rule" and unknown):
            continue
        if fault.reason == "multiple" and sized and name in _SIDES and sizes.number(node, name) is not None:
            continue
        edge = edges[name]
        source = ctx.graph.nodes[edge.source]
        yield Finding(
            f"incoming {ctx.names.input(node, name + fault.part)} {fault.says}",
            edge.pointer("target_field"),
            node=node.id,
            node_type=node.type,
            field=name,
            related=(Related(source.path, f"{ctx.describe(source)} gives this value"),),
            help=f"{fault.help}; change it in {ctx.describe(source)}",
            error=_error(node, name, fault),
            detail=type_name(fault),
        )


def _error(node: Node, name: str, fault: LiteralFault) -> str:
    """What InvokeAI says; some of its checks fall over a list before they can say it."""
    if fault.reason == "bound" and fault.detail[0] == "list":
        return "TypeError: Unable to apply constraint ... to supplied value ..."
    if node.type == "noise" and name == "seed" and type(fault.value) is list:
        return "TypeError: unsupported operand type(s) for %: 'list' and 'int'"
    # A check of the whole node names no input.
    failed = "..." if fault.reason == "rule" else name
    return f"NodeInputError: Node ... has invalid incoming input for {failed}"


def _holds(ctx: Context, edge: Edge, node: Node) -> bool:
    """Whether the value gets there: the server takes the edge, and the web UI does not drop it before."""
    from wflint.graph.edges.verdict import verdict

    source = ctx.graph.nodes[edge.source]
    judged = verdict(ctx.catalogue, source.type, edge.source_field, node.type, edge.target_field)
    if judged is None:
        return True
    return judged.fault is None and not (ctx.drops_wires and judged.ui_fault is not None)


def _value(ctx: Context, sizes: Sizes, edge: Edge, node: Node) -> Any:
    source = ctx.graph.nodes[edge.source]
    held = _HELD.get((source.type, edge.source_field))
    if held is None:
        return sizes.number(node, edge.target_field)
    if sizes.connected(source, held):
        return sizes.number(node, edge.target_field) if source.type == "integer" else None
    return _read(source.type, sizes.literal(source, held))


def _read(kind: str, value: object) -> Any:
    """What a node makes of the literal that it holds; None where that is not plain."""
    from wflint.models.flow.sizes import whole
    from wflint.rules.shared.stages import number

    if kind == "integer":
        return value if type(value) is int else whole(value)
    if kind == "float":  # a whole number leaves it with a point
        return number(value)
    if kind in ("string", "boolean"):
        return value if type(value) is (str if kind == "string" else bool) else None
    return value if type(value) is list else None
