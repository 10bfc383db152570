"""A prompt whose brackets keep InvokeAI's prompt parser busy for very long.

What it does: works out how long InvokeAI's prompt parser takes for a prompt of SD1.5, SD2 or SDXL, in the
time that the text is long. Every `(` inside of another multiplies the parser's time by four, if it is never
closed or has no weight behind it. From some forty on the parser may fail for want of stack.

Why it is bad: ten such brackets take the better part of an hour, in which the server runs nothing else and
cannot cancel.

How to fix: close the brackets, and write one bracket with a number, `(words)1.3`, rather than many. Write
brackets that are meant as text as `\\(` and `\\)`. `--unsafe-fixes` does it where the words and
weights stay the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.models.prompts.grammar import STACK
from wflint.rules.base import Context, Rule, advice, fails
from wflint.rules.prompts._compel import BEARABLE, COMPEL, compel_prompts
from wflint.rules.prompts._fixes import of_prompt, translated
from wflint.rules.prompts._habits import foreign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.models.prompts.meaning import Reading

RULE = Rule(
    "PR102",
    "a prompt that keeps the parser busy for very long",
    graph=fails(),
    workflow=fails(),
    nodes=COMPEL,
    when="shared.plain:prompt_syntax",
)
_TOO_LONG = 30.0
_FOREVER = 86_400.0
_SERVER_CALLS = 200  # that may be open in the server already
_ERROR = "RecursionError: maximum recursion depth exceeded"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a place."""
    told = set()
    for prompt in ctx.analysis(compel_prompts):
        reading = prompt.reading
        if (reading.seconds < BEARABLE and not reading.too_deep) or prompt.pointer in told:
            continue
        told.add(prompt.pointer)
        time = spelled(reading.seconds)
        where = ctx.names.input(prompt.node, prompt.field)
        yield Finding(
            f"brackets too deep for the prompt parser in {where}"
            if reading.too_deep
            else f"brackets that take the prompt parser {time} in {where}",
            prompt.pointer,
            node=prompt.node.id,
            node_type=prompt.node.type,
            field=prompt.field,
            help="close every (, and write (words)1.3 rather than many brackets",
            error=_ERROR if reading.too_deep else "",
            then=_then(reading, time),
            outcome=None if reading.too_deep or reading.seconds >= _TOO_LONG else advice(),
            fix=of_prompt(ctx, prompt, "write one bracket for several, and \\( for an open one", _quicker),
        )


def _quicker(text: str) -> str | None:
    from wflint.models.prompts.mended import quicker
    from wflint.rules.prompts.unpaired_bracket import unpaired

    # Where brackets are Automatic1111's weights, none may be lost before they are translated.
    new = translated(text) if any(kind in ("weight", "square") for kind, _ in foreign(text)) else None
    return new or quicker(text, unpaired)


def _then(reading: Reading, time: str) -> str:
    if reading.seconds > _FOREVER and reading.deepest > STACK - _SERVER_CALLS:
        return f"the server stands still for {time}, or the run fails"
    if reading.too_deep:
        return ""
    return f"the server stands still for {time}"


def spelled(seconds: float) -> str:
    """A time in words, with the precision that an estimate has."""
    if seconds < 90:
        return f"about {seconds:.0f} seconds"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} minutes"
    if seconds < _FOREVER:
        return f"about {seconds / 3600:.0f} hours"
    return "days"
