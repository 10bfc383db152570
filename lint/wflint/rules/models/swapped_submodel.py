"""A text encoder is connected to the input of the other one.

What it does: reports prompt nodes whose first and second text encoder are swapped, or that are given one
where the other belongs: `clip` and `clip2` of SDXL, `clip2` in `compel`, `clip_l` and `clip_g` of SD3.

Why it is bad: both are of the same type, so InvokeAI accepts every edge. The run then fails with "mat1 and
mat2 shapes cannot be multiplied" or an empty AssertionError; SD3 accepts swapped encoders and silently
misreads the prompt.

How to fix: connect `clip` to `clip` and `clip2` to `clip2`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding

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

        yield from findings(ctx, found)
