"""The prompts that compel reads, and what it makes of each: what the rules of this area share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.prompts.meaning import Reading, read
from wflint.records import NamedTuple
from wflint.rules.shared.texts import places_at, texts_at

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

# The inputs of each node that go through compel.
FIELDS: dict[str, tuple[str, ...]] = {
    "compel": ("prompt",),
    "sdxl_compel_prompt": ("prompt", "style"),
    "sdxl_refiner_compel_prompt": ("style",),
}
COMPEL = frozenset(FIELDS)
# Calls that are open in InvokeAI's process when it calls compel, at least.
_OPEN_CALLS = 10
# Seconds of the parser that nobody needs to hear of.
BEARABLE = 3.0


class CompelPrompt(NamedTuple):
    """One text that an input of a node gives to compel. ``pooled``: SDXL's second text encoder reads it."""

    node: Node
    field: str
    text: str
    pointer: Pointer
    reading: Reading
    pooled: bool


def compel_prompts(ctx: Context) -> list[CompelPrompt]:
    """Every prompt of the document; call it through ``ctx.analysis(compel_prompts)``."""
    found = []
    known: dict[str, Reading | None] = {}  # workflows repeat their prompts
    for node in ctx.graph.nodes.values():
        for field in FIELDS.get(node.type, ()):
            for text, pointer in places_at(ctx, node, field):
                if text not in known:
                    known[text] = read(text, _OPEN_CALLS)
                reading = known[text]
                if reading is not None and text:
                    found.append(
                        CompelPrompt(node, field, text, pointer, reading, _is_pooled(ctx, node, field))
                    )
    return found


def read_prompts(ctx: Context) -> list[CompelPrompt]:
    """Those that compel makes something of; call it through ``ctx.analysis(read_prompts)``."""
    prompts = ctx.analysis(compel_prompts)
    return [p for p in prompts if p.reading.failure is None and not p.reading.too_deep]


def _is_pooled(ctx: Context, node: Node, field: str) -> bool:
    """The second encoder reads the style, or the prompt where there is no style."""
    if node.type == "compel" or field == "style":
        return node.type != "compel"
    styles, whole = texts_at(ctx, node, "style")
    return whole and all(not text.strip() for text, _ in styles)
