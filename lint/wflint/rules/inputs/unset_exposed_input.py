"""A template leaves required inputs open for its user.

What it does: reports required inputs that have no value but are exposed in the form or in the linear view:
models, images and the like, which the author of a template leaves to its user.

Why it is bad: it is not. The web UI enables Invoke as soon as the user has filled them in. The finding says
which inputs a script has to fill before it can run the workflow.

How to fix: nothing to fix in a template. Choose a value where the workflow is to run as it is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import listed
from wflint.rules.base import Context, Rule, advice
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "IN104",
    "a template leaves required inputs open for its user",
    workflow=advice(Stage.READY, Severity.INFO),
    when="shared.inputs:input_faults.unset_exposed",
)
_KINDS = {
    "ModelIdentifierField": "model",
    "ImageField": "image",
    "VideoField": "video",
    "BoardField": "board",
}


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an input."""
    slots = ctx.analysis(input_faults).unset_exposed
    known: dict[tuple[str, str], str] = ctx.catalogue.memo.setdefault("kinds of slots", {})
    counts: dict[str, int] = {}
    for node, name in slots:
        try:
            kind = known[node.type, name]
        except KeyError:
            kind = known[node.type, name] = _kind(ctx, node, name)
        counts[kind] = counts.get(kind, 0) + 1
    kinds = listed([f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items()])
    for node, name in slots:
        yield Finding(
            partial(_message, ctx, node, name),
            node.input_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            help="give it a value before a script runs the workflow",
            group=f"left for the user to choose: {kinds}",
        )


def _message(ctx: Context, node: Node, name: str) -> str:
    return f"{ctx.names.input(node, name)} is left for the user to choose"


def _kind(ctx: Context, node: Node, name: str) -> str:
    definition = ctx.catalogue.node(node.type)
    if definition is None:
        return "value"
    expected = definition.inputs[name].type
    for member in expected.args or (expected,):
        if member.kind == "ref":
            return _KINDS.get(member.name, "value")
    return "value"
