"""A value has no effect because an edge feeds the input.

What it does: reports literals in a graph that an edge replaces, where somebody seems to have chosen the
literal: it is neither the default nor empty. Workflows are left alone: the web UI keeps the last value of
every connected input in the file and never sends it. So are sessions, which hold what edges brought.

Why it is bad: the run uses what comes through the edge. Whoever changes the literal later sees no effect.

How to fix: remove the literal, or the edge if the literal was meant. The fix removes the literal: the run is
the same without it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.graph.server.literal_fault import show
from wflint.rules.base import Context, Rule, silent
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

RULE = Rule(
    "IN105",
    "a value has no effect because an edge feeds the input",
    graph=silent(Stage.RUN, Severity.INFO),
    when="shared.inputs:input_faults.overridden",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a literal, at the literal; the edge is the related place."""
    for node, name, edge in ctx.analysis(input_faults).overridden:
        value = show(node.values[name])
        yield Finding(
            f"{ctx.names.input(node, name)} is set to {value}, but an edge replaces it",
            node.input_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            related=(Related(edge.path, f"edge from {ctx.names.end(edge.source, edge.source_field)}"),),
            help=f"remove {value} here, or remove the edge",
            fix=partial(_fix, ctx, node, name),
            then="runs, but silently with what the edge brings",
        )


def _fix(ctx: Context, node: Node, name: str) -> Fix | None:
    from wflint.rules.inputs._fixes import removable, without_value

    return without_value(node, name) if removable(ctx, node, name) else None
