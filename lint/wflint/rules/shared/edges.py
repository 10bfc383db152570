"""One walk over the edges of a document, shared by the edge rules.

For graphs the question is what the server's validation says of each edge; for workflows, what the web UI
does with each wire when it loads the file (it drops wires, in file order, before the server sees any).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.edges.branch_types import mistyped_branches
from wflint.graph.edges.faults import EdgeFaults, half_known
from wflint.graph.edges.verdict import EdgeVerdict, verdict
from wflint.graph.server.collectors import SpecialNodes
from wflint.rules.shared.edges_quick import nothing_to_say, remember
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from wflint.graph.ir import Edge
    from wflint.rules.base import Context


def edge_faults(ctx: Context) -> EdgeFaults:
    """The analysis itself; call it through ``ctx.analysis(edge_faults)``."""
    if nothing_to_say(ctx):
        return EdgeFaults()
    faults = _workflow_faults(ctx) if ctx.is_workflow else _graph_faults(ctx)
    if not faults and not ctx.graph.connectors:
        remember(ctx)
    return faults


def _takes_many(node_type: str, field: str, chained: bool) -> bool:
    return node_type == "collect" and (field == "item" or (chained and field == "collection"))


def _graph_faults(ctx: Context) -> EdgeFaults:
    faults = EdgeFaults()
    nodes, catalogue = ctx.graph.nodes, ctx.catalogue
    memo: dict[tuple[str, str, str, str], EdgeVerdict | None] = catalogue.memo.setdefault("verdicts", {})
    for edge in ctx.graph.edges:
        source, target = nodes.get(edge.source), nodes.get(edge.target)
        if source is None or target is None:
            faults.dangling.append(edge)
            continue
        key = (source.type, edge.source_field, target.type, edge.target_field)
        try:
            judged = memo[key]
        except KeyError:
            judged = verdict(catalogue, *key)
        if source is target:
            faults.self_loops.append(edge)
        elif judged is not None and judged.fault is not None:
            _sort_fault(faults, edge, judged)
        elif judged is None:
            half_known(catalogue, faults, edge, source.type, target.type)
    _duplicates(ctx, faults)
    named = ctx.analysis(survey).named
    if "iterate" in named or "collect" in named:
        faults.special.extend(SpecialNodes(ctx.graph, catalogue).faults())
    faults.mistyped.extend(mistyped_branches(ctx.graph, catalogue))
    return faults


def _sort_fault(faults: EdgeFaults, edge: Edge, judged: EdgeVerdict) -> None:
    if judged.fault == "source-field":
        faults.bad_source.append(edge)
    elif judged.fault == "target-field":
        faults.bad_target.append(edge)
    elif judged.fault == "direct":
        faults.direct.append(edge)
    else:
        faults.mistyped.append((edge, judged))


def _duplicates(ctx: Context, faults: EdgeFaults) -> None:
    """Edges beyond the first into one input. The clean path is the test of the lengths."""
    graph = ctx.graph
    if len(graph.into) == len(graph.edges):
        return
    nodes = graph.nodes
    chained = ctx.catalogue.dialect == "chained"
    for (node_id, field), edges in graph.into.items():
        if len(edges) == 1:
            continue
        target = nodes.get(node_id)
        if target is None:
            continue  # dangling, each of them
        many = _takes_many(target.type, field, chained)
        seen: dict[tuple[str, str, str, str], Edge] = {}
        for edge in edges:
            if edge.source not in nodes:
                continue
            first = seen.get(edge.key)
            if first is not None:
                faults.repeated.append((edge, first))
            elif seen and not many:
                faults.duplicate.append((edge, next(iter(seen.values()))))
                seen[edge.key] = edge
            else:
                seen[edge.key] = edge


def _workflow_faults(ctx: Context) -> EdgeFaults:
    from wflint.rules.shared.edges_ui_load import load_wires

    faults = EdgeFaults()
    load_wires(ctx, faults)
    return faults
