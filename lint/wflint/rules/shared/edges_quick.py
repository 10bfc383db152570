"""The quick answer for documents whose edges are all right, which most are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.edges.verdict import EdgeVerdict, verdict
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from wflint.graph.ir import Graph, Node
    from wflint.rules.base import Context

# Nodes whose edges are judged together. Beside one another they are judged anew each time.
_TOGETHER = frozenset({"collect", "iterate", "if"})
_KEPT = 10_000  # surroundings remembered for a catalogue


def nothing_to_say(ctx: Context) -> bool:
    """Whether surely no edge has a fault: every pair of fields fits, no input has two edges, and the
    collectors and iterators stand among nodes and fields among which they were found right before.
    """
    graph = ctx.graph
    if graph.connectors or len(graph.wires) != len(graph.edges):
        return False
    nodes, catalogue = graph.nodes, ctx.catalogue
    memo: dict[tuple[str, str, str, str], EdgeVerdict | None] = catalogue.memo.setdefault("verdicts", {})
    for edge in graph.edges:
        source, target = nodes.get(edge.source), nodes.get(edge.target)
        if source is None or target is None or source is target:
            return False
        key = (source.type, edge.source_field, target.type, edge.target_field)
        judged = memo.get(key) or verdict(catalogue, *key)
        if judged is None or not (judged.plain or _joint(source, target, judged)):
            return False
    named = ctx.analysis(survey).named
    collectors, iterators = named.get("collect", ()), named.get("iterate", ())
    spare = len(graph.edges) - len(graph.into)
    if not collectors and not iterators:
        return spare == 0
    known = ctx.catalogue.memo.get("surroundings", ())
    for node in (*collectors, *iterators):
        around = _surroundings(graph, node, ctx.is_workflow)
        if around is None or around not in known:
            return False
        items = graph.into.get((node.id, "item"), ())
        if len(items) > 1:
            spare -= len(items) - 1
            if len({(e.source, e.source_field) for e in items}) != len(items):
                return False  # the same edge twice
    return spare == 0


def remember(ctx: Context) -> None:
    """Note where the collectors and iterators of a document without faults stand."""
    named = ctx.analysis(survey).named
    known: set[Any] = ctx.catalogue.memo.setdefault("surroundings", set())
    for node in (*named.get("collect", ()), *named.get("iterate", ())):
        around = _surroundings(ctx.graph, node, ctx.is_workflow)
        if around is not None and len(known) < _KEPT:
            known.add(around)


def _joint(source: Node, target: Node, judged: EdgeVerdict) -> bool:
    """A pair that fits by itself, at a collector or iterator."""
    if judged.fault is not None or judged.ui_fault is not None:
        return False
    return source.type != "if" and target.type != "if"


def _surroundings(graph: Graph, node: Node, workflow: bool) -> tuple[object, ...] | None:
    """Everything the judgement of a collector or iterator depends on; None where that is more than its
    neighbours' types and fields.
    """
    nodes = graph.nodes
    around: list[object] = [workflow, node.type]
    for field in ("item", "collection"):
        for edge in graph.into.get((node.id, field), ()):
            kind = nodes[edge.source].type
            if kind in _TOGETHER:
                return None
            around += (field, kind, edge.source_field)
    around.append("feeds")  # an edge out of "collection" is not one into it
    for edge in graph.out_of.get(node.id, ()):
        kind = nodes[edge.target].type
        if kind in _TOGETHER:
            return None
        around += (edge.source_field, kind, edge.target_field)
    return tuple(around)
