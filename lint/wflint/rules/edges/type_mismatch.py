"""An edge joins an output and an input whose types do not fit.

What it does: compares the type of the output with that of the input as InvokeAI's server does, and for
workflows as the web UI does too. An integer fits where a float is wanted, a number where a string is; a
single value does not fit where only a list is wanted.

Why it is bad: in an API graph the server refuses the whole request ("Edge source and target types do not
match"). In a workflow the web UI drops the edge when it loads the file; up to InvokeAI 6.12 and from 7 on it
keeps it, and the server refuses.

How to fix: connect another output (`--unsafe-fixes` does where exactly one fits), or put a node between
that converts: Latents to Image, Collect (makes a list), Iterate (takes a list apart). The help names the
node of the graph's own family where there is one. `--fix` removes an edge that the web UI drops anyway, if
its input can do without.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._fixes import another_output, fits, use
from wflint.rules.edges._words import (
    DROPPED,
    Told,
    comes_from,
    mismatch,
    special_confidence,
    special_places,
    special_words,
)
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Edge

RULE = Rule(
    "ED104",
    "an edge joins types that do not fit",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.mistyped,special",
)


_ERROR = "Edge source and target types do not match"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge; for graphs also the iterators and collectors whose lists do not fit."""
    dropped = ctx.drops_wires
    faults = ctx.analysis(edge_faults)
    told = Told(ctx)
    for edge, judged in faults.mistyped:
        assert judged.source is not None and judged.target is not None  # noqa: PT018
        source, target = ctx.graph.nodes.get(edge.source), ctx.graph.nodes.get(edge.target)
        words = mismatch(ctx, edge, judged.source, judged.target)
        yield Finding(
            told.once(words.message, edge),
            edge.pointer("target_field"),
            node=edge.target,
            node_type=target.type if target else None,
            field=edge.target_field,
            outcome=None if dropped else RULE.graph,
            related=(comes_from(ctx, edge),),
            help=words.help,
            error="" if dropped else _ERROR,
            then=DROPPED if dropped else "",
            detail=words.detail,
            # What a branch brings does not become better at another output of the `if` node.
            fix=None
            if source is not None and source.type == "if"
            else partial(another_output, ctx, edge, dropped=dropped),
        )
    if ctx.is_workflow:
        return  # the UI keeps these edges: rule ui-accepts-server-refuses
    for fault in faults.special:
        if fault.reason in ("output-type", "takes-anything", "not-a-collection", "many-inputs"):
            edge = fault.edges[0]
            words = special_words(ctx, fault)
            yield Finding(
                told.once(words.message, edge),
                edge.pointer("target_field"),
                node=fault.node.id,
                node_type=fault.node.type,
                field=edge.target_field if edge.target == fault.node.id else edge.source_field,
                confidence=special_confidence(ctx),
                related=special_places(ctx, fault),
                help=words.help,
                error=fault.error,
                detail=words.detail,
                fix=partial(_as_item, ctx, edge) if fault.reason == "not-a-collection" else None,
            )


def _as_item(ctx: Context, edge: Edge) -> Fix | None:
    """One value into the list of a Collect node: it was meant as an item."""
    target = ctx.graph.nodes.get(edge.target)
    if target is None or target.type != "collect" or not fits(ctx, edge, target_field="item"):
        return None
    return use(edge, "target_field", "item")
