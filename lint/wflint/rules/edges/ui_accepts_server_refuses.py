"""The web UI keeps an edge that the server refuses.

What it does: reports edges of a workflow that the web UI keeps although the types of InvokeAI's server do not
allow them: an integer into an input for a float or a list of floats (`cfg_scale`), a list of integers into a
list of floats, a choice into another choice, an Iterate or Collect node whose items do not fit where they go,
items of several types gathered through connectors.

Why it is bad: the workflow looks fine in the editor, and Invoke ends in a validation error that names no
place.

How to fix: put the node between that the help names. For a float input fed by an integer, Float Primitive or
Float Math does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.edges._words import (
    KEPT_BUT_REFUSED,
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

RULE = Rule(
    "ED110",
    "the web UI keeps an edge that the server refuses",
    workflow=rejected(),
    when="shared.edges:edge_faults.server_refuses,special",
)
_REASONS = ("output-type", "takes-anything", "not-a-collection", "many-inputs", "mixed-items")


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge, then the iterators and collectors that only the server refuses."""
    faults = ctx.analysis(edge_faults)
    told = Told(ctx)
    for edge, judged in faults.server_refuses:
        assert judged.source is not None and judged.target is not None  # noqa: PT018
        words = mismatch(ctx, edge, judged.source, judged.target)
        yield Finding(
            told.once(words.message, edge),
            edge.pointer("target_field"),
            node=edge.target,
            node_type=ctx.graph.nodes[edge.target].type,
            field=edge.target_field,
            related=(comes_from(ctx, edge),),
            help=words.help,
            error="Edge source and target types do not match",
            then=KEPT_BUT_REFUSED,
            detail=words.detail,
        )
    for fault in faults.special:
        if fault.reason in _REASONS:
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
                then="the web UI keeps this, but the server refuses it" if len(fault.error) < 60 else "",
                detail=words.detail,
            )
