"""Prompt syntax where nothing reads it.

What it does: looks for weights such as `(word)1.3`, `word++` and `(word:1.3)`, for `.blend()` and its kin,
LoRA tags, textual inversions such as `<name>` and choices such as `{red|green}` in the prompts of families
whose text encoders read plain text: FLUX, SD3, Z-Image, CogView4, Qwen-Image, Wan and so on.

Why it is bad: only the prompts of SD1.5, SD2 and SDXL have such a language. Here its signs and numbers are
words, and no LoRA or textual inversion is applied.

How to fix: say it in words, apply LoRAs with the family's loader node, and let a `dynamic_prompt` node make
choices. `--unsafe-fixes` takes weights out and keeps the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.levels import Confidence
from wflint.diagnostics.words import quoted
from wflint.rules.base import Context, Rule, silent
from wflint.rules.prompts._fixes import without_tags
from wflint.rules.prompts._habits import compels, foreign
from wflint.rules.shared.text_fixes import another_text
from wflint.rules.shared.texts import places_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

PLAIN = frozenset((
    "alibabacloud_image_generation", "anima_text_encoder", "cogview4_text_encoder",
    "ernie_image_text_encoder", "flux2_dev_text_encoder", "flux2_klein_text_encoder", "flux_text_encoder",
    "gemini_image_generation", "krea2_text_encoder",
    "openai_image_generation", "qwen_image_text_encoder", "sd3_text_encoder",
    "seedream_image_generation", "wan_text_encoder", "z_image_text_encoder",
))  # fmt: skip
RULE = Rule(
    "PR107",
    "prompt syntax where nothing reads it",
    graph=silent(),
    workflow=silent(),
    nodes=PLAIN,
    when="shared.plain:prompt_syntax",
)
_WAYS = {
    "compel": ("syntax", "say it in words: only prompts of SD1.5, SD2 and SDXL have weights and operators"),
    "weight": ("weight", "say it in words: prompts of this family have no weights"),
    "lora": ("LoRA tag", "take it out, and apply the LoRA with the family's LoRA loader node"),
    "call": ("LoRA", "take it out, and apply the LoRA with the family's LoRA loader node"),
    "choice": ("choice", "let a Dynamic Prompt node (dynamic_prompt) make the choice"),
    "trigger": ("textual inversion", "take it out: only SD1.5, SD2 and SDXL have textual inversions"),
}
_LONGEST = 20_000


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a kind and place."""
    told = set()
    for node in ctx.graph.nodes.values():
        if node.type not in PLAIN:
            continue
        for field, text, pointer in _texts(ctx, node):
            if len(text) > _LONGEST:
                continue
            for kind, found in (*compels(text), *foreign(text)):
                if (pointer, kind) in told or kind not in _WAYS:
                    continue
                told.add((pointer, kind))
                name, cure = _WAYS[kind]
                yield Finding(
                    f"{name} {quoted(' '.join(found.split()), 30)} in {ctx.names.input(node, field)} "
                    "is read as words",
                    pointer,
                    node=node.id,
                    node_type=node.type,
                    field=field,
                    help=cure,
                    then="InvokeAI silently reads it as words",
                    confidence=Confidence.LIKELY,
                    fix=_fix(ctx, node, field, (text, pointer), kind),
                )


def _fix(
    ctx: Context, node: Node, field: str, place: tuple[str, Pointer], kind: str
) -> Callable[[], Fix | None] | None:
    if kind == "lora":
        return another_text(ctx, node, field, place, "take the LoRA tag out", without_tags, shown=True)
    if kind not in ("compel", "weight"):
        return None
    return another_text(ctx, node, field, place, "take the weights out", _plain)


def _plain(text: str) -> str | None:
    from wflint.models.prompts.mended import plain

    return plain(text)


def _texts(ctx: Context, node: Node) -> Iterator[tuple[str, str, Pointer]]:
    for field in ("prompt", "negative_prompt"):
        if field == "prompt" or field in node.values or (node.id, field) in ctx.graph.into:
            for text, pointer in places_at(ctx, node, field):
                yield field, text, pointer
