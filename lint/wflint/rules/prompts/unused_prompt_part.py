"""A part of a prompt that InvokeAI leaves out.

What it does: reports what InvokeAI's prompt parser understands and InvokeAI's nodes then do nothing with:
`.swap()`, of which only what stands before it is used; `withLora()` and `useLora()`, which apply no LoRA;
text behind `.and()`, which is not read at all.

Why it is bad: the image lacks what the prompt asks for, and no error tells.

How to fix: write the words that you want instead of `.swap()`, apply a LoRA with its loader node, and put
text into the quotes of `.and()`. `--unsafe-fixes` takes out what is left out anyway: the image stays as it
is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import quoted
from wflint.models.prompts.meaning import Piece, Swapped
from wflint.rules.base import Context, Rule, silent
from wflint.rules.prompts._compel import COMPEL, read_prompts
from wflint.rules.prompts._fixes import of_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.prompts.meaning import Reading

RULE = Rule(
    "PR105",
    "a part of a prompt that is left out",
    graph=silent(),
    workflow=silent(),
    nodes=COMPEL,
    when="shared.plain:prompt_syntax",
)
_SHOWN = 20  # characters of a text


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a kind and place."""
    told = set()
    for prompt in ctx.analysis(read_prompts):
        for kind, says, cure, then in _left_out(prompt.reading):
            if (prompt.pointer, kind) in told:
                continue
            told.add((prompt.pointer, kind))
            yield Finding(
                f"{says} in {ctx.names.input(prompt.node, prompt.field)} {_ENDS[kind]}",
                prompt.pointer,
                node=prompt.node.id,
                node_type=prompt.node.type,
                field=prompt.field,
                help=cure,
                then=then,
                fix=of_prompt(ctx, prompt, _TITLES[kind], partial(_without, kind)),
            )


_ENDS = {"swap": "has no effect", "lora": "applies no LoRA", "rest": "is not read"}


_TITLES = {
    "swap": "take .swap() out, and keep what is used",
    "lora": "take withLora() out",
    "rest": "take out the text behind .and()",
}


def _without(kind: str, text: str) -> str | None:
    from wflint.models.prompts import mended

    makers = {"swap": mended.without_swaps, "lora": mended.without_loras, "rest": mended.without_rest}
    return makers[kind](text)


def _left_out(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    swapped = next((p for pieces in reading.texts() for p in pieces if type(p) is Swapped), None)
    if swapped is not None:
        original, edited = _words(swapped.original), _words(swapped.edited)
        cure = f"write {quoted(edited, _SHOWN)} itself, or take .swap() out" if edited else "take .swap() out"
        used = f"InvokeAI silently uses {quoted(original, _SHOWN)}" if original else ""
        yield "swap", f".swap({edited if len(edited) < _SHOWN else '...'})", cure, used
    if reading.loras:
        name = reading.loras[0][0]
        cure = "take it out, and apply the LoRA with a LoRA loader node"
        yield "lora", f"withLora({name[:_SHOWN]})", cure, "InvokeAI silently leaves it out"
    if reading.rest:
        cure = "put the text into the quotes before .and()"
        yield "rest", f"text behind .and() ({quoted(reading.rest, _SHOWN)})", cure, ""


def _words(pieces: list[Piece | Swapped]) -> str:
    texts = [piece.text for piece in pieces if type(piece) is Piece]
    return " ".join(" ".join(texts).split())
