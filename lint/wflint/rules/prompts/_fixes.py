"""Fixes of prompts: another text where the prompt stands in the file, if it stands there as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.fix import display, replace, unsafe
from wflint.rules.prompts._habits import foreign

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node
    from wflint.rules.base import Context
    from wflint.rules.prompts._compel import CompelPrompt

_TRANSLATED = frozenset({"weight", "square", "break"})


def another_text(
    ctx: Context,
    node: Node,
    field: str,
    place: tuple[str, Pointer],
    title: str,
    make: Callable[[str], str | None],
    *,
    shown: bool = False,
) -> Callable[[], Fix | None]:
    """The text at a place as ``make`` writes it; unsafe, for the request has another text then.

    ``shown``: only an example, for it gives up what the author wanted.
    """

    def fix() -> Fix | None:
        text, pointer = place
        if not _stands(ctx, node, field, text, pointer):
            return None
        new = make(text)
        if new is None or new == text:
            return None
        return (display if shown else unsafe)(title, replace(*pointer, value=new))

    return fix


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


def _stands(ctx: Context, node: Node, field: str, text: str, pointer: Pointer) -> bool:
    """Whether the text itself is at the pointer, and is what is read: not behind an edge."""
    if (node.id, field) in ctx.graph.into and pointer in (
        node.declared_pointer(field),
        node.input_pointer(field),
    ):
        return False
    found: Any = ctx.document.data
    for part in pointer:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return False
    return type(found) is str and found == text
