"""A text encoder is connected to the input of the other one.

What it does: reports prompt nodes whose first and second text encoder are swapped, or that are given one
where the other belongs: `clip` and `clip2` of SDXL, `clip2` in `compel`, `clip_l` and `clip_g` of SD3.

Why it is bad: both are of the same type, so InvokeAI accepts every edge. The run then fails with "mat1 and
mat2 shapes cannot be multiplied" or an empty AssertionError; SD3 accepts swapped encoders and silently
misreads the prompt.

How to fix: connect `clip` to `clip` and `clip2` to `clip2`, as `--unsafe-fixes` does where one node has both.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Edge
    from wflint.models.judges.conflict import Conflict

RULE = Rule(
    "MD103",
    "a text encoder is connected to the input of the other one",
    graph=fails(),
    workflow=fails(),
    when="shared.families:verdicts.conflicts",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each text encoder in a wrong place."""
    found = [c for c in ctx.analysis(verdicts).conflicts if c.kind == "swapped"]
    if found:
        from wflint.rules.models._words import findings

        for conflict, finding in zip(found, findings(ctx, found), strict=True):
            finding.fix = partial(_fix, ctx, conflict)
            yield finding


def _fix(ctx: Context, conflict: Conflict) -> Fix | None:
    """The edge from the output that is called as the input, if the same node has one; of two crossed ones
    the other as well."""
    edge = _only(ctx, conflict.node, conflict.field)
    source = ctx.graph.nodes.get(edge.source) if edge is not None else None
    definition = ctx.catalogue.node(source.type) if source is not None else None
    if edge is None or definition is None or edge.source_field == conflict.field:
        return None
    if conflict.field not in definition.outputs:
        return None
    from wflint.diagnostics.fix import replace, unsafe

    right = replace(*edge.pointer("source_field"), value=conflict.field)
    crossed = _only(ctx, conflict.node, edge.source_field)
    if crossed is not None and (crossed.source, crossed.source_field) == (edge.source, conflict.field):
        other = replace(*crossed.pointer("source_field"), value=edge.source_field)
        return unsafe(f'swap "{conflict.field}" and "{edge.source_field}"', right, other)
    return unsafe(f'connect output "{conflict.field}" instead', right)


def _only(ctx: Context, node: str, field: str) -> Edge | None:
    edges = ctx.graph.into.get((node, field), [])
    return edges[0] if len(edges) == 1 and not edges[0].flattened else None
