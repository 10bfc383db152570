"""Textual inversions named in prompts: ``<name>`` or ``<key>`` (app/util/ti_utils.py)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import article, elide
from wflint.models.families.bases import FAMILIES, label, type_label
from wflint.records import NamedTuple
from wflint.rules.shared.families import all_runs

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


class Unusable(NamedTuple):
    """A name that does nothing: where the prompt is read, where it stands, why, and what to do."""

    node: Node
    field: str
    pointer: Pointer
    name: str
    says: str
    cure: str


def unusable(ctx: Context, inventory: Inventory) -> Iterator[Unusable]:
    """Each such name of each prompt."""
    for node in ctx.graph.nodes.values():
        for field, encoder in _PROMPTS.get(node.type, {}).items():
            found = _prompt(ctx, node, field)
            if found is None or "<" not in found[0]:
                continue
            bases = dict.fromkeys(_base(families, node, encoder) for families in ctx.analysis(all_runs))
            for trigger in dict.fromkeys(_TRIGGER.findall(found[0])[:_MOST]):
                whys = (_why_not(inventory, trigger[1:-1], base) for base in bases)
                why = next((why for why in whys if why is not None), None)
                if why is not None:
                    yield Unusable(node, field, found[1], elide(trigger), *why)


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


def _why_not(inventory: Inventory, name: str, base: str) -> tuple[str, str] | None:
    """Why a textual inversion does nothing, and what to do; None when it works, or when nothing is known of
    the encoder.
    """
    by_key = inventory.get(name)
    candidates = (by_key,) if by_key is not None else inventory.named(name, kind=_TYPE)
    if not candidates:
        near = nearest(name, [m.name for m in inventory.of(kind=_TYPE)])
        cure = f"write <{elide(near[0])}>" if near else "install it, or take its name out of the prompt"
        return f"is not in {elide(inventory.name)}", cure
    if by_key is not None and by_key.type != _TYPE:
        return f"is {article(type_label(by_key.type))}", "use the name of a textual inversion"
    if base not in FAMILIES or any(record.base == base for record in candidates):
        return None
    return (
        f"is for {label(candidates[0].base)}, not {label(base)}",
        f"use a textual inversion for {label(base)}",
    )
