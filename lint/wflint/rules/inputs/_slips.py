"""The input that a wrong name was probably meant for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from wflint.catalogue.renames import renamed_inputs

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

_LONGEST = 80  # characters; a longer name is no slip


@lru_cache(1024)
def nearest_input(name: str, inputs: tuple[str, ...]) -> list[str]:
    """The nearest name, if any is near. The same slips occur again and again, and comparing is slow."""
    from wflint.diagnostics.suggest import nearest

    return nearest(name, inputs) if len(name) <= _LONGEST else []


def meant_input(ctx: Context, node: Node, name: str) -> list[str]:
    """The free input that a node's unknown one was probably meant for: its name today, or one like it."""
    inputs = _free(ctx, node)
    now = renamed_inputs().get((node.type, name))
    return [now] if now in inputs else nearest_input(name, inputs)


def stands_out(ctx: Context, node: Node, name: str, near: str) -> bool:
    """Whether the nearest name is clearly nearer than any other: for those that would write it."""
    from wflint.diagnostics.suggest import clearly_nearest

    if renamed_inputs().get((node.type, name)) == near:
        return True
    return clearly_nearest(name, near, _free(ctx, node))


def _free(ctx: Context, node: Node) -> tuple[str, ...]:
    """The inputs that a node neither sets nor gets by an edge: those were hardly meant by another name."""
    definition, into = ctx.catalogue.node(node.type), ctx.graph.into
    if definition is None:
        return ()
    return tuple(n for n in definition.inputs if n not in node.declared and (node.id, n) not in into)
