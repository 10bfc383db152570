"""The web UI draws this edge, and the server refuses the graph it makes.

What it does: reports edges of a workflow that the web UI keeps although InvokeAI's server, whose type system
differs, will not take them: an integer into an input of number or list of numbers (cfg_scale), a list of
integers into a list of numbers, an enumeration into another, an iterator or collector whose items do not fit
where they go, items of several types gathered through connectors.

Why it is bad: the workflow looks fine in the editor, and pressing Invoke answers with a validation error that
names no place.

How to fix: the message names both types and, where there is one, the node that converts. For a number input
fed by an integer, a float node or float_math in between does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.graph.edges.wording import mismatch
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.edges._words import special_confidence, special_words
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED110",
    "the web UI draws this edge, the server refuses it",
    workflow=rejected(),
    when="shared.edges:edge_faults.server_refuses,special",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge, then the iterators and collectors that only the server refuses."""
    faults = ctx.analysis(edge_faults)
    for edge, judged in faults.server_refuses:
        assert judged.source is not None and judged.target is not None  # noqa: PT018
        target = ctx.graph.nodes[edge.target]
        yield Finding(
            f"{ctx.finding_edge(edge)}: the editor draws this edge, but the server refuses the graph: "
            f"{mismatch(judged.source, judged.target, ctx.catalogue)}",
            edge.pointer("target_field"),
            node=edge.target,
            node_type=target.type,
            field=edge.target_field,
        )
    for fault in faults.special:
        if fault.reason in ("output-type", "not-a-collection", "many-inputs", "mixed-items"):
            edge = fault.edges[0]
            yield Finding(
                f"{special_words(ctx, fault)}. The editor draws this, but the server refuses the graph",
                edge.pointer("target_field"),
                node=fault.node.id,
                node_type=fault.node.type,
                field=edge.target_field if edge.target == fault.node.id else edge.source_field,
                confidence=special_confidence(ctx),
                related=tuple(Related(e.path, "with this edge") for e in fault.edges[1:4]),
            )
