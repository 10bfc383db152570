"""A node feeds itself.

What it does: reports every edge that leads back into the node it comes from.

Why it is bad: the node would have to run before itself. The server answers "Graph contains cycles" and queues
nothing. From InvokeAI 6.13 on, the web UI drops the edge when it loads a workflow; that of InvokeAI 7 keeps
it and blocks Invoke.

How to fix: remove the edge, or connect it to the node that was meant. `--fix` removes it where the web UI
drops it, `--unsafe-fixes` elsewhere, unless the input needs one: then you say which.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import quoted
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._fixes import without
from wflint.rules.edges._words import DROPPED, NOT_SENT, UI_CYCLE, Told
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED108",
    "a node feeds itself",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.self_loops",
)

_BLOCKED = rejected(Stage.READY)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge."""
    told = Told(ctx)
    dropped = ctx.drops_wires
    blocked = ctx.is_workflow and profile(ctx.catalogue).cycle_blocks
    for edge in ctx.analysis(edge_faults).self_loops:
        node = ctx.graph.nodes.get(edge.target)
        unsent = dropped or (node is None and ctx.sends_wires)  # a connector that feeds itself brings nothing
        if node is not None:
            message = f"{ctx.describe(node)} feeds its own input {quoted(edge.target_field)}"
        else:
            where = ctx.names.end(edge.target, edge.target_field)
            message = (
                f"{where} feeds itself"
                if edge.source == edge.target
                else f"{where} leads back into the node that feeds it"
            )
        yield Finding(
            told.once(message, edge),
            edge.pointer("target_field"),
            node=edge.target,
            node_type=node.type if node else None,
            field=edge.target_field,
            outcome=None if unsent else _BLOCKED if blocked else RULE.graph,
            help="remove the edge, or connect another node",
            error="" if unsent else UI_CYCLE if blocked else "Graph contains cycles",
            then=DROPPED if dropped else NOT_SENT if unsent else "",
            fix=partial(without, ctx, edge, dropped=unsent),
        )
