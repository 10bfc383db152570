"""The outputs and inputs that an edge may name on the server, and how it judges one pair of them.

Beside the catalogue's inputs and outputs, InvokeAI's classes have attributes that the server takes as
ends of edges: ``id type is_intermediate use_cache`` on a node, ``type`` and (from 5.11.0 on)
``output_meta`` on its output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.catalogue.model import NODE_ATTRIBUTES
from wflint.catalogue.types import TypeExpr
from wflint.graph.server.annotations import compatible, unwrap
from wflint.graph.webui.types import UiType, input_type, output_type, ui_connects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue, NodeDef

DYNAMIC_INPUT = "saved_workflow_input::"
# dict[str, JsonValue] | None: compatible with nothing but Any.
_OUTPUT_META = TypeExpr("union", (TypeExpr("ref", name="output metadata"), TypeExpr("null")))


def output_annotation(catalogue: Catalogue, node: NodeDef, field: str) -> TypeExpr | None:
    """The annotation of an output; None when the node has no such output."""
    found = node.outputs.get(field)
    if found is not None:
        return unwrap(found.type)
    if field == "type":
        return TypeExpr("enum", options=(node.output_type,))
    return _OUTPUT_META if field == "output_meta" and _has_output_meta(catalogue) else None


def _has_output_meta(catalogue: Catalogue) -> bool:
    base: Mapping[str, object] | None = catalogue.overlay.get("output_base")
    return catalogue.dialect == "chained" if base is None else "output_meta" in base


def input_annotation(node: NodeDef, field: str) -> TypeExpr | None:
    """The annotation of an input; None when the node has no such input."""
    found = node.inputs.get(field)
    if found is not None:
        return unwrap(found.type)
    if field == "type":
        return TypeExpr("enum", options=(node.type,))
    return NODE_ATTRIBUTES.get(field)


def is_dynamic_input(node_type: str, field: str) -> bool:
    """Whether a field is an input that ``call_saved_workflow`` makes up from the workflow it calls."""
    return node_type == "call_saved_workflow" and field.startswith(DYNAMIC_INPUT)


class Verdict(NamedTuple):
    """How server and web UI judge an edge between two fields of two node types, other edges aside.

    ``fault`` is the server's: None, ``source-field``, ``target-field`` or ``type``. ``ui_fault`` is the
    UI's: the same words, or ``direct`` for an input that takes no connection. ``source`` and ``target``
    are the types for messages. ``plain`` says that both take the edge whatever other edges there are:
    collectors, iterators and ``if`` look beyond the one edge.
    """

    fault: str | None
    ui_fault: str | None
    source: TypeExpr | None
    target: TypeExpr | None
    plain: bool


_LOOK_FURTHER = frozenset({"collect", "if", "iterate"})


def verdict(
    catalogue: Catalogue, source: str, source_field: str, target: str, target_field: str
) -> Verdict | None:
    """The judgement over one pair; None when a node type is unknown. Memoised for the catalogue."""
    memo: dict[tuple[str, str, str, str], Verdict | None] = catalogue.memo.setdefault("verdicts", {})
    key = (source, source_field, target, target_field)
    try:
        return memo[key]
    except KeyError:
        found = memo[key] = _judge(catalogue, *key)
        return found


def _judge(
    catalogue: Catalogue, source: str, source_field: str, target: str, target_field: str
) -> Verdict | None:
    source_def, target_def = catalogue.node(source), catalogue.node(target)
    if source_def is None or target_def is None:
        return None
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
    else:
        fault = None if compatible(a, b, catalogue) else "type"
    if ui_a is None:
        ui_fault: str | None = "source-field"
    elif dynamic:
        ui_fault = None
    elif ui_b is None:
        ui_fault = "target-field"
    elif target_def.inputs[target_field].kind == "direct":
        ui_fault = "direct"
    else:
        ui_fault = None if ui_connects(ui_a, ui_b) else "type"
    plain = fault is None and ui_fault is None and source not in _LOOK_FURTHER and target not in _LOOK_FURTHER
    return Verdict(fault, ui_fault, a, b, plain)


def ui_output(node: NodeDef, field: str) -> UiType | None:
    """The UI's type of an output; None when it has no such output."""
    found = node.outputs.get(field)
    return output_type(node.type, found) if found is not None else None


def ui_input(node: NodeDef, field: str) -> UiType | None:
    """The UI's type of an input; None when it has no such input."""
    found = node.inputs.get(field)
    if found is None or (node.type == "iterate" and field == "index"):
        return None
    return input_type(node.type, found)
