"""A model named as InvokeAI 3 did.

What it does: reports model identifiers of the shape `{"model_name": ..., "base_model": ..., "model_type":
...}` in graphs for InvokeAI 4.0 and later. (In a workflow file, value-lost-on-load reports what the web UI
does with them.)

Why it is bad: since 4.0 a model is named by `key`, `hash`, `name`, `base` and `type`, and the server
refuses a graph with the old shape.

How to fix: write the identifier of the same model there. `/api/v2/models/` of a server lists them, and
`wflint models pull` writes them into a file. With such a list `--fix` does it, where the list has exactly one
model of that name, base and type.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.models.flow.reference import read_reference
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

RULE = Rule(
    "MD109", "a model is named as InvokeAI 3 did", graph=rejected(), when="shared.inputs:input_faults.legacy"
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a model."""
    for node, name in ctx.analysis(input_faults).legacy:
        ref = read_reference(node.values[name], node.id, name)
        model = ref.describe() if ref is not None else "a model"
        yield Finding(
            f"{ctx.names.input(node, name)} names {model} as InvokeAI 3 did",
            node.input_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            help="choose the model again, or write its key, hash, name, base and type",
            group="models are named as InvokeAI 3 did",
            fix=partial(_fix, ctx, node, name),
        )


def _fix(ctx: Context, node: Node, name: str) -> Fix | None:
    """Safe: the server refuses the old shape, and only one model is meant."""
    inventory, value = ctx.options.inventory, node.values[name]
    ref = read_reference(value, node.id, name)
    if inventory is None or ref is None or not (ref.name and ref.base) or type(value) is not dict:
        return None
    kind = ref.type or _TYPES.get(name)
    found = inventory.named(ref.name, ref.base, kind)
    if len(found) != 1:
        return None
    from wflint.diagnostics.fix import Safety
    from wflint.rules.models._fixes import as_today

    return as_today(value, node.input_pointer(name), found[0], Safety.SAFE if kind else Safety.UNSAFE)


# What 3.x left out where the input takes only one type.
_TYPES = {
    "lora": "lora",
    "control_model": "controlnet",
    "vae_model": "vae",
    "ip_adapter_model": "ip_adapter",
    "t2i_adapter_model": "t2i_adapter",
}
