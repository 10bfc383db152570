"""Nodes feed one another in a cycle.

What it does: reports each group of nodes that feed one another in a cycle, and shows the cycle.

Why it is bad: a node can only run when its inputs are there. The server answers "Graph contains cycles" and
queues nothing. From InvokeAI 6.13 on, the web UI drops the edge that closes the cycle when it loads a
workflow; that of InvokeAI 7 keeps it and blocks Invoke.

Before InvokeAI 7, an edge that the editor draws between collapsed nodes carries nothing and counts all the
same: if it closes a cycle, the web UI drops every edge that it reads after it.

How to fix: remove one of the edges of the cycle. To repeat something, use Iterate over a list. `--fix`
removes what the web UI drops, elsewhere `--unsafe-fixes` the last edge that no input
needs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.diagnostics.fix import remove, unsafe
from wflint.graph.edges.cycles import acyclic, shortest_cycle, strongly_connected
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._fixes import opened_circle
from wflint.rules.edges._words import UI_CYCLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Edge

RULE = Rule(
    "ED107",
    "nodes feed one another in a cycle",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.plain:edges",
)

_BLOCKED = rejected(Stage.READY)
_SHOWN = 12  # edges of a cycle that are shown
_LONGEST = 100  # characters of a cycle that a message shows


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each strongly connected group, at the last edge of a shortest cycle in it."""
    graph = ctx.graph
    successors: dict[str, list[str]] = {n: [] for n in graph.nodes}
    for edge in graph.edges:
        if edge.source in successors and edge.target in successors and edge.source != edge.target:
            successors[edge.source].append(edge.target)
    if acyclic(successors):
        yield from _drawn(ctx)
        return
    for group in strongly_connected(successors):
        members = set(group)
        cycle = shortest_cycle(group[0], successors, members)
        pairs = set(zip(cycle, cycle[1:] + cycle[:1], strict=True))
        edges = [e for s in cycle for e in graph.out_of.get(s, ()) if (s, e.target) in pairs]
        closing = max(edges, key=lambda e: e.index)
        first = cycle.index(closing.target)
        cycle = cycle[first:] + cycle[:first]
        places = {node: place for place, node in enumerate(cycle)}
        edges.sort(key=lambda e: (places[e.source], e.index))
        dropped = ctx.drops_wires
        blocked = ctx.is_workflow and profile(ctx.catalogue).cycle_blocks
        yield Finding(
            _message([ctx.describe(graph.nodes[n]) for n in cycle]),
            closing.pointer("target_field"),
            node=closing.target,
            node_type=graph.nodes[closing.target].type,
            field=closing.target_field,
            outcome=None if dropped else _BLOCKED if blocked else RULE.graph,
            related=tuple(Related(e.path, _edge(ctx, e)) for e in edges if e is not closing)[:_SHOWN],
            help=f"remove one of the edges; to repeat steps, use {ctx.names.title('iterate')}",
            error="" if dropped else UI_CYCLE if blocked else "Graph contains cycles",
            then="the web UI drops the edge that closes the cycle when it loads the workflow"
            if dropped
            else "",
            about=repr(sorted(group)),
            fix=partial(opened_circle, ctx, members, closing, [e for e in edges if e is not closing]),
        )


def _message(names: list[str]) -> str:
    """The cycle with its nodes, or with the first and the number of the others where they are many."""
    whole = " -> ".join([*names, names[0]])
    if len(whole) > _LONGEST:
        whole = f"{names[0]} -> {len(names) - 1} more -> {names[0]}"
        if len(whole) > _LONGEST:
            return f"{len(names)} nodes form a cycle, {names[0]} among them"
    return f"nodes form a cycle: {whole}"


def _edge(ctx: Context, edge: Edge) -> str:
    """An edge of the cycle, by both ends where that is short."""
    words = ctx.finding_edge(edge)
    return words if len(words) <= _LONGEST else f"into {ctx.names.end(edge.target, edge.target_field)}"


def _drawn(ctx: Context) -> Iterator[Finding]:
    """A cycle that edges between collapsed nodes close: they carry nothing, but the UI counts them."""
    data: Any = ctx.document.data
    edges = data.get("edges") if ctx.drops_wires else None
    if type(edges) is not list or len(edges) == len(ctx.graph.wires):
        return  # all of them carry something
    drawn = [
        (index, edge["source"], edge["target"])
        for index, edge in enumerate(edges)
        if type(edge) is dict
        and edge.get("type") == "collapsed"
        and type(edge.get("source")) is str
        and type(edge.get("target")) is str
    ]
    if not drawn:
        return
    successors: dict[str, list[str]] = {}
    for source, target in [(w.source, w.target) for w in ctx.graph.wires] + [(s, t) for _, s, t in drawn]:
        if source != target:
            successors.setdefault(source, []).append(target)
    if acyclic(successors) and not any(source == target for _, source, target in drawn):
        return
    place = {node: number for number, group in enumerate(strongly_connected(successors)) for node in group}
    for index, source, target in drawn:
        if source == target or place.get(source, -1) == place.get(target, -2):
            yield Finding(
                f"the collapsed edge between {_name(ctx, source)} and {_name(ctx, target)} closes a cycle",
                ("edges", index),
                help="remove this edge",
                then="the web UI drops every edge after this one when it loads the workflow",
                about="collapsed",
                fix=unsafe("remove the collapsed edge", remove("edges", index)),
            )
            return


def _name(ctx: Context, node_id: str) -> str:
    node = ctx.graph.nodes.get(node_id)
    return ctx.describe(node) if node is not None else f"connector {ctx.names.id(node_id)}"
