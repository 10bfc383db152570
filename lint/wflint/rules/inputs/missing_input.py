"""A required input is neither connected nor set.

What it does: reports inputs that a node needs and that have no edge, no value and no default. The value null
counts as missing. Inputs that batch data fills count as set. In a workflow, inputs that are exposed for the
user to fill are left to `unset-exposed-input`.

Why it is bad: some inputs are needed in the graph itself: the server refuses it ("Field required"). Others
are checked when their node's turn comes: the server accepts the graph, runs the nodes before it, and then the
run fails with "missing connections for field ..." or "missing value or connection for field ...". In a
workflow the web UI blocks Invoke while a required input is empty, but it does not check an input that the
node does not even name.

How to fix: connect an output of the right type, or give the input a value. Where the node sets an input of a
similar name that it does not have, the (unsafe) fix renames that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.words import elide, listed, quoted
from wflint.graph.type_words import type_words
from wflint.rules.base import Context, Rule, fails, rejected
from wflint.rules.inputs._slips import nearest_input
from wflint.rules.shared.edges import edge_faults
from wflint.rules.shared.inputs import input_faults
from wflint.rules.shared.inputs_workflow import wired

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from wflint.catalogue.model import InputDef
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

RULE = Rule(
    "IN101",
    "a required input is neither connected nor set",
    graph=fails(Stage.RUN),
    workflow=rejected(Stage.READY),
    when="shared.inputs:input_faults.missing",
)
_OUTCOMES = {
    Stage.ENQUEUE: rejected(Stage.ENQUEUE),
    Stage.READY: rejected(Stage.READY),
    Stage.RUN: fails(Stage.RUN),
}


# What an input takes -> the nodes to connect.
_GIVERS = {
    "ConditioningField": ("compel", "sdxl_compel_prompt"),
    "FluxConditioningField": ("flux_text_encoder",),
    "SD3ConditioningField": ("sd3_text_encoder",),
    "UNetField": ("main_model_loader", "sdxl_model_loader"),
    "VAEField": ("vae_loader",),
}
_HINTS = 10  # findings of one file that look for an output to connect


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an input, at the input where the file names it, else at the node."""
    if ctx.graph.unread_edges:
        return  # a fault of the file's shape hides what is connected
    faults = ctx.analysis(input_faults)
    meant = _meant_by_edges(ctx) if faults.missing else frozenset()
    for number, (node, name, stage) in enumerate(faults.missing):
        if (node.id, name) in meant:
            continue
        field = _input(ctx, node, name)
        slip = faults.slips.get((node.id, name))
        if slip is not None:
            state = f"is required, but the node sets {quoted(slip)} instead"
            cure = f"rename {quoted(slip)} to {quoted(name)}"
        else:
            state = f"is required, but {_state(ctx, node, field)}"
            cure = _cure(ctx, node, field, _source(ctx, node, field) if number < _HINTS else "")
        yield Finding(
            f"{ctx.names.input(node, name)} {state}",
            node.declared_pointer(slip) if slip is not None else node.input_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=_OUTCOMES[stage],
            help=cure,
            error=_error(node, field, stage),
            detail=str(field.type),
            fix=partial(_renaming, ctx, node, slip, name) if slip is not None else None,
            group=f"in {ctx.names.title(node.type)} nodes, {quoted(name)} {state}",
        )


def _renaming(ctx: Context, node: Node, slip: str, name: str) -> Fix:
    from wflint.rules.inputs._fixes import other_name

    return other_name(ctx, node, slip, name)


def _meant_by_edges(ctx: Context) -> AbstractSet[tuple[str, str]]:
    """The inputs that edges into misspelt ones were meant for: unknown-target-field speaks about them."""
    found: set[tuple[str, str]] = set()
    for edge in ctx.analysis(edge_faults).bad_target:
        node = ctx.graph.nodes.get(edge.target)
        definition = ctx.catalogue.node(node.type) if node is not None else None
        if definition is not None:
            found.update(
                (edge.target, n) for n in nearest_input(edge.target_field, tuple(definition.inputs))[:1]
            )
    return found


