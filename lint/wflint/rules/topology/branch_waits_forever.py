"""A branch of an If node waits for ever.

What it does: follows the nodes whose results only one input of an `if` node asks for. Reported are an
`iterate` node among them, and a node that runs once where the If node runs once for each item (or the other
way round).

Why it is bad: InvokeAI runs nothing of a branch before its If node has chosen. But the If node waits for all
Iterate nodes before it, and a node that is not iterated as the If node is never hears of the choice. The
queue item stays "in progress" until somebody cancels it, without an error.

How to fix: let something outside of the branch use the waiting nodes' results too: a Collect node is enough.
Then they run whatever is chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.models.flow.asleep import stuck_ones
from wflint.rules.base import Context, Rule, silent
from wflint.rules.shared.computed import computed
from wflint.rules.shared.exposed import exposed_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.branches import Waiting

RULE = Rule(
    "TP108",
    "a branch of an if node waits for ever",
    graph=silent(Stage.RUN, Severity.ERROR),
    workflow=silent(Stage.RUN, Severity.ERROR),
    nodes=frozenset({"if"}),
)

_SHOWN = 12  # further nodes that wait


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an If node, at what waits first."""
    graph = ctx.graph
    if graph.unread_edges:
        return
    exposed = ctx.analysis(exposed_inputs) if ctx.is_workflow else ()
    told: set[str] = set()
    for stuck in stuck_ones(graph, ctx.analysis(computed), lambda node, field: (node, field) in exposed):
        last = _last(ctx, {name: None for name in (*stuck.iterating, *stuck.apart) if name not in told})
        told.update(stuck.iterating, stuck.apart)
        if last:
            yield _finding(ctx, stuck, last)


def _finding(ctx: Context, stuck: Waiting, last: list[Node]) -> Finding:
    choice = stuck.branches.node
    at = ctx.describe(choice)
    first = ctx.graph.nodes[stuck.iterating[0]] if stuck.iterating else last[0]
    what = ctx.describe(first)
    if stuck.iterating:
        message = f"{what} waits until {at} has chosen, which waits for it"
    elif stuck.apart[first.id]:
        message = f"{what} is iterated, but {at} is not, and so it never runs"
    else:
        message = f"{what} is not iterated as {at} is, and so it never runs"
    rest = [node for node in last if node is not first]
    free = f"{ctx.describe(last[0])} to a Collect node too: then it runs"
    if len(last) > 1:
        free = "each of them to a Collect node too: then they run"
    return Finding(
        message,
        first.path,
        node=first.id,
        node_type=first.type,
        related=(
            Related(choice.path, f"only {at} asks for it"),
            *(Related(node.path, f"{ctx.describe(node)} waits too") for node in rest[:_SHOWN]),
        ),
        help=f"connect {free} in any case",
        then='never ends: the queue item stays "in progress" until it is canceled',
        about=repr(sorted({first.id, *(node.id for node in last)})),
    )


def _last(ctx: Context, names: dict[str, None]) -> list[Node]:
    """Those of the nodes that feed none of the others: with them all run."""
    graph = ctx.graph
    return [
        graph.nodes[name]
        for name in names
        if not any(edge.target in names for edge in graph.out_of.get(name, ()))
    ]
