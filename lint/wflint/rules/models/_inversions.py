"""Textual inversions named in prompts: ``<name>`` or ``<key>`` (app/util/ti_utils.py)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics.suggest import nearest, slip
from wflint.diagnostics.words import article, elide
from wflint.models.families.bases import FAMILIES, label, type_label
from wflint.records import NamedTuple
from wflint.rules.shared.families import all_runs
from wflint.rules.shared.text_fixes import another_text
from wflint.rules.shared.texts import is_a_name, places_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
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
    """A name that does nothing: where the prompt is read, where it stands, why, and what to do.

    ``error`` is InvokeAI's where the run fails over it.
    """

    node: Node
    field: str
    pointer: Pointer
    name: str
    says: str
    cure: str
    error: str = ""
    fix: Callable[[], Fix | None] | None = None


def unusable(ctx: Context, inventory: Inventory) -> Iterator[Unusable]:
    """Each such name of each prompt."""
    for node in ctx.graph.nodes.values():
        for field, encoder in _PROMPTS.get(node.type, {}).items():
            bases = dict.fromkeys(_base(families, node, encoder) for families in ctx.analysis(all_runs))
            for text, pointer in places_at(ctx, node, field):
                if "<" not in text:
                    continue
                for trigger in dict.fromkeys(_TRIGGER.findall(text)[:_MOST]):
                    whys = (_why_not(inventory, trigger[1:-1], base, text) for base in bases)
                    why = next((why for why in whys if why is not None), None)
                    if why is not None:
                        says, cure, error, meant = (*why, "", "")[:4]
                        fix = None
                        if meant:
                            title = f"write <{elide(meant)}>"
                            make = partial(_respelt, trigger, f"<{meant}>")
                            fix = another_text(ctx, node, field, (text, pointer), title, make)
                        yield Unusable(node, field, pointer, elide(trigger), says, cure, error, fix)


def _respelt(trigger: str, meant: str, text: str) -> str:
    return text.replace(trigger, meant)


def _base(families: Families, node: Node, encoder: str) -> str:
    fact = families.into(node.id, encoder)
    return fact.model.base if fact is not None and fact.model is not None else ""


def _why_not(inventory: Inventory, name: str, base: str, text: str) -> tuple[str, ...] | None:
    """Why a textual inversion does nothing, what to do, the error if there is one, and what name is meant.

    None when it works, when nothing is known of the encoder, or when nobody means one by it.
    """
    by_key = inventory.get(name)
    candidates = (by_key,) if by_key is not None else inventory.named(name, kind=_TYPE)
    if not candidates:
        names = [m.name for m in inventory.of(kind=_TYPE)]
        if is_a_name(name, text):
            near = nearest(name, names)
            meant = near[0] if near else None
        else:
            meant = slip(name.strip(), names) if any(map(str.isalnum, name)) else None
            if meant is None:
                return None
        cure = f"write <{elide(meant)}>" if meant else "install it, or take its name out of the prompt"
        return f"is not in {elide(inventory.name)}", cure, "", meant or ""
    if by_key is not None and by_key.type != _TYPE:
        return f"is {article(type_label(by_key.type))}", "use the name of a textual inversion"
    fitting = [record for record in candidates if record.base == base]
    if len(fitting) > 1:
        return (
            f"is the name of {len(fitting)} textual inversions for {label(base)}",
            f"write the key of one, such as <{elide(fitting[0].key)}>",
            "ValueError: More than one model found with name ...",
        )
    if base not in FAMILIES or fitting:
        return None
    return (
        f"is for {label(candidates[0].base)}, not {label(base)}",
        f"use a textual inversion for {label(base)}",
    )
