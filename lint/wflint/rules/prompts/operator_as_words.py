"""Syntax of a prompt that InvokeAI's prompt parser reads as words.

What it does: reports `.blend()`, `.and()`, `.attend()`, `.swap()` and weights such as `(...)1.3` or `"..."++`
in prompts of SD1.5, SD2 and SDXL that the parser does not take for syntax, because of what stands around or
inside: text before `.blend()` or `.and()`; a lone `-`, a `+` or an `=` inside the brackets; a bracket that is
never closed; something that is not a number behind a comma.

Why it is bad: the operator and its numbers become part of the text, and the weight or the mix is lost. No
error tells.

How to fix: let `.blend()` and `.and()` be the whole prompt; put text in the quotes. Write symbols that are
meant as text with a backslash: `\\-`, `\\(`;
`--unsafe-fixes` does so where that gives a bracket its weight.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import elide
from wflint.rules.base import Context, Rule, silent
from wflint.rules.prompts._compel import COMPEL, compel_prompts
from wflint.rules.prompts._fixes import of_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.rules.prompts._compel import CompelPrompt

RULE = Rule(
    "PR103",
    "syntax of a prompt that is read as words",
    graph=silent(),
    workflow=silent(),
    nodes=COMPEL,
    when="shared.plain:prompt_syntax",
)
_MIXED = re.compile(r"""[)"]\s{0,9}\.(blend|and|add)\s{0,9}\(""")
_CALLED = re.compile(r"(?<!\\)\.(attend|swap)\(")
_WEIGHT = re.compile(r"""(?<!\\)\)(?:\d*\.\d+|\++|-+)(?![\w(])|(?<=[^\s\\])"(?:\d*\.\d+|\+\+|--)(?![\w"])""")


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a kind and place."""
    told = set()
    for prompt in ctx.analysis(compel_prompts):
        for kind, says, cure in _lost(prompt):
            if (prompt.pointer, kind) in told:
                continue
            told.add((prompt.pointer, kind))
            yield Finding(
                f"{says} in {ctx.names.input(prompt.node, prompt.field)}, read as words",
                prompt.pointer,
                node=prompt.node.id,
                node_type=prompt.node.type,
                field=prompt.field,
                help=cure,
                then="InvokeAI silently reads it as words",
                fix=of_prompt(ctx, prompt, "write a backslash before the sign", _escaped)
                if kind == "weight"
                else None,
            )


def _escaped(text: str) -> str | None:
    from wflint.models.prompts.mended import with_escaped_signs

    return with_escaped_signs(text)


def _lost(prompt: CompelPrompt) -> Iterator[tuple[str, str, str]]:
    """What is lost of a prompt: its kind, what to call it, and what to do."""
    reading = prompt.reading
    if reading.failure is not None or reading.too_deep:
        return
    mixed = _MIXED.findall(prompt.text)
    if len(mixed) > reading.joined:
        name = mixed[-1]
        cure = f"put all text into the quotes before .{name}(): it must be the whole prompt"
        yield "mixed", f".{name}()", cure
        return  # the rest of such a prompt is no better
    for word in reading.free:
        called = _CALLED.search(word)
        if called is not None:
            cure = f"put the words before .{called[1]}() into quotes or brackets, and close all of them"
            yield called[1], f".{called[1]}()", cure
        weight = _WEIGHT.search(word)
        if weight is not None:
            cure = "close the brackets, and write \\- for a lone -, \\= for = inside of them"
            yield "weight", f"the weight {elide(weight[0][1:], 12)}", cure
