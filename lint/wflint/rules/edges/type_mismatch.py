"""An edge joins an output and an input of types that do not fit.

What it does: compares the type of the output with that of the input as InvokeAI's server does, and for
workflows as the web UI does too. Integers fit where numbers are wanted, numbers where text is; a single
value does not fit where only a list is wanted.

Why it is bad: in an API graph the server refuses the whole request ("Edge source and target types do not
match"). In a workflow the web UI drops the edge when it loads the file; up to InvokeAI 6.12 it keeps it, and
the server refuses.

How to fix: connect another output, or put the node that converts between the two. The message names it where
there is an obvious one: l2i turns latents into an image, collect makes a list, iterate takes one apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.graph.edges.wording import mismatch
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._words import special_confidence, special_words
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED104",
    "an edge joins types that do not fit",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.mistyped,special",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge; for graphs also the iterators and collectors whose lists do not fit."""
    consequence = (
        "InvokeAI drops the edge when it loads the workflow"
        if ctx.drops_wires
        else "InvokeAI refuses the graph"
    )
    outcome = None if ctx.drops_wires else RULE.graph
    faults = ctx.analysis(edge_faults)
    for edge, judged in faults.mistyped:
        assert judged.source is not None and judged.target is not None  # noqa: PT018
        target = ctx.graph.nodes.get(edge.target)
        words = mismatch(judged.source, judged.target, ctx.catalogue)
        yield Finding(
            f"{ctx.finding_edge(edge)}: {words}. {consequence}",
            edge.pointer("target_field"),
            node=edge.target,
            node_type=target.type if target else None,
            field=edge.target_field,
            outcome=outcome,
        )
    if ctx.is_workflow:
        return  # the UI keeps these edges: rule ui-accepts-server-refuses
    for fault in faults.special:
        if fault.reason in ("output-type", "not-a-collection", "many-inputs"):
            edge = fault.edges[0]
            yield Finding(
                f"{special_words(ctx, fault)}. {consequence}",
                edge.pointer("target_field"),
                node=fault.node.id,
                node_type=fault.node.type,
                field=edge.target_field if edge.target == fault.node.id else edge.source_field,
                confidence=special_confidence(ctx),
                related=tuple(Related(e.path, "the list comes from here") for e in fault.edges[1:2]),
            )
