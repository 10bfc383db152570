"""Syntax of other programs in a prompt.

What it does: looks in prompts of SD1.5, SD2 and SDXL for what other programs understand and InvokeAI does
not: weights such as `(word:1.2)`, `<lora:name:0.7>`, square brackets, `BREAK`, a `withLora()` with a name
that it cannot have, and choices such as `{red|green}`, which only the node `dynamic_prompt` makes.

Why it is bad: all of it is read as words, with its numbers and brackets, at a weight of 1. No LoRA is
applied, and no choice is made.

How to fix: write weights as `(word)1.2`, apply LoRAs with a LoRA loader node, and let a `dynamic_prompt` node
make the choices. `--unsafe-fixes` writes weights, square brackets and `BREAK` as InvokeAI reads them, with
the weights that the other program means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.levels import Confidence
from wflint.diagnostics.words import quoted
from wflint.rules.base import Context, Rule, silent
from wflint.rules.prompts._compel import COMPEL, read_prompts
from wflint.rules.prompts._fixes import of_habit
from wflint.rules.prompts._habits import foreign

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "PR106",
    "syntax of other programs in a prompt",
    graph=silent(),
    workflow=silent(),
    nodes=COMPEL,
    when="shared.plain:prompt_syntax",
)
# What to call each, and what to do instead.
WAYS = {
    "weight": ("weight", "write the weight behind the bracket: (words)1.2"),
    "lora": ("LoRA tag", "take it out, and apply the LoRA with a LoRA loader node"),
    "call": ("LoRA", "take it out, and apply the LoRA with a LoRA loader node"),
    "choice": ("choice", "let a Dynamic Prompt node (dynamic_prompt) make the choice"),
    "square": ("bracket", "write (words)0.8 for less weight, or take the brackets out"),
    "break": ("keyword", 'use ("one", "two").and() for separate prompts'),
}


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a kind and place."""
    told = set()
    for prompt in ctx.analysis(read_prompts):
        for kind, text in foreign(prompt.text):
            if (prompt.pointer, kind) in told or (kind == "call" and prompt.reading.loras):
                continue
            told.add((prompt.pointer, kind))
            name, cure = WAYS[kind]
            yield Finding(
                f"{name} {quoted(' '.join(text.split()), 30)} in "
                f"{ctx.names.input(prompt.node, prompt.field)} is read as words",
                prompt.pointer,
                node=prompt.node.id,
                node_type=prompt.node.type,
                field=prompt.field,
                help=cure,
                then="InvokeAI silently reads it as words",
                confidence=Confidence.LIKELY,
                fix=of_habit(ctx, prompt, kind),
            )
