"""A value that the web UI does not keep when it loads the workflow.

What it does: reports literal values in a workflow that the web UI drops or replaces when it loads the file.
It reads values without looking at the node's inputs, as the first match in a list of all kinds of values it
can edit: numbers, texts, images, models, colours, lists of one kind, generators ... A list of mixed kinds
matches nothing and is dropped. An object that matches nothing becomes a float generator, because every
member of that type has a default: models of workflows from before 4.0 (`{"model_name": ..., "base_model":
...}`), or UNet and latents objects. Values of connected inputs, and of inputs that take connections only,
do not matter and are not reported.

Why it is bad: there is no warning. A dropped value falls back to the default of the node, or leaves a
required input empty, so that the Invoke button stays grey; a float generator in the place of a model makes
the server refuse the graph.

How to fix: set the value again in the web UI and export the workflow, or correct it in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Severity, Stage
from wflint.graph.reading.faults import shown
from wflint.graph.webui.profile import OLD_FORMATS, profile
from wflint.rules.base import Context, Rule, rejected, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Lost, Node

RULE = Rule(
    "SH110",
    "the web UI does not keep a value when it loads the workflow",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.plain:lost_values",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a value."""
    if not ctx.is_workflow:
        return
    old = ctx.document.version in (*OLD_FORMATS, None)
    for node in ctx.graph.nodes.values():
        if not node.lost or (old and not profile(ctx.catalogue).types_migrate):
            continue
        known = ctx.catalogue.node(node.type)
        if known is None:
            continue
        for name, lost in node.lost.items():
            field = known.inputs.get(name)
            if field is None and not known.extra:
                continue
            if field is not None and (field.kind == "connection" or (node.id, name) in ctx.graph.into):
                continue
            yield _finding(ctx, node, name, lost, field is not None and field.required)
    for node_id, name in ctx.graph.nulls:
        yield from _null(ctx, ctx.graph.nodes.get(node_id), name)


def _null(ctx: Context, node: Node | None, name: str) -> Iterator[Finding]:
    """A null that means something else than the default, which the node gets in its place."""
    known = ctx.catalogue.node(node.type) if node else None
    field = known.inputs.get(name) if known else None
    if node is None or field is None or field.kind == "connection" or (node.id, name) in ctx.graph.into:
        return
    if field.type.nullable and field.default is not None:
        yield Finding(
            f"{ctx.describe(node)}: the web UI drops the null of {name} when it loads the workflow, and the "
            f"node runs with its default ({shown(field.default)})",
            node.declared_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=silent(Stage.LOAD),
        )


def _finding(ctx: Context, node: Node, name: str, lost: Lost, required: bool) -> Finding:
    becomes = lost.becomes
    if type(becomes) is dict and "type" in becomes and ctx.catalogue.node("float_generator") is None:
        becomes = None  # before there were generators such an object was dropped
    outcome = None
    if becomes is None:
        then = "drops it when it loads the workflow"
        if required:
            then += ", and then wants a value before it runs anything"
            outcome = rejected(Stage.READY)
        else:
            then += ", and the node runs with its default"
    elif type(becomes) is dict and "type" in becomes:
        kind = str(becomes["type"]).replace("_", " ")
        then = f"takes it for a {kind} when it loads the workflow, which the server refuses"
        outcome = rejected()
    elif type(becomes) is dict:
        then = "takes it for a board when it loads the workflow, and the batch cannot be made"
        outcome = rejected(Stage.READY)
    else:
        then = f"rounds it to {becomes} when it loads the workflow"
    return Finding(
        f"{ctx.describe(node)}: the web UI does not understand the value of {name} "
        f"({_described(lost.value)}): it {then}. Set it again in the web UI",
        node.input_pointer(name),
        node=node.id,
        node_type=node.type,
        field=name,
        outcome=outcome,
    )


def _described(value: Any) -> str:
    if type(value) is dict:
        if "model_name" in value:
            return "a model as before InvokeAI 4.0"
        names = ", ".join(shown(key, 20) for key in list(value)[:3])
        return f"an object with {names}" if names else "an empty object"
    if type(value) is list:
        return "a list of mixed or unknown kinds"
    return shown(value)
