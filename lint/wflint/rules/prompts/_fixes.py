"""Fixes of prompts that rules of this area share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.rules.prompts._habits import foreign
from wflint.rules.shared.text_fixes import another_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics.fix import Fix
    from wflint.rules.base import Context
    from wflint.rules.prompts._compel import CompelPrompt

_TRANSLATED = frozenset({"weight", "square", "break"})


def of_prompt(
    ctx: Context, prompt: CompelPrompt, title: str, make: Callable[[str], str | None]
) -> Callable[[], Fix | None]:
    """The same for a prompt that compel reads."""
    return another_text(ctx, prompt.node, prompt.field, (prompt.text, prompt.pointer), title, make)


def of_habit(ctx: Context, prompt: CompelPrompt, kind: str) -> Callable[[], Fix | None] | None:
    """What mends the syntax of another program: weights, square brackets and BREAK are translated."""
    if kind == "lora":
        place = (prompt.text, prompt.pointer)
        title = "take the LoRA tag out"
        return another_text(ctx, prompt.node, prompt.field, place, title, without_tags, shown=True)
    if kind not in _TRANSLATED:
        return None
    title = "write BREAK as .and()" if kind == "break" else "write the weights as InvokeAI reads them"
    return of_prompt(ctx, prompt, title, translated)


def translated(text: str) -> str | None:
    """Automatic1111's syntax in compel's; in a prompt that has both, its weights only."""
    from wflint.models.prompts.a1111 import has_both, only_weights, to_compel

    new = only_weights(text) if has_both(text) else to_compel(text)
    if new is None or any(kind in ("weight", "break") for kind, _ in foreign(new)):
        return None
    return new


def without_tags(text: str) -> str | None:
    """The text without ``<lora:name:0.8>``, and the commas around it."""
    import re

    tag = r"\s{0,9},?\s{0,9}<(?:lora|lyco|hypernet|lycoris):[^<>\n]{1,200}>"
    new = re.sub(tag, "", text, flags=re.IGNORECASE)
    new = new.lstrip(" ,")
    return new if new.strip() and new != text else None
