"""How rules about exposed inputs name what is missing, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import quoted

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

SUGGESTED = 20  # findings of one rule that get a suggestion, which costs a fraction of a millisecond each


def missing_node(ctx: Context, node_id: str) -> str:
    """``node "abc", which is missing``, with its verb's subject before it."""
    name = quoted(ctx.names.id(node_id))
    if node_id in ctx.graph.notes or node_id in ctx.graph.connectors:
        return f"{name}, a note or connector without inputs"
    return f"node {name}, which is missing"


def cure(ctx: Context, node: Node, field: str, thing: str, suggest: bool) -> str:
    """``write "seed", or remove the entry``: what to do about an input that the node does not have."""
    definition = ctx.catalogue.node(node.type)
    known = definition.inputs if definition is not None else node.declared
    near = nearest(field, (n for n in known if n != field)) if suggest else ()
    return f"write {quoted(near[0])}, or remove the {thing}" if near else f"remove the {thing}"
