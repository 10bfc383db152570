"""A value that the web UI does not keep when it loads the workflow.

What it does: reports values in a workflow that the web UI drops or replaces when it loads the file. It
reads each as the first match in a list of all kinds of values that it can edit: numbers, strings, images,
models, colours, lists of one kind, generators ... A list of mixed kinds matches nothing and is dropped. An
object that matches nothing else is read as a float generator, because every member of that type has a
default: models saved by InvokeAI 3 (`{"model_name": ..., "base_model": ...}`), or UNet and latents objects.
Values of connected inputs, and of inputs that take connections only, do not matter and are not reported.

Why it is bad: the web UI shows no warning. For a dropped value the node runs with its default, or a required
input stays empty and the Invoke button grey. With a float generator in place of a model the server refuses
the graph.

How to fix: set the value again in the web UI and export the workflow, or correct it in the file. `--fix`
removes what the web UI drops, if the node has a default for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.fix import remove, replace, safe
from wflint.diagnostics.words import article, elide, listed, quoted
from wflint.graph.reading.faults import shown
from wflint.graph.webui.profile import OLD_FORMATS, profile
from wflint.rules.base import Context, Rule, rejected, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
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
            f"{ctx.names.input(node, name)} is null, which the web UI does not keep on load",
            node.declared_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=silent(Stage.LOAD),
            help="write the value that is wanted, or leave the input out for the default",
            then=f"the web UI silently drops it; the node runs with its default, {shown(field.default, 30)}",
            fix=safe("remove the null", remove(*node.declared_pointer(name), "value")),
        )


def _finding(ctx: Context, node: Node, name: str, lost: Lost, required: bool) -> Finding:
    becomes = lost.becomes
    if type(becomes) is dict and "type" in becomes and ctx.catalogue.node("float_generator") is None:
        becomes = None  # before there were generators such an object was dropped
    outcome = None
    if becomes is None and required:
        then = "the web UI silently drops it and blocks Invoke until a value is set"
        outcome = rejected(Stage.READY)
    elif becomes is None:
        then = "the web UI silently drops it; the node runs with its default"
    elif type(becomes) is dict and "type" in becomes:
        kind = article(" ".join(str(becomes["type"]).split("_")[:2]))
        then = f"the web UI reads it as {kind}, which the server refuses"
        outcome = rejected()
    elif type(becomes) is dict:
        then = "the web UI reads it as a board, and the batch cannot be made"
        outcome = rejected(Stage.READY)
    else:
        then = f"the web UI silently rounds it to {becomes}"
    where = ctx.names.input(node, name)
    message, cure, group = _words(where, lost.value)
    return Finding(
        message,
        node.input_pointer(name),
        node=node.id,
        node_type=node.type,
        field=name,
        outcome=outcome,
        help=cure,
        then=then,
        group=group,
        fix=_fix(ctx, node, name, lost.value, becomes, required),
    )


def _fix(ctx: Context, node: Node, name: str, value: Any, becomes: Any, required: bool) -> Fix | None:
    """What the web UI makes of it; a model is not thrown away, nor what no default stands for."""
    if name not in node.declared or ctx.document.version in (*OLD_FORMATS, None):
        return None
    at = (*node.declared_pointer(name), "value")
    if becomes is None:
        model = type(value) is dict and "model_name" in value
        return None if required or model else safe("remove the value, which the web UI drops", remove(*at))
    if type(becomes) in (int, float):
        return safe(f"write {becomes}, as the web UI does", replace(*at, value=becomes))
    return None


def _words(where: str, value: Any) -> tuple[str, str, str]:
    """Message, help and group for a value that is lost at an input."""
    if type(value) is dict and "model_name" in value:
        name = value["model_name"]
        model = f"model {quoted(name)}" if type(name) is str else "model"
        return (
            f"{model} in {where} was saved by InvokeAI 3 and is lost on load",
            "choose the model again in the web UI",
            "models saved by InvokeAI 3 are lost on load",
        )
    cure = "set the value again in the web UI and export the workflow"
    if type(value) is dict:
        members = listed([quoted(key, 20) for key in value], 3)
        what = f"an object with {members}" if members else "an empty object"
        return f"{where} is {what}, which the web UI cannot keep", cure, ""
    if type(value) is list:
        return f"{where} is a list that the web UI cannot keep: its values are mixed or unknown", cure, ""
    if type(value) is int or type(value) is float:
        number = elide(repr(value)) if abs(value) < 1e300 else "a number"
        return f"{where} is {number}, too large for the web UI to keep", "write a smaller number", ""
    return f"{where} is {shown(value)}, which the web UI cannot keep", cure, ""
