"""A prompt that InvokeAI's prompt parser cannot read.

What it does: reads the prompts of SD1.5, SD2 and SDXL (nodes `compel`, `sdxl_compel_prompt` and
`sdxl_refiner_compel_prompt`) as InvokeAI's prompt parser, compel, reads them: text behind `.blend()`, a
number of weights that is not the number of prompts, something else than a number among them, `.swap()` inside
of `.blend()`, brackets or quotes without any text, a weight below 1 on nothing, control characters. In SDXL,
weights other than 1 in `.and()`. Texts are followed through nodes that join, split or replace them, through
collections and batches.

Why it is bad: the run fails at the node of the prompt.

How to fix: as the help says. `(...)` and `"..."` can be written as plain text with a backslash: `\\(`.
`--unsafe-fixes` takes out weights that cannot be read, and replaces control characters.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import numbered, quoted
from wflint.models.prompts.meaning import Piece
from wflint.records import NamedTuple
from wflint.rules.base import Context, Rule, fails
from wflint.rules.prompts._compel import COMPEL, CompelPrompt, compel_prompts
from wflint.rules.prompts._fixes import of_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.prompts.tree import NotReadError

RULE = Rule(
    "PR101",
    "a prompt that cannot be read",
    graph=fails(),
    workflow=fails(),
    nodes=COMPEL,
    when="shared.plain:prompt_syntax",
)


class Refusal(NamedTuple):
    """What is wrong, to stand before the input's name; what to do; InvokeAI's own words."""

    says: str
    cure: str
    error: str
    kind: str = ""


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a text and place."""
    told: set[object] = set()
    for prompt in ctx.analysis(compel_prompts):
        fault = _fault(prompt)
        if fault is None or (prompt.pointer, fault) in told:
            continue
        told.add((prompt.pointer, fault))
        yield Finding(
            f"{fault.says} in {ctx.names.input(prompt.node, prompt.field)}",
            prompt.pointer,
            node=prompt.node.id,
            node_type=prompt.node.type,
            field=prompt.field,
            help=fault.cure,
            error=fault.error,
            fix=of_prompt(ctx, prompt, *_FIXES[fault.kind]) if fault.kind in _FIXES else None,
        )


def _fault(prompt: CompelPrompt) -> Refusal | None:
    reading = prompt.reading
    if reading.too_deep:
        return None  # rule slow-prompt
    if reading.failure is not None:
        return _raised(reading.failure)
    if not reading.prompts:
        return Refusal(
            "no text to encode",
            "write some words besides the brackets and withLora()",
            "IndexError: list index out of range",
        )
    for pieces in reading.texts():
        for piece in pieces:
            if type(piece) is Piece and piece.weight < 1 and not piece.text.strip():
                return Refusal(
                    f"a weight of {piece.weight:g} on no text",
                    "take the empty quotes and their weight out, or write words in them",
                    "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
                    "empty",
                )
    if prompt.pooled and any(weight != 1 for weight in reading.weights):
        return Refusal(
            "weights in .and(), which fail with SDXL,",
            "leave the weights of .and() away, or use .blend()",
            "AttributeError: 'tuple' object has no attribute 'shape'",
            "count",
        )
    return None


def _mended(name: str, text: str) -> str | None:
    from wflint.models.prompts import mended

    found: str | None = getattr(mended, name)(text)
    return found


_FIXES = {
    "count": ("take the weights of the operator out", partial(_mended, "without_counts")),
    "blank": ("write a space instead", partial(_mended, "without_blanks")),
    "empty": ("take the empty brackets and their weight out", partial(_mended, "without_empty")),
    "last": ("write no_normalize last", partial(_mended, "with_no_normalize_last")),
    "option": ("take .swap() out, and keep what is used", partial(_mended, "without_swaps")),
}


def _raised(failure: NotReadError) -> Refusal:
    """What compel raises, in words."""
    where = failure.where
    if failure.kind == "count":
        prompts, weights = map(int, where.split())
        operator = ".blend()" if "Blend" in failure.error else ".and()"
        says = f"{numbered(weights, 'weight')} for {numbered(prompts, 'prompt')} of {operator}"
        cure = f"give {operator} {numbered(prompts, 'number')}, or none at all"
        return Refusal(
            says, cure if prompts else "write words in each of the prompts", failure.error, "count"
        )
    if failure.kind == "rest":
        return Refusal(
            f"text behind .blend(): {quoted(where, 20)}",
            "move the text into the quotes of each prompt before .blend()",
            failure.error,
        )
    if failure.kind == "blank":
        return Refusal(
            f"a control character (U+{ord(where[0]):04X})",
            "replace it by a space or a new line",
            failure.error,
            "blank",
        )
    if failure.kind == "swap":
        return Refusal(".swap() inside of .blend()", "write out both prompts, without .swap()", failure.error)
    if failure.kind == "option":
        return Refusal(
            "shape_freedom without a number", "take it out: InvokeAI ignores .swap()", failure.error, "option"
        )
    if where.startswith("+"):
        return Refusal("too many + signs", "use a number as the weight, such as (words)1.3", failure.error)
    cure = "give every prompt a number"
    if where == "no_normalize":
        cure = "write no_normalize last, and only in .blend()"
    return Refusal(f"{quoted(where, 20)} as a weight", cure, failure.error, "last")
