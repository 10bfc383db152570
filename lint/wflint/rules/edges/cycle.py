"""The graph runs in a circle.

What it does: reports each group of nodes that feed one another in a circle, and prints the circle.

Why it is bad: a node can only run when its inputs are there. The server answers "Graph contains cycles" and
queues nothing; the web UI drops the edge that closes the circle when it loads a workflow (from InvokeAI 6.13
on).

An edge that the editor draws between collapsed nodes carries nothing and counts all the same: if it
closes a circle, the web UI drops every edge that it reads after it.

How to fix: remove one of the edges of the circle. To repeat something, use iterate over a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.graph.edges.cycles import acyclic, shortest_cycle, strongly_connected
from wflint.rules.base import Context, Rule, rejected, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED107",
    "nodes feed one another in a circle",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.plain:edges",
)

_SHOWN = 12  # nodes of a circle that a message names


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each strongly connected group, at the last edge of a shortest circle in it."""
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
        circle = shortest_cycle(group[0], successors, members)
        pairs = set(zip(circle, circle[1:] + circle[:1], strict=True))
        edges = [e for s in circle for e in graph.out_of.get(s, ()) if (s, e.target) in pairs]
        closing = max(edges, key=lambda e: e.index)
        names = [ctx.describe(graph.nodes[n]) for n in circle[:_SHOWN]]
        if len(circle) > _SHOWN:
            names.append(f"... {len(circle) - _SHOWN} more")
        fate = (
            "InvokeAI drops the edge that closes the circle; remove the one that is wrong"
            if ctx.drops_wires
            else "InvokeAI refuses the graph; remove one of the edges"
        )
        yield Finding(
            f"nodes feed one another in a circle: {' -> '.join([*names, names[0]])}. {fate}",
            closing.pointer("target_field"),
            node=closing.target,
            node_type=graph.nodes[closing.target].type,
            field=closing.target_field,
            outcome=None if ctx.drops_wires else RULE.graph,
            related=tuple(Related(e.path, ctx.finding_edge(e)) for e in edges if e is not closing)[:_SHOWN],
        )


def _drawn(ctx: Context) -> Iterator[Finding]:
    """A circle that edges between collapsed nodes close: they carry nothing, but the UI counts them."""
    data: Any = ctx.document.data
    edges = data.get("edges") if ctx.drops_wires else None
    drawn = [
        (index, edge["source"], edge["target"])
        for index, edge in enumerate(edges if type(edges) is list else ())
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
    place = {node: number for number, group in enumerate(strongly_connected(successors)) for node in group}
    for index, source, target in drawn:
        if source == target or place.get(source, -1) == place.get(target, -2):
            yield Finding(
                f"the edge that is drawn between the collapsed nodes {source} and {target} closes a circle: "
                "from there on the web UI drops every edge that it reads. Remove it",
                ("edges", index),
            )
            return