def _input(ctx: Context, node: Node, name: str) -> InputDef:
    definition = ctx.catalogue.node(node.type)
    assert definition is not None  # the analysis knows the inputs from it
    return definition.inputs[name]


def _state(ctx: Context, node: Node, field: InputDef) -> str:
    null = field.name in node.values
    if field.kind == "direct":
        return "null" if null else "has no value"
    if ctx.graph.connectors and (node.id, field.name) in ctx.analysis(wired):
        return "its connector leads nowhere"
    if ctx.is_workflow and field.name not in node.declared:
        return "missing in the file"
    if null:
        return "null and not connected"
    return "not connected" if field.kind == "connection" else "neither connected nor set"


def _error(node: Node, field: InputDef, stage: Stage) -> str:
    """What InvokeAI says: pydantic's words for what the graph lacks, else those of the node's turn."""
    if stage is Stage.RUN:
        if field.kind == "connection":
            return f"RequiredConnectionException: Node {node.type} missing connections for field {field.name}"
        return f"MissingInputException: Node {node.type} missing value or connection for field {field.name}"
    if node.type == "graph":
        return f"Subgraph {elide(node.id)} is invalid"
    return "Field required" if stage is Stage.ENQUEUE and field.name not in node.values else ""


def _cure(ctx: Context, node: Node, field: InputDef, source: str) -> str:
    what = type_words(field.type).removesuffix(" (or a list)")
    if node.type == "graph":
        return 'put the nodes and edges that it is to run into "graph"'
    give = "choose a model" if what == "a model" else f"give it {what}"
    if field.kind == "direct":
        return f"{give}: an edge cannot bring it" if (node.id, field.name) in ctx.graph.into else give
    connect = f"connect {source or _giver(ctx, field) or what}"
    if field.kind == "connection":
        return connect
    return (
        f"{give}, or {connect if source else 'connect one'}"
        if what == "a model"
        else f"{connect}, or give it a value"
    )


def _giver(ctx: Context, field: InputDef) -> str:
    """The nodes that usually give what an input takes, where there are one or two in that release."""
    types = field.type.args or (field.type,)
    given = next((_GIVERS[t.name] for t in types if t.name in _GIVERS), ())
    return listed([ctx.names.title(t) for t in given if t in ctx.catalogue.node_types], last="or")


def _source(ctx: Context, node: Node, field: InputDef) -> str:
    """An output of another node in the file that was probably meant; empty when none stands out."""
    wanted = {m.name for m in (field.type.args or (field.type,)) if m.kind == "ref"}
    if not wanted or field.kind == "direct":
        return ""
    after = _downstream(ctx, node)
    best: tuple[int, str] = (0, "")
    for other in ctx.graph.nodes.values():
        source = ctx.catalogue.node(other.type) if other.id not in after else None
        for output in source.outputs.values() if source is not None else ():
            if output.type.kind != "ref" or output.type.name not in wanted:
                continue
            # The same name is a good sign, and so is a result that nobody uses yet.
            score = 2 * field.name.endswith(output.name) + (other.id not in ctx.graph.out_of)
            if score > best[0] and _fits(ctx, other, output.name, node, field.name):
                best = (score, ctx.names.input(other, output.name))
    return best[1]


def _fits(ctx: Context, source: Node, output: str, target: Node, field: str) -> bool:
    from wflint.graph.edges.verdict import verdict

    judged = verdict(ctx.catalogue, source.type, output, target.type, field)
    return judged is not None and judged.fault is None and judged.ui_fault is None


def _downstream(ctx: Context, node: Node) -> set[str]:
    """The node and all that it feeds: an edge from one of them would close a cycle."""
    found, pending = {node.id}, [node.id]
    while pending:
        for edge in ctx.graph.out_of.get(pending.pop(), ()):
            if edge.target not in found:
                found.add(edge.target)
                pending.append(edge.target)
    return found
