"""Looks that need nothing but the document: see ``Rule.when``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.ir import BATCH_NODES, UI_ONLY_NODES
from wflint.rules.options import NO_POLICY

if TYPE_CHECKING:
    from wflint.rules.base import Context
    from wflint.rules.options import Policy

_LOOPS = frozenset({"for", "for_return"})
_SHORT = 5  # characters of a text that tells nothing of a machine


def loops(ctx: Context) -> bool:
    """Whether there is a node of a `for` loop, or an edge that ties two."""
    return bool(ctx.graph.links) or any(node.type in _LOOPS for node in ctx.graph.nodes.values())


def batch_data(ctx: Context) -> bool:
    """Whether it is an enqueue body with batch data."""
    return bool(ctx.graph.batch)


def batches(ctx: Context) -> bool:
    """Whether there is batch data, or a batch node."""
    return bool(ctx.graph.batch) or any(node.type in BATCH_NODES for node in ctx.graph.nodes.values())


def edges(ctx: Context) -> bool:
    """Whether there is an edge, if only one that is drawn and carries nothing."""
    data: Any = ctx.document.data
    return bool(ctx.graph.edges or ctx.graph.wires or (type(data) is dict and data.get("edges")))


def lost_values(ctx: Context) -> bool:
    """Whether there are values that the web UI does not keep."""
    return bool(ctx.graph.nulls) or any(node.lost for node in ctx.graph.nodes.values())


def no_nodes(ctx: Context) -> bool:
    """Whether no node reaches the server."""
    return all(node.type in UI_ONLY_NODES for node in ctx.graph.nodes.values())


def objects_or_texts(ctx: Context) -> bool:
    """Whether a node has a value that is a list, an object or a text of some length."""
    for node in ctx.graph.nodes.values():
        for value in node.values.values():
            kind = type(value)
            if kind is dict or kind is list or (kind is str and len(value) > _SHORT):
                return True
    return False


def inventory(ctx: Context) -> bool:
    """Whether it is known which models the server has."""
    return ctx.options.inventory is not None


def beside(ctx: Context) -> bool:
    """Whether a workflow is kept beside the graph."""
    return ctx.document.beside is not None


def vram(ctx: Context) -> bool:
    """Whether a budget of memory is set."""
    return ctx.options.vram is not None


def policy(ctx: Context) -> Policy:
    """What the repository allows; nothing is said where it has no policy."""
    return ctx.options.policy or NO_POLICY


_PROMPT_SYNTAX = ("(", ")", '"', "{", "<", "[", "++", "--", "\v", "\f", "BREAK")


def prompt_syntax(ctx: Context) -> bool:
    """Whether a text, or a list that may hold some, has what a prompt's reader may take for syntax."""
    if ctx.graph.batch:
        return True
    syntax = _PROMPT_SYNTAX
    for node in ctx.graph.nodes.values():
        for value in node.values.values():
            kind = type(value)
            if kind is str:
                for symbol in syntax:
                    if symbol in value:
                        return True
            elif kind is list and value and type(value[0]) is str:
                return True
    return False
