"""Looks: what tells, without the rule's module, whether a rule may have something to say of a document."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wflint.rules.base import Context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.rules.base import Rule

Look = Callable[[Context], Any]


def find_look(rule: Rule) -> Look | None:
    """The look that a rule names by its ``nodes`` and ``when``; None where it always wants to be run."""
    when = _look(rule.when) if rule.when is not None else None
    types = rule.nodes
    if types is None:
        return when
    if when is None:
        return lambda ctx: not types.isdisjoint(ctx.analysis(node_types))
    return lambda ctx: not types.isdisjoint(ctx.analysis(node_types)) and when(ctx)


def node_types(ctx: Context) -> frozenset[str]:
    """The types of all nodes."""
    return frozenset([node.type for node in ctx.graph.nodes.values()])


_KEPT, _MANY = 1_000, 100  # sets of types whose rules are remembered, and how many types one may have


class Looks:
    """The looks of many rules, asked all at once: which of the rules may have something to say.

    Most rules look at what a few analyses found, or for a few types of nodes. Here each analysis and each
    type is asked for once a document, rather than once a rule.
    """

    __slots__ = ("always", "by_analysis", "by_type", "known", "when")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.always: list[int] = []
        self.by_type: dict[str, list[int]] = {}
        self.by_analysis: dict[Look, list[tuple[str, list[int]]]] = {}  # no attribute: what it gives itself
        self.when: dict[int, Look] = {}  # of rules that look at types as well
        self.known: dict[frozenset[str], frozenset[int]] = {}  # of documents' types: those that want to look
        attributes: dict[tuple[Look, str], list[int]] = {}
        for number, rule in enumerate(rules):
            if rule.nodes is not None:
                for node_type in rule.nodes:
                    self.by_type.setdefault(node_type, []).append(number)
                if rule.when is not None:
                    self.when[number] = _look(rule.when)
            elif rule.when is None:
                self.always.append(number)
            else:
                analysis, names = _analysis(rule.when)
                for name in names:
                    attributes.setdefault((analysis, name), []).append(number)
        for (analysis, name), numbers in attributes.items():
            self.by_analysis.setdefault(analysis, []).append((name, numbers))


def wanted(looks: Looks, ctx: Context) -> list[int]:
    """The places of the rules that may have something to say among all that the looks are of, in order."""
    types = ctx.analysis(node_types)
    kept = looks.known.get(types)
    found = set(looks.always if kept is None else kept)
    if kept is None:
        for node_type in looks.by_type.keys() & types:
            found.update(looks.by_type[node_type])
        if len(types) <= _MANY and len(looks.known) < _KEPT:
            looks.known[types] = frozenset(found)
    found.difference_update([n for n, look in looks.when.items() if n in found and not look(ctx)])
    for analysis, attributes in looks.by_analysis.items():
        seen = ctx.analysis(analysis)
        for name, numbers in attributes:
            if getattr(seen, name) if name else seen:
                found.update(numbers)
    return sorted(found)


def _look(name: str) -> Look:
    analysis, attributes = _analysis(name)
    if attributes == ("",):
        return lambda ctx: ctx.analysis(analysis)
    if len(attributes) == 1:
        (only,) = attributes
        return lambda ctx: getattr(ctx.analysis(analysis), only)
    return lambda ctx: any(getattr(ctx.analysis(analysis), attribute) for attribute in attributes)


@cache
def _analysis(name: str) -> tuple[Look, tuple[str, ...]]:
    """The analysis that a look names, and the attributes that it looks at."""
    place, _, inner = name.partition(":")
    function, _, attributes = inner.partition(".")
    return getattr(import_module(f"wflint.rules.{place}"), function), tuple(attributes.split(","))
