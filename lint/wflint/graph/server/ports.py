"""The outputs and inputs that an edge may name on the server, and their types.

Beside the catalogue's inputs and outputs, InvokeAI's classes have attributes that the server takes as
ends of edges: ``id type is_intermediate use_cache`` on a node, ``type`` and (from 5.11.0 on)
``output_meta`` on its output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.model import NODE_ATTRIBUTES
from wflint.catalogue.types import TypeExpr
from wflint.graph.server.annotations import unwrap

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
