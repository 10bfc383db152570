"""Edits that mend edges: another end where exactly one is near and fits, else the edge goes.

Without an edge that the web UI drops on loading, the request of a workflow stays what it is: that is safe.
Everything else about edges is a choice. Where an input would have nothing then that it needs, taking the edge
out mends nothing: it is shown, and people connect another.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from wflint.diagnostics.fix import display, remove, replace, safe, unsafe
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import quoted
from wflint.graph.edges.verdict import verdict
from wflint.rules.shared.edges import edge_faults
from wflint.rules.shared.emptied import emptied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wflint.diagnostics.fix import Fix
    from wflint.graph.edges.verdict import EdgeVerdict
    from wflint.graph.ir import Edge, Node
    from wflint.rules.base import Context

_LOOKED_AT = 4  # near names that are tried
_MOST_OUTPUTS = 60
_MANY = 300  # wires of a file with cycles: opening it as the web UI does takes their square


def without(ctx: Context, edge: Edge, *, dropped: bool, title: str = "remove the edge") -> Fix:
    """Take the edge out; ``dropped``: the web UI does the same when it loads the file."""
    nothing = not ctx.graph.nodes or emptied(ctx, edge)
    make = display if nothing else safe if dropped else unsafe
    return make(title, remove(*edge.path))


def only_near(word: str, candidates: Iterable[str], fits: Callable[[str], bool]) -> str | None:
    """The one name that looks like a word and fits; None where there are more, or none."""
    found = [name for name in nearest(word, candidates, count=_LOOKED_AT) if fits(name)]
    return found[0] if len(found) == 1 else None


def use(edge: Edge, part: str, name: str) -> Fix:
    """Another name at an end of the edge."""
    return unsafe(f"use {quoted(name)}", replace(*edge.pointer(part), value=name))


def fits(ctx: Context, edge: Edge, **ends: str) -> bool:
    """Whether the edge could be drawn with other ends; what nobody can judge could."""
    names = {part: ends.get(part, getattr(edge, part)) for part in _PARTS}
    source, field = names["source"], names["source_field"]
    target, into = names["target"], names["target_field"]
    if source == target:
        return False
    graph = ctx.graph
    other = ctx.analysis(_first_into).get((target, into))
    one, two = graph.nodes.get(source), graph.nodes.get(target)
    gathers = two is not None and two.type == "collect" and into == "item"
    if other is not None and other is not edge and not gathers:
        return False
    if (one is None and source in graph.connectors and field != "out") or (
        two is None and target in graph.connectors and into != "in"
    ):
        return False
    if one is None or two is None:
        return _has(ctx, one, "outputs", field) and _has(ctx, two, "inputs", into)
    memo: dict[tuple[str, str, str, str], EdgeVerdict | None] = ctx.catalogue.memo.setdefault("verdicts", {})
    key = (one.type, field, two.type, into)
    if key not in memo:
        memo[key] = verdict(ctx.catalogue, *key)
    judged = memo[key]
    return judged is None or (judged.fault is None and (not ctx.is_workflow or judged.ui_fault is None))


def _first_into(ctx: Context) -> dict[tuple[str, str], Edge]:
    """The first edge into each input, connectors' too."""
    found: dict[tuple[str, str], Edge] = {}
    for wire in ctx.graph.wires:
        found.setdefault((wire.target, wire.target_field), wire)
    return found


_PARTS = ("source", "source_field", "target", "target_field")


def _has(ctx: Context, node: Node | None, side: str, field: str) -> bool:
    definition = ctx.catalogue.node(node.type) if node is not None else None
    return definition is None or field in getattr(definition, side)


def another_output(ctx: Context, edge: Edge, *, dropped: bool) -> Fix:
    """For an edge between types that do not fit: the one output of its source that does, else none."""
    source = ctx.graph.nodes.get(edge.source)
    definition = ctx.catalogue.node(source.type) if source is not None else None
    outputs = list(definition.outputs)[:_MOST_OUTPUTS] if definition is not None else ()
    fitting = [name for name in outputs if fits(ctx, edge, source_field=name)]
    if len(fitting) == 1:
        return use(edge, "source_field", fitting[0])
    return without(ctx, edge, dropped=dropped)


def before_the_last(ctx: Context, second: Edge) -> Fix | None:
    """Of several edges into one input the server takes the last: the one before each goes.

    Nothing is done where one of them is at fault itself: which is the last is open until it is mended.
    """
    before = ctx.analysis(_sent_before).get(second.index)
    if before is None:
        return None
    edge, alone = before
    make = display if emptied(ctx, edge) else safe
    return make("remove the first edge" if alone else "remove the edge before it", remove(*edge.path))


def _sent_before(ctx: Context) -> dict[int, tuple[Edge, bool]]:
    """For the edges into an input with several, by their index: the one sent before it, if it is the first.

    Inputs with an edge that the server refuses have none.
    """
    faults = ctx.analysis(edge_faults)
    unsent = {e.index for e in (*faults.dangling, *faults.bad_source, *faults.bad_target)}
    refused = {e.index for e in faults.self_loops}
    refused.update(row[0].index for row in faults.mistyped)
    refused.update(row[0].index for row in faults.server_refuses)
    if not ctx.is_workflow or ctx.sends_wires:
        refused |= unsent
    found: dict[int, tuple[Edge, bool]] = {}
    for edges in ctx.graph.into.values():
        if len(edges) > 1 and refused.isdisjoint(e.index for e in edges):
            sent = [e for e in edges if e.index not in unsent]
            for before, edge in pairwise(sent):
                found[edge.index] = before, len(sent) == 2
    return found


def opened_circle(ctx: Context, group: set[str], closing: Edge, others: Sequence[Edge]) -> Fix | None:
    """Open a cycle of nodes: in a workflow without the edges that the web UI drops, which is safe.

    Elsewhere the last edge goes, or the last of the ``others`` that nobody needs.
    """
    if not ctx.drops_wires:
        goes = next((e for e in (closing, *reversed(others)) if not emptied(ctx, e)), closing)
        fix = without(ctx, goes, dropped=False)
        return fix if goes is closing else fix._replace(title=f"remove the edge {ctx.finding_edge(goes)}")
    if ctx.graph.connectors or len(ctx.graph.wires) > _MANY:
        return None
    dropped = ctx.analysis(_closing)
    found = [w for node in group for w in dropped.get(node, ()) if w.target in group]
    if not found:
        return None
    title = "remove the edge that closes the cycle" if len(found) == 1 else "remove the edges that close it"
    make = display if emptied(ctx, *found) else safe
    return make(title, *(remove(*wire.path) for wire in found))


def _closing(ctx: Context) -> dict[str, list[Edge]]:
    """The edges that the web UI drops for a cycle alone, by their sources."""
    from wflint.graph.convert.opening import open_workflow

    faults = ctx.analysis(edge_faults)
    known = {e.index for e in (*faults.dangling, *faults.bad_source, *faults.bad_target, *faults.direct)}
    known.update(e.index for e in faults.self_loops)
    known.update(row[0].index for row in faults.mistyped)
    known.update(row[0].index for row in faults.ui_drops)
    known.update(row[0].index for row in (*faults.repeated, *faults.duplicate))
    found: dict[str, list[Edge]] = {}
    for wire in open_workflow(ctx.document, ctx.catalogue).dropped:
        if wire.index not in known:
            found.setdefault(wire.source, []).append(wire)
    return found
