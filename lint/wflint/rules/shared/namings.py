"""Where a file names an input besides its node and its edges: in its form, ``exposedFields``, batch data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.rules.shared.exposed import exposed_fields
from wflint.rules.shared.form import form_state

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Edge
    from wflint.rules.base import Context


def namings(ctx: Context) -> dict[tuple[str, str], list[Pointer]]:
    """The names by node and input; call it through ``ctx.analysis(namings)``. For those that rename one."""
    found: dict[tuple[str, str], list[Pointer]] = {}
    for node, field, path in ctx.analysis(exposed_fields):
        found.setdefault((node, field), []).append((*path, "fieldName"))
    for node, field, key in ctx.analysis(form_state).fields:
        at = ("form", "elements", key, "data", "fieldIdentifier", "fieldName")
        found.setdefault((node, field), []).append(at)
    for group in ctx.graph.batch:
        for item in group:
            found.setdefault((item.node, item.field), []).append((*item.path, "field_name"))
    return found


def wires_of(ctx: Context) -> dict[str, list[Edge]]:
    """The wires of the file by the nodes at their ends; call it through ``ctx.analysis(wires_of)``."""
    found: dict[str, list[Edge]] = {}
    for wire in ctx.graph.wires:
        for node in dict.fromkeys((wire.source, wire.target)):
            found.setdefault(node, []).append(wire)
    return found
