"""What becomes of the wires of a workflow: dropped by the web UI, or kept and then refused by the server.

Which wires the UI keeps is worked out in ``graph/edges/ui_load.py``, which the conversion to a graph
uses too. What it keeps goes to the server, which has rules of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.edges.branch_types import mistyped_branches
from wflint.graph.edges.ui_load_all import wire_loader
from wflint.graph.edges.verdict import verdict
from wflint.graph.ir import UI_ONLY_NODES, Edge, Graph
from wflint.graph.server.collectors import SpecialNodes
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from wflint.graph.edges.faults import EdgeFaults
    from wflint.graph.edges.ui_load import WireLoader
    from wflint.rules.base import Context


def load_wires(ctx: Context, faults: EdgeFaults) -> None:
    """Sort the wires of a workflow into what the UI drops and what the server then refuses."""
    loader = wire_loader(ctx.graph, ctx.catalogue, faults)
    loader.load()
    _server_refusals(ctx, faults, loader)


def _server_refusals(ctx: Context, faults: EdgeFaults, loader: WireLoader) -> None:
    """Of the wires that the UI keeps, those that the server refuses once they are a graph."""
    nodes, memo = ctx.graph.nodes, loader.memo
    named = ctx.analysis(survey).named
    special = "iterate" in named or "collect" in named
    for wire in loader.accepted:
        source, target = nodes.get(wire.source), nodes.get(wire.target)
        if source is None or target is None:
            continue
        if not loader.validates or source.type in UI_ONLY_NODES or target.type in UI_ONLY_NODES:
            continue  # not validated: sorted already
        judged = memo.get((source.type, wire.source_field, target.type, wire.target_field))
        if judged is not None and judged.fault == "type":
            faults.server_refuses.append((wire, judged))
    deciding = ctx.catalogue.loops and any(node.type == "if" for node in nodes.values())
    if special or deciding or ctx.graph.connectors:
        graph = _sent_graph(ctx, loader)
        for edge in graph.edges:
            if edge.flattened:
                judged = verdict(
                    ctx.catalogue,
                    nodes[edge.source].type,
                    edge.source_field,
                    nodes[edge.target].type,
                    edge.target_field,
                )
                if judged is not None and judged.fault == "type":
                    faults.server_refuses.append((edge, judged))
        if special:
            faults.special.extend(SpecialNodes(graph, ctx.catalogue).faults())
        faults.server_refuses.extend(mistyped_branches(graph, ctx.catalogue))


def _sent_graph(ctx: Context, loader: WireLoader) -> Graph:
    """The graph that the UI sends: the accepted wires, connectors flattened, batch nodes left out."""
    graph = Graph()
    nodes = graph.nodes = {i: n for i, n in ctx.graph.nodes.items() if n.type not in UI_ONLY_NODES}
    seen: set[tuple[str, str, str, str]] = set()
    for wire in loader.accepted:
        if wire.target not in nodes:
            continue
        feed = wire if wire.source in loader.nodes else loader.connectors.feed(wire.source)
        if feed is None or feed.source not in nodes:
            continue
        edge = wire
        if feed is not wire:
            ends = (feed.source, feed.source_field, wire.target, wire.target_field)
            edge = Edge(*ends, wire.path, wire.style, wire.index, (wire.source, loader.connectors.feeds))
        if edge.key not in seen:
            seen.add(edge.key)
            graph.edges.append(edge)
    graph.index()
    return graph
