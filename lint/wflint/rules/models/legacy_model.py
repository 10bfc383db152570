"""A model named as InvokeAI 3 did.

What it does: reports model identifiers of the shape `{"model_name": ..., "base_model": ..., "model_type":
...}` in graphs for InvokeAI 4.0 and later. (In a workflow file, value-lost-on-load reports what the web UI
does with them.)

Why it is bad: since 4.0 a model is named by `key`, `hash`, `name`, `base` and `type`, and the server
refuses a graph with the old shape.

How to fix: write the identifier of the same model there. `/api/v2/models/` of a server lists them, and
`wflint models pull` writes them into a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.models.flow.reference import read_reference
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        )
