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
    """All edges from that node that cross, each from the output that is called as its input.

    A prompt node of SD1.5 takes no encoder of SDXL, whichever it is: another node is needed.
    """
    edges = ctx.graph.into.get((conflict.node, conflict.field), [])
    source = ctx.graph.nodes.get(edges[0].source) if len(edges) == 1 else None
    definition = ctx.catalogue.node(source.type) if source is not None else None
    if source is None or definition is None or conflict.field not in definition.outputs:
        return None
    from wflint.diagnostics.fix import replace, unsafe
    from wflint.models.families.nodes import CLIP_PROMPTS

    pair = {conflict.field, edges[0].source_field}
    crossed = [
        edge
        for edge in ctx.graph.out_of.get(source.id, ())
        if {edge.source_field, edge.target_field} == pair
        and not edge.flattened
        and getattr(ctx.graph.nodes.get(edge.target), "type", "") in CLIP_PROMPTS
        and not _has_one(ctx, edge.target)
    ]
    if edges[0] not in crossed:
        return None
    title = f'connect output "{conflict.field}" instead'
    if any(edge.target_field != conflict.field for edge in crossed):
        title = f'swap "{conflict.field}" and "{edges[0].source_field}"'
    fixes = (replace(*edge.pointer("source_field"), value=edge.target_field) for edge in crossed)
    return unsafe(title, *fixes)


def _has_one(ctx: Context, target: str) -> bool:
    """Whether a node takes the only encoder of its family."""
    node = ctx.graph.nodes.get(target)
    return node is not None and node.type == "compel"
