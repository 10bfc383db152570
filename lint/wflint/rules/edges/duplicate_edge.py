"""The same edge is there twice.

What it does: reports an edge whose source, output, target and input equal those of an earlier edge.

Why it is bad: it changes nothing. InvokeAI carries the same value over both; the web UI drops the second when
it loads a workflow (from InvokeAI 6.13 on), or sends it once (from 7 on). Only a Collect node then holds the
item twice. It is usually left by a merge, or by a script that ran twice.

How to fix: remove one of the two; `--fix` does, if it is not gathered twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.diagnostics.fix import remove, safe, unsafe
from wflint.rules.base import Context, Rule, advice, silent
from wflint.rules.edges._words import Told
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Edge

RULE = Rule(
    "ED105",
    "the same edge is there twice",
    graph=advice(Stage.RUN),
    workflow=silent(Stage.LOAD, Severity.WARNING),
    when="shared.edges:edge_faults.repeated",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each edge beyond the first."""
    told = Told(ctx)
    for again, first in ctx.analysis(edge_faults).repeated:
        target = ctx.graph.nodes.get(again.target)
        if ctx.drops_wires:
            then = "the web UI drops the second edge when it loads the workflow; nothing else changes"
        elif ctx.sends_wires:
            then = "the web UI sends the edge once; nothing else changes"
        elif target is not None and target.type == "collect":
            then = "runs, and gathers the item twice"
        else:
            then = "runs as if the edge were there once"
        once = ctx.drops_wires or ctx.sends_wires
        gathers = target is not None and target.type == "collect" and not once
        yield Finding(
            told.once(f"{ctx.names.end(again.target, again.target_field)} has the same edge twice", again),
            again.pointer("target_field"),
            node=again.target,
            node_type=target.type if target else None,
            field=again.target_field,
            outcome=None if ctx.drops_wires else RULE.graph,
            related=(
                Related(first.path, f"the first, from {ctx.names.end(first.source, first.source_field)}"),
            ),
            help="remove one of the two",
            then=then,
            fix=unsafe("remove the second edge", remove(*again.path)) if gathers else _fix(ctx, again, first),
        )


def _fix(ctx: Context, again: Edge, first: Edge) -> Fix:
    """Of edges into one input the web UI takes the first, the server the last: that one stays what it is."""
    if ctx.drops_wires or ctx.sends_wires or (again.target, again.target_field) in ctx.analysis(_alike):
        return safe("remove the second edge", remove(*again.path))
    return safe("remove the first edge", remove(*first.path))


def _alike(ctx: Context) -> set[tuple[str, str]]:
    """The inputs into which all edges are the same one."""
    return {at for at, edges in ctx.graph.into.items() if all(edge.key == edges[0].key for edge in edges)}
