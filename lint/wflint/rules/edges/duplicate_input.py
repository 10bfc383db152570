"""Two edges lead into one input.

What it does: reports every edge beyond the first into an input that takes one. Collect nodes take many.

Why it is bad: only one value can arrive. The server silently takes the last edge, the web UI the first (up to
InvokeAI 6.12 and from 7 on it sends both): the image depends on the order of edges in the file and on how it
was started.

How to fix: remove one of the edges; `--fix` keeps the one whose value arrives today. To use both values,
join them first: several ControlNets, IP-Adapters or conditionings go through a Collect node, LoRAs are
chained one after the other, images are blended or pasted.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.edges._fixes import before_the_last, without
from wflint.rules.edges._words import Told
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
    told = Told(ctx)
    for second, first in ctx.analysis(edge_faults).duplicate:
        node = ctx.graph.nodes.get(second.target)
        if node and node.type == "for_return" and ctx.catalogue.loops:
            continue  # refused there, which TP109 tells
        definition = ctx.catalogue.node(node.type) if node else None
        field = definition.inputs.get(second.target_field) if definition else None
        takes_list = (
            field is not None
            and field.type.kind == "union"
            and any(t.kind == "list" for t in field.type.args)
            and ctx.catalogue.node("collect") is not None
        )
        at_connector = ctx.sends_wires and node is None
        if ctx.drops_wires:
            then = "the web UI keeps the first edge and drops this one"
        elif at_connector:
            then = "the web UI takes the first edge; nothing goes through this one"
        else:
            then = "the server silently takes the last edge"
        where = ctx.names.end(second.target, second.target_field)
        yield Finding(
            told.once(f"{where} has more than one edge, but takes one", second),
            second.pointer("target_field"),
            node=second.target,
            node_type=node.type if node else None,
            field=second.target_field,
            outcome=None if ctx.drops_wires or at_connector else RULE.graph,
            related=(
                Related(first.path, f"the first, from {ctx.names.end(first.source, first.source_field)}"),
                Related(
                    second.pointer("source"),
                    f"this one, from {ctx.names.end(second.source, second.source_field)}",
                ),
            ),
            help=f"gather both with {ctx.names.title('collect')}" if takes_list else "remove one of the two",
            then=then,
            group=f"{where} has several edges, but takes one",
            about=repr((second.target, second.target_field)),
            fix=partial(without, ctx, second, dropped=True, title="remove the second edge")
            if ctx.drops_wires or at_connector
            else partial(before_the_last, ctx, second),
        )
