"""A bracket or quotation mark in a prompt without its partner.

What it does: looks for `(`, `)` and `"` without a partner in prompts of SD1.5, SD2 and SDXL. Those written
with a backslash, faces such as `:)`, inches, and numbers such as `1)` are left alone.

Why it is bad: InvokeAI's prompt parser takes the bracket for a character, so that the text encoder reads it
with the words; a weight behind it is lost. Each one that stays open also multiplies the parser's time.

How to fix: close it or take it out. Write `\\(` for a bracket that is meant as text, as
`--unsafe-fixes` does: the image stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.levels import Confidence
from wflint.diagnostics.words import quoted
from wflint.rules.base import Context, Rule, silent
from wflint.rules.prompts._compel import BEARABLE, COMPEL, compel_prompts
from wflint.rules.prompts._fixes import of_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.prompts.meaning import Reading

RULE = Rule(
    "PR104",
    "a bracket in a prompt without its partner",
    graph=silent(),
    workflow=silent(),
    nodes=COMPEL,
    when="shared.plain:prompt_syntax",
)
# A symbol that is escaped, a face, a number or letter of a list; else a bracket.
_SYMBOL = re.compile(
    r"""\\.|[:;=xX8>][-']?[()]+(?![\w(])|(?<!\w)\d{1,2}\)|(?:^|(?<=[,;.] ))[a-zA-Z]\)(?=\s)|(\()|(\))""",
    re.MULTILINE,
)
_QUOTE = re.compile(r'(?<!\\)"')
_WEIGHED = re.compile(r"(?<!\\)[)\"](?:\d*\.\d|\d\b|[+-](?!\w))")
_AROUND = 24  # characters that are shown


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a place."""
    told = set()
    for prompt in ctx.analysis(compel_prompts):
        found = unpaired(prompt.text)
        if found is None or prompt.pointer in told or _is_told(prompt.reading):
            continue
        told.add(prompt.pointer)
        symbol, at = found
        shown = prompt.text[max(0, at - 20) : at + 1] if symbol == ")" else prompt.text[at : at + _AROUND]
        says = "never opened" if symbol == ")" else "never closed"
        yield Finding(
            f"{symbol} that is {says} ({quoted(' '.join(shown.split()), _AROUND)}) in "
            f"{ctx.names.input(prompt.node, prompt.field)}",
            prompt.pointer,
            node=prompt.node.id,
            node_type=prompt.node.type,
            field=prompt.field,
            help=f"add its partner, take it out, or write \\{symbol} for the character",
            then="InvokeAI silently reads it as a character",
            confidence=Confidence.LIKELY,
            fix=of_prompt(ctx, prompt, f"write it as \\{symbol}, the character that it is read as", _escaped),
        )


def _escaped(text: str) -> str | None:
    """Unless a weight stands behind it, which says that its partner was forgotten."""
    from wflint.models.prompts.mended import escaped

    if _WEIGHED.search(text):
        return None
    return escaped(text, unpaired)


def _is_told(reading: Reading) -> bool:
    """Whether another rule says that the prompt does not work at all."""
    return reading.failure is not None or reading.too_deep or reading.seconds >= BEARABLE


def unpaired(text: str) -> tuple[str, int] | None:
    """The first bracket without a partner, and where it stands."""
    opened: list[int] = []
    stray = None
    for found in _SYMBOL.finditer(text):
        if found[1]:
            opened.append(found.start())
        elif found[2]:
            if opened:
                opened.pop()
            elif stray is None:
                stray = found.start()
        elif ")" in found[0] and opened and found[0][0] != "\\":
            opened.pop()  # "(a)" and "(happy :)" close after all
    if opened:
        return "(", opened[0]
    if stray is not None:
        return ")", stray
    quotes = [found.start() for found in _QUOTE.finditer(text)]
    no_inches = [at for at in quotes if not text[at - 1 : at].isdigit()]
    return ('"', no_inches[-1]) if len(quotes) % 2 and len(no_inches) % 2 else None
