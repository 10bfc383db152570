"""Where a computed value comes from, as findings tell it: the nodes on its way, the first one first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Related
from wflint.graph.server.literal_fault import show
from wflint.models.flow.computed.known import NEVER, UNKNOWN, Cut, Thing, is_plain
from wflint.models.flow.computed.makers import MAKERS, MOVERS
from wflint.models.flow.computed.movers import CHOSEN

if TYPE_CHECKING:
    from wflint.graph.ir import Edge, Node
    from wflint.models.flow.sizes import Sizes
    from wflint.rules.base import Context

_MOST = 4  # nodes of a way that are told; the last ones
_IN_RECORDS = frozenset({"metadata", "unet"})  # what passes through these is not told


def origins(ctx: Context, sizes: Sizes, node: Node, field: str) -> tuple[Related, ...]:
    """The nodes that make what an edge brings into an input, and what each gives; the first one first."""
    told: list[Related] = []
    edge = sizes.edge(node.id, field)
    seen = {node.id}
    while edge is not None and len(told) < _MOST:
        source = ctx.graph.nodes.get(edge.source)
        if source is None or source.id in seen:
            break
        seen.add(source.id)
        says = _gives(sizes, source, edge)
        if says:
            told.append(Related(source.path, f"{ctx.describe(source)} gives {says}"))
        edge = _before(sizes, source)
    return tuple(reversed(told))


def holder(ctx: Context, sizes: Sizes, edge: Edge) -> Node:
    """The node to change a value in: the one that makes it, not one that hands it out or chooses it."""
    source = ctx.graph.nodes[edge.source]
    seen = {source.id}
    while source.type in MOVERS and (before := _before(sizes, source)) is not None:
        made = ctx.graph.nodes.get(before.source)
        if made is None or made.id in seen:
            break
        source = made
        seen.add(made.id)
    return source


def _gives(sizes: Sizes, source: Node, edge: Edge) -> str:
    target = sizes.computed.graph.nodes.get(edge.target)
    value = sizes.value(target, edge.target_field) if target is not None else UNKNOWN
    said = value_words(value)
    if not said or source.type != "iterate":
        return said
    rows = sizes.computed.table(source.id).at(sizes.places)
    place = rows[0].get("index") if len(rows) == 1 and type(rows[0]) is dict else None
    return f"{said}, its item {place + 1}" if type(place) is int else said


def value_words(value: Any) -> str:
    """A value in a few words, empty for one that is not known."""
    if value is UNKNOWN or value is NEVER:
        return ""
    if type(value) is Thing:
        return f"{value.size[0]} x {value.size[1]}" if value.size is not None else ""
    if value is None:
        return "nothing"
    if isinstance(value, Cut):
        return f"a list of {value.total} items"
    return show(value) if is_plain(value) else ""


def _before(sizes: Sizes, node: Node) -> Edge | None:
    """The first edge into a node that brings a computed value."""
    if node.type == "if":
        row = sizes.computed.table(node.id).at(sizes.places)
        chosen = row[0].get(CHOSEN) if row and type(row[0]) is dict else None
        return sizes.edge(node.id, chosen) if type(chosen) is str else None
    maker = MAKERS.get(node.type)
    reads = ("collection", "item") if node.type in MOVERS else maker.reads if maker is not None else ()
    for field in reads:
        edge = sizes.edge(node.id, field) if field not in _IN_RECORDS else None
        if edge is not None:
            return edge
    return None
