"""The inputs of a workflow's node that are no plain sight: what the web UI makes of them.

Facts read from the UI's validateWorkflow, updateNode, buildNodesGraph and readiness: a node of another
version within its major version is updated when the file is loaded (missing inputs are added with
defaults, unknown ones removed); one of the same version, or of another major version, stays as it is.
The readiness check then looks at the inputs that the node names, not at those it lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Stage
from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.literals import explain
from wflint.graph.server.node_values import UI_BOARDS, is_board
from wflint.graph.server.ports import is_dynamic_input
from wflint.graph.webui.kept import DROPPED
from wflint.graph.webui.profile import profile
from wflint.graph.webui.readiness import blocks, edits
from wflint.graph.webui.template import template_of
from wflint.graph.webui.tolerant_values import fresh_value
from wflint.graph.webui.types import COLLECTION, input_type
from wflint.graph.webui.updating import is_updated
from wflint.rules.shared.exposed import exposed_inputs
from wflint.rules.shared.inputs_record import add_fault

if TYPE_CHECKING:
    from wflint.catalogue.model import InputDef
    from wflint.graph.ir import Node
    from wflint.graph.server.node_values import NodeJudge
    from wflint.graph.webui.types import UiType
    from wflint.rules.base import Context
    from wflint.rules.shared.inputs_record import InputFaults

# The UI's types whose inputs get a value of their own when the schema has no default.
_FILLED = frozenset(
    {
        "IntegerField",
        "FloatField",
        "StringField",
        "BooleanField",
        "EnumField",
        "SchedulerField",
        "ColorField",
        "BoardField",
    }
)
_FILLED_LISTS = _FILLED | {"ImageField", "LoRAField"}


def updates(node: Node, judge: NodeJudge) -> bool:
    """Whether the UI updates the node on load."""
    return is_updated(node, judge.catalogue)


def workflow_values(ctx: Context, faults: InputFaults, node: Node, judge: NodeJudge) -> None:
    """The complete judgement of the literals that the UI would send: not those of connected inputs."""
    into, inputs = ctx.graph.into, judge.definition.inputs
    sent: dict[str, Any] = {}
    for name, value in node.values.items():
        if name not in inputs or (node.id, name) in into:
            continue
        if type(value) is str and value in UI_BOARDS and is_board(inputs[name].type):
            continue
        sent[name] = value
    refused: dict[str, LiteralFault] = dict(judge.faults(sent))
    if profile(judge.catalogue).tolerant:
        _values_in_seven(faults, node, judge, sent, refused)
        return
    for name, value in sent.items():
        # The readiness check knows the schema only: it blocks a seed of -1 that the server would take.
        fault = explain(value, inputs[name].type, ctx.catalogue)
        if fault is not None and _blocks_invoke(fault):
            add_fault(faults, node, name, fault, Stage.READY)
        elif name in refused:
            add_fault(faults, node, name, refused[name], Stage.ENQUEUE)


def _values_in_seven(
    faults: InputFaults,
    node: Node,
    judge: NodeJudge,
    sent: dict[str, Any],
    refused: dict[str, LiteralFault],
) -> None:
    """InvokeAI 7 asks what JavaScript can tell of each value; of numbers and lists it knows the limits."""
    template = template_of(judge.catalogue, judge.definition.type)
    for name, value in sent.items():
        if value is None and (name in judge.demanded or name in judge.needed):
            continue  # reported as missing, or as left for the user
        field = judge.definition.inputs[name]
        kind = template.types.get(name) if template is not None else None
        fault = explain(value, field.type, judge.catalogue)
        limited = fault is not None and kind is not None and _is_known_limit(fault, field, kind)
        blocked = value is not None and kind is not None and (limited or blocks(field, kind, value))
        fault = refused.get(name, fault if blocked else None)
        if blocked and fault is None and kind is not None and not edits(field, kind):
            faults.missing.append((node, name, Stage.READY))  # a value does not do: it wants a connection
        elif fault is not None or blocked:
            found = fault or LiteralFault("type", value, field.type)
            add_fault(faults, node, name, found, Stage.READY if blocked else Stage.ENQUEUE)


def _is_known_limit(fault: LiteralFault, field: InputDef, kind: UiType) -> bool:
    """Whether InvokeAI 7's readiness check sees a fault; not limits of an input that takes several types."""
    if not edits(field, kind) or (not field.required and fault.value == "" and not fault.path):
        return False
    if fault.reason == "option":
        return kind.name == "EnumField" and not fault.path
    return _blocks_invoke(fault) and (fault.reason == "length" or field.type.kind not in ("union", "bound"))


