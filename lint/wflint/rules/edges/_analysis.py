"""One walk over the edges of a document, shared by the edge rules.

For graphs the question is what the server's validation says of each edge; for workflows, what the web UI
does with each wire when it loads the file (it drops wires, in file order, before the server sees any).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.collectors import SpecialFault, SpecialNodes
from wflint.graph.ports import Verdict, verdict

if TYPE_CHECKING:
    from wflint.graph.ir import Edge
    from wflint.rules.base import Context


class EdgeFaults:
    """The edges of one document by what is wrong with them; an edge is in one list at most.

    ``unjudged`` counts edges at nodes whose type the catalogue does not know (those nodes have a finding).
    """

    __slots__ = (
        "bad_source",
        "bad_target",
        "dangling",
        "direct",
        "duplicate",
        "mistyped",
        "repeated",
        "self_loops",
        "server_refuses",
        "special",
        "ui_drops",
    )

    def __init__(self) -> None:
        self.dangling: list[Edge] = []
        self.bad_source: list[Edge] = []
        self.bad_target: list[Edge] = []
        self.mistyped: list[tuple[Edge, Verdict]] = []
        self.direct: list[Edge] = []  # into an input that takes a literal only
        self.self_loops: list[Edge] = []
        self.repeated: list[tuple[Edge, Edge]] = []  # (again, first): the same four ends
        self.duplicate: list[tuple[Edge, Edge]] = []  # (second, first) into one input
        self.server_refuses: list[tuple[Edge, Verdict]] = []  # kept by the UI, refused by the server
        self.ui_drops: list[tuple[Edge, Verdict]] = []  # the server would take it, the UI drops it
        self.special: list[SpecialFault] = []


def edge_faults(ctx: Context) -> EdgeFaults:
    """The analysis itself; call it through ``ctx.analysis(edge_faults)``."""
    return _workflow_faults(ctx) if ctx.is_workflow else _graph_faults(ctx)


def _takes_many(node_type: str, field: str, chained: bool) -> bool:
    return node_type == "collect" and (field == "item" or (chained and field == "collection"))


def _graph_faults(ctx: Context) -> EdgeFaults:
    faults = EdgeFaults()
    nodes, catalogue = ctx.graph.nodes, ctx.catalogue
    memo: dict[tuple[str, str, str, str], Verdict | None] = catalogue.memo.setdefault("verdicts", {})
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
            half_known(ctx, faults, edge, source.type, target.type)
    _duplicates(ctx, faults)
    if any(n.type in ("iterate", "collect") for n in nodes.values()):
        faults.special.extend(SpecialNodes(ctx.graph, catalogue).faults())
    return faults


def _sort_fault(faults: EdgeFaults, edge: Edge, judged: Verdict) -> None:
    if judged.fault == "source-field":
        faults.bad_source.append(edge)
    elif judged.fault == "target-field":
        faults.bad_target.append(edge)
    else:
        faults.mistyped.append((edge, judged))


def half_known(ctx: Context, faults: EdgeFaults, edge: Edge, source: str, target: str) -> None:
    """An edge at a node of unknown type: the end at a known node can still be wrong."""
    from wflint.graph.ports import input_annotation, is_dynamic_input, output_annotation

    source_def, target_def = ctx.catalogue.node(source), ctx.catalogue.node(target)
    if source_def is not None and output_annotation(source_def, edge.source_field) is None:
        faults.bad_source.append(edge)
    elif (
        target_def is not None
        and input_annotation(target_def, edge.target_field) is None
        and not is_dynamic_input(target, edge.target_field)
    ):
        faults.bad_target.append(edge)


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
    from wflint.rules.edges._ui_load import load_wires

    faults = EdgeFaults()
    load_wires(ctx, faults)
    return faults
