"""An edge names a node that does not exist.

What it does: reports every edge whose source or target is not a node of the document.

Why it is bad: in an API graph the server refuses the whole request ("Edge source node ... does not exist in
the graph"). In a workflow the web UI drops the edge when it loads the file, so the input it fed falls back
to its default, or is missing.

How to fix: correct the node id, or remove the edge. Ids are compared exactly, upper and lower case included.
`--unsafe-fixes` writes the one near id where the edge fits; `--fix` removes an edge that the web UI drops.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import elide, quoted
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._fixes import fits, only_near, use, without
from wflint.rules.edges._words import DROPPED, Told
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Edge

RULE = Rule(
    "ED101",
    "an edge names a node that does not exist",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.dangling",
)

_GUESSES = 5  # ids that a near one is looked for; a file with more of them has another problem
_LONGEST_ID = 40  # characters of an id that InvokeAI's words are quoted with


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge, at the end that leads nowhere (the source when both do)."""
    nodes = ctx.graph.nodes
    told = Told(ctx)
    helps: dict[str, str] = {}
    for edge in ctx.analysis(edge_faults).dangling:
        at_source = edge.source not in nodes and edge.source not in ctx.graph.connectors
        missing = edge.source if at_source else edge.target
        if missing not in helps:
            helps[missing] = _help(ctx, missing, guess=len(helps) < _GUESSES)
        known = edge.target if at_source else edge.source
        field = edge.target_field if at_source else edge.source_field
        way = "comes from" if at_source else "leads to"
        what = "a note" if missing in ctx.graph.notes else "a node that does not exist"
        other = nodes.get(known)
        yield Finding(
            told.once(f"{ctx.names.end(known, field)} {way} {quoted(missing)}, {what}", edge),
            edge.pointer("source" if at_source else "target"),
            node=other.id if other else None,
            node_type=other.type if other else None,
            field=field,
            help=helps[missing],
            error="" if ctx.is_workflow else _error(missing, "source" if at_source else "destination"),
            then=DROPPED if ctx.is_workflow else "",
            group=f"edges name {quoted(missing)}, {what}",
            fix=partial(_fix, ctx, edge, "source" if at_source else "target", missing, helps),
        )


def _help(ctx: Context, missing: str, *, guess: bool) -> str:
    if missing in ctx.graph.notes:
        return "remove the edge: a note has no inputs or outputs"
    near = nearest(missing, (*ctx.graph.nodes, *ctx.graph.connectors)) if guess else []
    return f"use {quoted(near[0])}" if near else "correct the node id, or remove the edge"


def _fix(ctx: Context, edge: Edge, end: str, missing: str, helps: dict[str, str]) -> Fix:
    """The one near id at which the edge fits, if the help found any near; else the edge goes."""
    if helps[missing].startswith("use "):
        near = only_near(
            missing, chain(ctx.graph.nodes, ctx.graph.connectors), lambda node: fits(ctx, edge, **{end: node})
        )
        if near is not None:
            return use(edge, end, near)
    return without(ctx, edge, dropped=ctx.is_workflow)


def _error(missing: str, end: str) -> str:
    return f"Edge {end} node {elide(missing, _LONGEST_ID)} does not exist in the graph"
