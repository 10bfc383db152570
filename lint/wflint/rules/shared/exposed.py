"""What a workflow exposes to its user: ``exposedFields`` and the node fields of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple
from wflint.rules.shared.form import form_state

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.rules.base import Context


class Exposure(NamedTuple):
    """An input shown to the user; ``path`` points at the entry or form element that names it."""

    node: str
    field: str
    path: Pointer


def exposed_fields(ctx: Context) -> list[Exposure]:
    """The entries of ``exposedFields`` that are well formed. Empty for other documents than workflows."""
    data: Any = ctx.document.data
    if not ctx.is_workflow or type(data) is not dict:
        return []
    entries = data.get("exposedFields")
    found = []
    for i, entry in enumerate(entries if type(entries) is list else ()):
        if type(entry) is dict:
            node, field = entry.get("nodeId"), entry.get("fieldName")
            if type(node) is str and type(field) is str:
                found.append(Exposure(node.strip(), field.strip(), ("exposedFields", i)))
    return found


def exposed_inputs(ctx: Context) -> set[tuple[str, str]]:
    """Node and field of everything exposed, either way; call it through ``ctx.analysis(exposed_inputs)``."""
    found = {(e.node, e.field) for e in ctx.analysis(exposed_fields)}
    return found.union((node, field) for node, field, _ in ctx.analysis(form_state).fields)


def renamed(node_type: str, field: str) -> str:
    """The field that the web UI takes a name in a form or in ``exposedFields`` for.

    It renames one when it loads a workflow: the ``collection`` of ``image_collection`` is now ``images``.
    """
    return "images" if node_type == "image_collection" and field == "collection" else field
