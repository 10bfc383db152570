"""A required input is neither connected nor set.

What it does: reports inputs that a node cannot do without and that have no edge, no value and no default.
The value null counts as none. Inputs that batch data fills count as set. In a workflow, inputs that are
exposed for the user to fill are left to `unset-exposed-input`.

Why it is bad: inputs that take a literal only are demanded in the graph itself: the server refuses it
("Field required"). Other inputs are checked when their node's turn comes: the server accepts the graph, runs
the nodes before it, and then the run ends with "missing connections for field ..." or "missing value or
connection for field ...". In a workflow the web UI does not enable Invoke while a required input is empty;
it does not notice an input that the node does not even name.

How to fix: connect an output of the right type, or give the input a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.rules.base import Context, Rule, fails, rejected
from wflint.rules.inputs._analysis import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "IN101",
    "a required input is neither connected nor set",
    graph=fails(Stage.RUN),
    workflow=rejected(Stage.READY),
)
_OUTCOMES = {
    Stage.ENQUEUE: rejected(Stage.ENQUEUE),
    Stage.READY: rejected(Stage.READY),
    Stage.RUN: fails(Stage.RUN),
}


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an input, at the input where the file names it, else at the node."""
    for node, name, stage in ctx.analysis(input_faults).missing:
        yield Finding(
            f'{ctx.describe(node)}: "{name}" is required{_state(ctx, node, name)}. '
            f"{_consequence(ctx, stage)}; {_remedy(ctx, node, name)}",
            node.input_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=_OUTCOMES[stage],
        )


def _state(ctx: Context, node: Node, name: str) -> str:
    definition = ctx.catalogue.node(node.type)
    kind = definition.inputs[name].kind if definition is not None else "any"
    empty = ": null is no value" if name in node.values else ""
    if kind == "connection":
        return f", but not connected{empty}"
    if kind == "direct":
        edge = ", and an edge cannot stand in for it" if (node.id, name) in ctx.graph.into else ""
        return f", but has no value{empty}{edge}"
    return f", but neither connected nor set{empty}"


def _consequence(ctx: Context, stage: Stage) -> str:
    if stage is Stage.READY:
        return "The web UI does not enable Invoke"
    if stage is Stage.ENQUEUE:
        return "InvokeAI refuses the graph"
    what = (
        "The web UI does not notice, and the run"
        if ctx.is_workflow
        else "InvokeAI accepts the graph; the run"
    )
    return f"{what} fails at this node"


def _remedy(ctx: Context, node: Node, name: str) -> str:
    definition = ctx.catalogue.node(node.type)
    if definition is None:
        return "set it"
    field = definition.inputs[name]
    if field.kind == "direct":
        return f"give it a value ({field.type})"
    sources = _sources(ctx, node, name)
    connect = f"connect {sources}" if sources else f"connect an output of type {field.type}"
    return connect if field.kind == "connection" else f"{connect}, or give it a value"


def _sources(ctx: Context, node: Node, name: str) -> str:
    """An output of another node in the file that fits exactly, to name it; empty without one."""
    from wflint.graph.ports import verdict

    definition = ctx.catalogue.node(node.type)
    assert definition is not None
    wanted = definition.inputs[name].type
    wanted_names = {m.name for m in (wanted.args or (wanted,)) if m.kind == "ref"}
    if not wanted_names:
        return ""
    for other in list(ctx.graph.nodes.values())[:200]:
        source = ctx.catalogue.node(other.type) if other is not node else None
        for output in source.outputs.values() if source is not None else ():
            if output.type.kind == "ref" and output.type.name in wanted_names:
                judged = verdict(ctx.catalogue, other.type, output.name, node.type, name)
                if judged is not None and judged.fault is None and judged.ui_fault is None:
                    return f'"{output.name}" of {ctx.describe(other)}, for example'
    return ""
