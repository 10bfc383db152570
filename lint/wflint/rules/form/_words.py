"""How rules about exposed inputs name what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

SUGGESTED = 20  # findings of one rule that get a "did you mean", which costs a fraction of a millisecond each


def missing_node(ctx: Context, node_id: str, fields: list[str]) -> str:
    """``input "seed" of node "abc", which is not in the workflow``."""
    named = ", ".join(f'"{f}"' for f in fields[:6]) + (", ..." if len(fields) > 6 else "")
    what = f"input {named}" if len(fields) == 1 else f"inputs {named}"
    if node_id in ctx.graph.notes or node_id in ctx.graph.connectors:
        return f'{what} of "{node_id}", which is a note or connector and has no inputs'
    return f'{what} of node "{node_id}", which is not in the workflow'


def missing_input(ctx: Context, node: Node, field: str, suggest: bool) -> str:
    """``input "sed" of noise, which has no such input (did you mean "seed"?)``."""
    definition = ctx.catalogue.node(node.type)
    known = definition.inputs if definition is not None else node.declared
    near = did_you_mean(field, (n for n in known if n != field)) if suggest else ""
    return f'input "{field}" of {ctx.describe(node)}, which has no such input{near}'
