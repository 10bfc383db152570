"""``collect``, ``iterate`` and ``if``: nodes that gather facts, hand them out one by one, or choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.flow.computed.movers import CHOSEN
from wflint.models.flow.computed.tables import ITERATE, agreed
from wflint.models.flow.facts import NO_BASES, Fact, Step

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families


def collect(families: Families, node: Node) -> None:
    """``collect``: what is not known keeps its place."""
    parts = []
    for field in ("collection", "item"):
        for edge in families.edges_into(node.id, field):
            fact = families.of(edge.source, edge.source_field)
            parts.append(fact or Fact("", NO_BASES, Step(edge.source, edge.source_field)))
    kind = next((part.kind for part in parts if part.kind), "")
    if kind:
        made = Fact(kind, NO_BASES, Step(node.id, "collection"))
        made.parts = tuple(parts)
        families.put(made)


def iterate(families: Families, node: Node) -> None:
    """``iterate``: one item of a collection in each run."""
    fed, axis = families.into(node.id, "collection"), ITERATE + node.id
    if fed is None:
        return
    items = fed.items()
    if axis in families.places:
        fed = items[min(families.places[axis], len(items) - 1)]
    elif len(items) > 1:
        kinds: dict[object, int] = {}
        for number, item in enumerate(items):
            kinds.setdefault(item.sort, number)
        families.open[axis] = list(kinds.values())
    elif items:
        (fed,) = items
    families.put(fed.at(node.id, "item"))


def choose(families: Families, node: Node) -> None:
    """``if``: one of two values. What is not decided is known as far as both agree."""
    taken = chosen(families, node)
    if taken:
        families.hand_on(node, taken, "value")
        return
    both = [families.into(node.id, name) for name in ("true_input", "false_input")]
    first, second = both
    if first is None or second is None or first.parts or second.parts:
        return
    if first.kind == second.kind and first.bases and second.bases and first.submodel == second.submodel:
        made = first.at(node.id, "value")
        made.bases = first.bases | second.bases
        families.put(made)


def chosen(families: Families, node: Node) -> str:
    """The input that ``if`` takes, where that follows from the graph and is the same in every run."""
    edge = families.edge_into(node.id, "condition")
    if edge is None and not families.graph.batch:
        given = node.values.get("condition", False)
        return ("true_input" if given else "false_input") if type(given) is bool else ""
    made = families.sizes.computed.table(node.id)
    rows = {place: row.get(CHOSEN) if type(row) is dict else None for place, row in made.rows.items()}
    table = made._replace(rows=rows)
    taken = agreed(table.at(families.places))
    if type(taken) is str:
        return taken
    families.leave_open(table)
    return ""
