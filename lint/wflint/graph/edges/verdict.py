"""How the server and the web UI judge an edge between one output and one input, other edges aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.ir import BATCH_NODES, GENERATOR_NODES
from wflint.graph.server.annotations import compatible
from wflint.graph.server.ports import input_annotation, is_dynamic_input, output_annotation
from wflint.graph.webui.types import ui_connects, ui_input, ui_output
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.catalogue.types import TypeExpr


class EdgeVerdict(NamedTuple):
    """How server and web UI judge an edge between two fields of two node types, other edges aside.

    ``fault`` is the server's: None, ``source-field``, ``target-field``, ``type``, or from InvokeAI 7 on
    ``direct`` for an input that takes no connection. ``ui_fault`` is the UI's, in the same words. ``source``
    and ``target`` are the types for messages. ``plain`` says that both take the edge whatever other edges
    there are: collectors, iterators and ``if`` look beyond the one edge.
    """

    fault: str | None
    ui_fault: str | None
    source: TypeExpr | None
    target: TypeExpr | None
    plain: bool


_LOOK_FURTHER = frozenset({"collect", "if", "iterate"})


def verdict(
    catalogue: Catalogue, source: str, source_field: str, target: str, target_field: str
) -> EdgeVerdict | None:
    """The judgement over one pair; None when a node type is unknown. Memoised for the catalogue."""
    memo: dict[tuple[str, str, str, str], EdgeVerdict | None] = catalogue.memo.setdefault("verdicts", {})
    key = (source, source_field, target, target_field)
    try:
        return memo[key]
    except KeyError:
        found = memo[key] = _judge(catalogue, *key)
        return found


def _same_class(source: NodeDef, source_field: str, target: NodeDef, target_field: str) -> EdgeVerdict | None:
    """The verdict on most pairs of real workflows, which needs no look at either side's rules: output and
    input are of one class (``LatentsField``), or the input of that class or null.
    """
    out, into = source.outputs.get(source_field), target.inputs.get(target_field)
    if out is None or into is None or out.ui_type is not None or into.ui_type is not None:
        return None
    a, b = out.type, into.type
    one = b.args[0] if b.kind == "union" and len(b.args) == 2 and b.args[1].kind == "null" else b
    # References are one object a class (catalogue/types.py).
    if a is not one or a.kind != "ref" or into.kind == "direct":
        return None
    if source.type in _LOOK_FURTHER or target.type in _LOOK_FURTHER:
        return None
    if source.type in GENERATOR_NODES or target.type in BATCH_NODES:
        return None
    return EdgeVerdict(None, None, a, b, plain=True)


def _judge(
    catalogue: Catalogue, source: str, source_field: str, target: str, target_field: str
) -> EdgeVerdict | None:
    source_def, target_def = catalogue.node(source), catalogue.node(target)
    if source_def is None or target_def is None:
        return None
    found = _same_class(source_def, source_field, target_def, target_field)
    if found is not None:
        return found
    a = output_annotation(catalogue, source_def, source_field)
    dynamic = is_dynamic_input(target, target_field)
    b = input_annotation(target_def, target_field)
    ui_a = ui_output(source_def, source_field)
    ui_b = ui_input(target_def, target_field)
    if a is None:
        fault = "source-field"
    elif dynamic:
        fault = None
    elif b is None:
        fault = "target-field"
    elif catalogue.loops and _is_direct(target_def, target_field):
        fault = "direct"
    else:
        fault = None if compatible(a, b, catalogue) else "type"
    if ui_a is None:
        ui_fault: str | None = "source-field"
    elif dynamic:
        ui_fault = None
    elif ui_b is None:
        ui_fault = "target-field"
    elif _is_direct(target_def, target_field):
        ui_fault = "direct"
    else:
        ui_fault = None if ui_connects(ui_a, ui_b) else "type"
    plain = fault is None and ui_fault is None and source not in _LOOK_FURTHER and target not in _LOOK_FURTHER
    return EdgeVerdict(fault, ui_fault, a, b, plain)


def _is_direct(node: NodeDef, field: str) -> bool:
    """Whether an input takes a value only. Attributes of every node (``id``, ``use_cache``) are none."""
    found = node.inputs.get(field)
    return found is not None and found.kind == "direct"
