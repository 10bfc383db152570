"""Giving an input of a node another name, everywhere in a file that its name stands but in edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.fix import Edit, Op, replace
from wflint.rules.shared.namings import namings

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.rules.base import Context


def renaming(ctx: Context, node: Node, name: str, to: str) -> list[Edit]:
    """The edits that rename an input which the node lists; its form elements and batch data follow."""
    at = node.declared_pointer(name)
    edits = [Edit(Op.RENAME, at, to)]
    if ctx.is_workflow:
        instance = node.declared[name]
        if type(instance) is dict and instance.get("name") == name:
            edits.append(replace(*at, "name", value=to))
    edits += [replace(*place, value=to) for place in ctx.analysis(namings).get((node.id, name), ())]
    return edits
