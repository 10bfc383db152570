"""A weight in a prompt that is hardly meant.

What it does: looks in prompts of SD1.5, SD2 and SDXL for weights of `.blend()` that add up to 0 or are not
finite, by whose sum InvokeAI divides; and for numbers that became weights because they stand right behind a
bracket or quotation mark, such as `(close up)8k`.

Why it is bad: a sum of 0 makes the whole conditioning not a number, and the image black. A weight of 3 or
more drowns the rest of the prompt, and mostly gives noise.

How to fix: give weights with a sum, or `no_normalize` as the last; put a space before a number that is not a
weight. `--unsafe-fixes` adds `no_normalize` where the sum is 0, and the space where letters follow, as in
`8k`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.levels import Confidence
from wflint.diagnostics.words import quoted
from wflint.models.prompts.meaning import Blended, Piece
from wflint.rules.base import Context, Rule, silent
from wflint.rules.prompts._compel import COMPEL, read_prompts
from wflint.rules.prompts._fixes import of_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.prompts.meaning import Reading

RULE = Rule(
    "PR108",
    "a weight in a prompt that is hardly meant",
    graph=silent(),
    workflow=silent(),
    nodes=COMPEL,
    when="shared.plain:prompt_syntax",
)
_DROWNS = 3.0


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a kind and place."""
    told = set()
    for prompt in ctx.analysis(read_prompts):
        for kind, says, cure, then, sure in _odd(prompt.reading):
            if (prompt.pointer, kind) in told:
                continue
            told.add((prompt.pointer, kind))
            yield Finding(
                f"{says} in {ctx.names.input(prompt.node, prompt.field)}",
                prompt.pointer,
                node=prompt.node.id,
                node_type=prompt.node.type,
                field=prompt.field,
                help=cure,
                then=then,
                confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
                fix=of_prompt(ctx, prompt, *_FIXES[kind]),
            )


def _spaced(text: str) -> str | None:
    from wflint.models.prompts.mended import with_spaced_number

    return with_spaced_number(text, _DROWNS)


def _as_they_are(text: str) -> str | None:
    from wflint.models.prompts.mended import with_no_normalize

    return with_no_normalize(text)


_FIXES = {
    "blend": ("add no_normalize to the weights of .blend()", _as_they_are),
    "large": ("put a space before the number", _spaced),
}


def _odd(reading: Reading) -> Iterator[tuple[str, str, str, str, bool]]:
    for prompt in reading.prompts:
        if type(prompt) is not Blended:
            continue
        total = math.fsum(prompt.weights) if all(map(math.isfinite, prompt.weights)) else math.nan
        if not math.isfinite(total) or (prompt.normal and total == 0):
            says = (
                "weights of .blend() that are not finite" if total else "weights of .blend() that add up to 0"
            )
            then = "runs, but every number of the conditioning is NaN"
            cure = "use finite numbers" if total else "use other weights, or add no_normalize as the last"
            yield "blend", says, cure, then, True
    for pieces in reading.texts():
        for piece in pieces:
            if type(piece) is Piece and abs(piece.weight) >= _DROWNS and piece.text.strip():
                words = quoted(" ".join(piece.text.split()), 24)
                cure = f"use a weight below 2, or put a space before {piece.weight:g} if it is not a weight"
                yield "large", f"a weight of {piece.weight:g} on {words}", cure, "", False
