"""Textual inversions named in prompts: ``<name>`` or ``<key>`` (app/util/ti_utils.py)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics.suggest import did_you_mean
from wflint.models.families.bases import FAMILIES, label
from wflint.rules.shared.families import all_families

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.inventory.inventory import Inventory
    from wflint.rules.base import Context

# The pattern is InvokeAI's own.
_TRIGGER = re.compile(r"<[a-zA-Z0-9., _-]+>")
# Prompt nodes that look for textual inversions: prompts with the encoders that read them. The style of SDXL
# is read by the second encoder, the prompt by the first, and by the second too when there is no style.
_PROMPTS: dict[str, dict[str, str]] = {
    "compel": {"prompt": "clip"},
    "sdxl_compel_prompt": {"prompt": "clip", "style": "clip2"},
    "sdxl_refiner_compel_prompt": {"style": "clip2"},
}
_MOST = 20  # triggers of one prompt that are looked up
_TYPE = "embedding"


def unusable(ctx: Context, inventory: Inventory) -> Iterator[tuple[Node, str, Pointer, str]]:
    """Each name that does nothing: the prompt node, its field, where the prompt stands, and why."""
    for node in ctx.graph.nodes.values():
        for field, encoder in _PROMPTS.get(node.type, {}).items():
            found = _prompt(ctx, node, field)
            if found is None or "<" not in found[0]:
                continue
            families = all_families(ctx)
            base = _base(families, node, encoder)
            for trigger in dict.fromkeys(_TRIGGER.findall(found[0])[:_MOST]):
                says = _why_not(inventory, trigger[1:-1], base)
                if says:
                    yield node, field, found[1], f"{field} names {trigger}, {says}"


def _prompt(ctx: Context, node: Node, field: str) -> tuple[str, Pointer] | None:
    """The text of a prompt and where it stands: in the node, or in a string node that feeds it."""
    edges = ctx.graph.into.get((node.id, field))
    if edges:
        source = ctx.graph.nodes.get(edges[0 if ctx.drops_wires else -1].source)
        if source is None or source.type != "string" or (source.id, "value") in ctx.graph.into:
            return None
        node, field = source, "value"
    text = node.values.get(field)
    return (text, node.input_pointer(field)) if type(text) is str else None


def _base(families: Families, node: Node, encoder: str) -> str:
    fact = families.into(node.id, encoder)
    return fact.model.base if fact is not None and fact.model is not None else ""


def _why_not(inventory: Inventory, name: str, base: str) -> str:
    """Why a textual inversion does nothing; empty when it works, or nothing is known of the encoder."""
    by_key = inventory.get(name)
    candidates = (by_key,) if by_key is not None else inventory.named(name, kind=_TYPE)
    if not candidates:
        near = did_you_mean(name, [m.name for m in inventory.of(kind=_TYPE)])
        return f"but the server has no textual inversion of that name{near}"
    if by_key is not None and by_key.type != _TYPE:
        return "which is no textual inversion"
    if base not in FAMILIES or any(record.base == base for record in candidates):
        return ""
    return (
        f"which is made for {label(candidates[0].base)}, but the prompt is read by a model of {label(base)}"
    )
