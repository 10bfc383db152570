"""A template leaves required inputs open for its user.

What it does: counts, once a file, the required inputs that have no value but are exposed in the form or in
the linear view: models, images and the like, which the author of a template cannot choose for others.

Why it is bad: it is not. The web UI enables Invoke as soon as the user has filled them in. The finding tells
which inputs a script has to fill before it can run the workflow.

How to fix: nothing to fix in a template. Choose a value where the workflow is to run as it is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
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
_SHOWN = 4


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a file, at the first open input."""
    slots = ctx.analysis(input_faults).unset_exposed
    if not slots:
        return
    counts = Counter(_kind(ctx, node, name) for node, name in slots)
    parts = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items()]
    named = [f"{ctx.describe(node)}.{name}" for node, name in slots[:_SHOWN]]
    more = f" and {len(slots) - _SHOWN} more" if len(slots) > _SHOWN else ""
    node, name = slots[0]
    yield Finding(
        f"left open for the user to choose: {', '.join(parts)} ({', '.join(named)}{more}). "
        "The web UI enables Invoke once they are set",
        node.input_pointer(name),
        node=node.id,
        node_type=node.type,
        field=name,
    )


def _kind(ctx: Context, node: Node, name: str) -> str:
    definition = ctx.catalogue.node(node.type)
    if definition is None:
        return "value"
    expected = definition.inputs[name].type
    for member in expected.args or (expected,):
        if member.kind == "ref":
            return _KINDS.get(member.name, "value")
    return "value"