def _blocks_invoke(fault: LiteralFault) -> bool:
    """Whether the UI's readiness check sees the fault: limits of numbers and lengths of lists."""
    if fault.reason in ("bound", "multiple"):
        numbers = type(fault.value) in (int, float)
        return numbers and (not fault.path or (len(fault.path) == 1 and type(fault.path[0]) is int))
    return fault.reason == "length" and not fault.path and type(fault.value) is list


def workflow_unknown(faults: InputFaults, node: Node, judge: NodeJudge) -> None:
    """Inputs that the node names and the release does not have."""
    if judge.definition.extra:
        return
    lost = updates(node, judge) or not profile(judge.catalogue).stale_blocks
    for name in node.declared:
        if name in judge.accepts or is_dynamic_input(node.type, name):
            continue
        if not lost:
            faults.unknown.append((node, name, Stage.READY))
        elif name in node.values and not _was_default(node, name):  # nothing is lost with those
            faults.unknown.append((node, name, Stage.LOAD))


def _was_default(node: Node, name: str) -> bool:
    """Whether the value is the default that the input had in the node's own version."""
    from wflint.catalogue.history import field_defaults

    value = node.values[name]
    return any(
        type(value) is type(d) and value == d for d in field_defaults(node.type, node.version or "", name)
    )


def workflow_missing(ctx: Context, faults: InputFaults, node: Node, judge: NodeJudge, name: str) -> None:
    """A required input without a value; connected ones (of direct inputs, too) are not missing."""
    lost = node.lost.get(name)
    if lost is not None and lost.value is not None:
        return  # value-lost-on-load speaks about it
    field = judge.definition.inputs[name]
    named = name in node.declared
    if profile(judge.catalogue).tolerant:
        _missing_in_seven(ctx, faults, node, judge, name)
        return
    if not named and updates(node, judge):
        if field.kind != "connection" and _gets_default(node.type, field):
            return
        named = True
    connected = (node.id, name) in ctx.graph.into
    if connected and (field.kind != "direct"):
        return
    if not connected and ctx.graph.connectors and (node.id, name) in ctx.analysis(wired):
        # Wired to a connector that leads nowhere: the UI counts the input as connected.
        stage = Stage.RUN if name in judge.needed else Stage.ENQUEUE
    elif connected:
        return  # the UI drops the edge: direct-input-connected says so
    elif not named:
        stage = Stage.RUN if name in judge.needed else Stage.ENQUEUE
    elif field.kind != "connection" and (node.id, name) in ctx.analysis(exposed_inputs):
        faults.unset_exposed.append((node, name))
        return
    else:
        stage = Stage.READY
    faults.missing.append((node, name, stage))


def _missing_in_seven(ctx: Context, faults: InputFaults, node: Node, judge: NodeJudge, name: str) -> None:
    """InvokeAI 7 asks for every required input of the release, whether the file names it or not."""
    field = judge.definition.inputs[name]
    if (node.id, name) in ctx.graph.into:
        return
    if field.kind != "connection":
        if name not in node.values and updates(node, judge) and _is_filled(judge, name):
            return
        if (node.id, name) in ctx.analysis(exposed_inputs):
            faults.unset_exposed.append((node, name))
            return
    faults.missing.append((node, name, Stage.READY))


def _is_filled(judge: NodeJudge, name: str) -> bool:
    """Whether the update of a node gives an input a value, in InvokeAI 7."""
    template = template_of(judge.catalogue, judge.definition.type)
    if template is None or name not in template:
        return False
    fresh = fresh_value(template, name)
    return fresh is not DROPPED and fresh is not None


def left_open(ctx: Context, node: Node, judge: NodeJudge, name: str) -> bool:
    """Whether nobody misses a value where no edge is: the web UI gives one, or its user does."""
    field = judge.definition.inputs[name]
    if node.lost.get(name) is not None and node.lost[name].value is not None:
        return True
    if field.kind == "connection":
        return False
    if name not in node.declared:
        if profile(judge.catalogue).tolerant:
            return updates(node, judge) and _is_filled(judge, name)
        return updates(node, judge) and _gets_default(node.type, field)
    return (node.id, name) in ctx.analysis(exposed_inputs)


def wired(ctx: Context) -> set[tuple[str, str]]:
    """The inputs that some wire of the file ends at, whether it leads anywhere or not."""
    return {(wire.target, wire.target_field) for wire in ctx.graph.wires}


def _gets_default(node_type: str, field: InputDef) -> bool:
    """Whether the UI fills an input that it adds to a node (facts of its buildFieldInputTemplate)."""
    if field.has_default and field.default is not None:
        return True
    kind = input_type(node_type, field)
    if kind is None:
        return False
    return kind.name in (_FILLED_LISTS if kind.cardinality == COLLECTION else _FILLED)
