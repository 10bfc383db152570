"""Looks: what tells, without the rule's module, whether a rule may have something to say of a document."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wflint.rules.base import Context

if TYPE_CHECKING:
    from wflint.rules.base import Rule

Look = Callable[[Context], Any]


def find_look(rule: Rule) -> Look | None:
    """The look that a rule names by its ``nodes`` and ``when``; None where it always wants to be run."""
    when = _analysis(rule.when) if rule.when is not None else None
    types = rule.nodes
    if types is None:
        return when
    if when is None:
        return lambda ctx: not types.isdisjoint(ctx.analysis(node_types))
    return lambda ctx: not types.isdisjoint(ctx.analysis(node_types)) and when(ctx)


def node_types(ctx: Context) -> frozenset[str]:
    """The types of all nodes."""
    return frozenset([node.type for node in ctx.graph.nodes.values()])


def _analysis(name: str) -> Look:
    place, _, inner = name.partition(":")
    function, _, attributes = inner.partition(".")
    analysis = getattr(import_module(f"wflint.rules.{place}"), function)
    if not attributes:
        return lambda ctx: ctx.analysis(analysis)
    first, *others = attributes.split(",")
    if not others:
        return lambda ctx: getattr(ctx.analysis(analysis), first)
    return lambda ctx: any(getattr(ctx.analysis(analysis), attribute) for attribute in attributes.split(","))
