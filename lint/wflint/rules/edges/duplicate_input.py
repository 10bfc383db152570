"""Two edges lead into one input.

What it does: reports every edge beyond the first into an input that takes one. Collectors take many.

Why it is bad: only one value can arrive. The server takes the last edge, the web UI keeps the first (up to
InvokeAI 6.12 it sends both), and neither tells: the picture depends on the order of edges in the file and on
how it was started.

How to fix: remove one of the edges. To use both values, join them first: several ControlNets, IP-Adapters or
conditionings go through a collect node, LoRAs are chained one after the other, images are blended or pasted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED106",
    "two edges lead into one input",
    graph=silent(Stage.RUN, Severity.ERROR),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.duplicate",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each edge beyond the first, at that edge."""
    for second, first in ctx.analysis(edge_faults).duplicate:
        node = ctx.graph.nodes.get(second.target)
        where = ctx.describe(node) if node else f"connector {second.target}"
        definition = ctx.catalogue.node(node.type) if node else None
        field = definition.inputs.get(second.target_field) if definition else None
        takes_list = (
            field is not None
            and field.type.kind == "union"
            and any(t.kind == "list" for t in field.type.args)
        )
        fate = (
            "the web UI keeps the first and drops this one"
            if ctx.drops_wires
            else "the server takes the last"
            if ctx.is_workflow
            else "the server takes the last, the web UI the first"
        )
        hint = "; to use both, gather them with a collect node" if takes_list else "; remove one of the two"
        yield Finding(
            f'two edges lead into input "{second.target_field}" of {where}, which takes one: {fate}{hint}',
            second.pointer("target_field"),
            node=second.target,
            node_type=node.type if node else None,
            field=second.target_field,
            outcome=None if ctx.drops_wires else RULE.graph,
            related=(Related(first.path, f"the first one: {ctx.finding_edge(first)}"),),
        )
