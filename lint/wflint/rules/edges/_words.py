"""What the rules about edges share: what to do about types that do not fit, and messages told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Related
from wflint.graph.edges import wording
from wflint.models.families.bridges import bases_of, bridge_words, narrowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.types import TypeExpr
    from wflint.graph.edges.wording import Wording
    from wflint.graph.ir import Edge
    from wflint.graph.server.collectors import SpecialFault
    from wflint.models.families.bridges import Bases
    from wflint.rules.base import Context

DROPPED = "the web UI drops the edge when it loads the workflow"
NOT_SENT = "the web UI does not send the edge: nothing goes through it"
UI_CYCLE = "The project graph contains a cycle."  # what InvokeAI 7's says
KEPT_BUT_REFUSED = "the web UI keeps this edge, but the server refuses it"


class Told:
    """The messages that a rule has given for a document: two edges never get the same one."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._messages: set[str] = set()

    def once(self, message: str, edge: Edge) -> str:
        """The message; with where the edge comes from, or its number, if it was given before."""
        found = message
        if found in self._messages:
            source = self._ctx.names.end(edge.source, edge.source_field)
            found = f"{message} (from {source})"
            if source in message or found in self._messages:
                found = f"{message} (edge {edge.index + 1})"
        self._messages.add(found)
        return found


def comes_from(ctx: Context, edge: Edge) -> Related:
    """The other end of an edge, for findings about its target."""
    return Related(edge.pointer("source"), f"comes from {ctx.names.end(edge.source, edge.source_field)}")


def mismatch(ctx: Context, edge: Edge, gives: TypeExpr, takes: TypeExpr) -> Wording:
    """What is wrong with an edge between types that do not fit."""
    source = ctx.graph.nodes.get(edge.source)
    if source is not None and source.type == "if":  # from InvokeAI 7 on each of its branches must fit
        help_ = f"give both branches of {ctx.describe(source)} {wording.short_words(takes)}"
    else:
        help_ = cure(ctx, edge, gives, takes)
    return wording.mismatch(target_words(ctx, edge), gives, takes, help_)


def target_words(ctx: Context, edge: Edge) -> str:
    """What an edge leads to: an input, or one that the web UI sees behind a connector."""
    where = ctx.names.end(edge.target, edge.target_field)
    return f"an input behind {where}" if edge.target in ctx.graph.connectors else where


def cure(ctx: Context, edge: Edge, gives: TypeExpr, takes: TypeExpr) -> str:
    """What to do about types that do not fit: the node to put between, or the one to connect instead."""
    return bridge_words(ctx.names, gives, takes, ctx.catalogue, narrowed(_evidence(ctx, edge)))


def _evidence(ctx: Context, edge: Edge) -> Iterator[Bases]:
    """What tells the family at an edge: the value it brings, its nodes, then all others."""
    from wflint.rules.shared.families import all_families

    fact = ctx.analysis(all_families).of(edge.source, edge.source_field)
    if fact is not None:
        yield fact.bases
    nodes = ctx.graph.nodes
    for end in (edge.source, edge.target):
        if end in nodes:
            yield bases_of(nodes[end].type)
    yield from ctx.analysis(_all_bases)


def _all_bases(ctx: Context) -> list[Bases]:
    """The families of each type of node in the document."""
    return [bases_of(node_type) for node_type in dict.fromkeys(n.type for n in ctx.graph.nodes.values())]


def special_words(ctx: Context, fault: SpecialFault) -> Wording:
    """What is wrong with an iterate or collect node."""
    help_ = ""
    if fault.reason == "output-type":
        help_ = cure(ctx, fault.edges[0], fault.types[0], fault.types[1])
    return wording.special_words(ctx.names, fault, help_)


def special_places(ctx: Context, fault: SpecialFault) -> tuple[Related, ...]:
    """Where the edges at an iterate or collect node come from that is wrong, as far as they are to blame."""
    if fault.reason == "output-type":
        feeds, word = fault.edges[1:], "its list comes from"
        first: tuple[Related, ...] = ()
    else:
        feeds, word = fault.edges[1:6], "also gets"
        first = (comes_from(ctx, fault.edges[0]),)
    others = (Related(e.path, f"{word} {ctx.names.end(e.source, e.source_field)}") for e in feeds)
    return (*first, *others)


def special_confidence(ctx: Context) -> Confidence | None:
    """``likely`` for releases whose rules for these nodes no test compares with InvokeAI's own code."""
    return None if ctx.catalogue.compared_rules else Confidence.LIKELY
