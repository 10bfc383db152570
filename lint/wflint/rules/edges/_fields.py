"""Edges that name a field which is not there, at either end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from wflint.diagnostics import Finding, Related
from wflint.diagnostics.fix import display, remove
from wflint.diagnostics.suggest import clearly_nearest, nearest
from wflint.diagnostics.words import elide, quoted
from wflint.graph.edges.verdict import verdict
from wflint.graph.edges.wording import missing_field
from wflint.graph.webui.updating import goes_with_update
from wflint.rules.base import rejected
from wflint.rules.edges._fixes import fits, only_near, use, without
from wflint.rules.edges._words import DROPPED, NOT_SENT, Told, comes_from
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Edge, Node
    from wflint.rules.base import Context


class End(NamedTuple):
    """One end of an edge: which members of :class:`Edge` it is, and what users call it."""

    node: str
    field: str
    word: str
    definitions: str  # the member of NodeDef that lists such fields
    on_connector: str  # the only such field a connector has
    server_word: str  # what the server calls such an end


SOURCE = End("source", "source_field", "output", "outputs", "out", "source")
TARGET = End("target", "target_field", "input", "inputs", "in", "destination")


_MOST_FITTING = 60  # fields of a node that are tried for one that suits the other end


def missing_fields(ctx: Context, edges: Iterable[Edge], end: End) -> Iterator[Finding]:
    """One finding an edge, at the name of the field."""
    told = Told(ctx)
    for edge in edges:
        node_id, field = getattr(edge, end.node), getattr(edge, end.field)
        node = ctx.graph.nodes.get(node_id)
        if node is None:
            words = missing_field(ctx.names.end(node_id, field), end.word, field, (end.on_connector,))
            kind, fitting = "a connector", [end.on_connector]
            known = fitting
        else:
            definition = ctx.catalogue.node(node.type)
            known = list(getattr(definition, end.definitions)) if definition is not None else []
            fitting = [f for f in known[:_MOST_FITTING] if _fits(ctx, edge, end, f)]
            words = missing_field(ctx.describe(node), end.word, field, known, fitting)
            kind = ctx.names.title(node.type)
        sent = ctx.sends_wires and _is_sent(ctx, edge, node)
        dropped = ctx.is_workflow and not sent
        yield Finding(
            told.once(words.message, edge),
            edge.pointer(end.field),
            node=node_id,
            node_type=node.type if node is not None else None,
            field=field,
            related=(_other_end(ctx, edge, end),),
            help=words.help,
            outcome=rejected() if sent else None,
            error="" if dropped else f"Edge {end.server_word} field {elide(field)} does not exist",
            then=(NOT_SENT if node is None and ctx.sends_wires else DROPPED) if dropped else "",
            group=f"{kind} has no {end.word} {quoted(field)}",
            fix=partial(_fix, ctx, edge, end, known, fitting, dropped=dropped),
        )


def _is_sent(ctx: Context, edge: Edge, node: Node | None) -> bool:
    """Whether InvokeAI 7 sends the edge; not by a connector's wrong end, nor into an updated node."""
    target = ctx.graph.nodes.get(edge.target)
    return node is not None and not (
        target is not None and goes_with_update(target, edge.target_field, ctx.catalogue)
    )


def _fix(ctx: Context, edge: Edge, end: End, known: list[str], fitting: list[str], *, dropped: bool) -> Fix:
    """The one near field that fits, or the only one that does; else the edge goes."""
    field = getattr(edge, end.field)
    if field not in known:  # the server's alone: the web UI leaves out iterate's index
        near = _renamed(ctx, edge, end, known)
        if near is None:
            near = only_near(field, known, lambda name: fits(ctx, edge, **{end.field: name}))
        if near is None and len(fitting) == 1 and not nearest(field, known):
            near = fitting[0]
        if near is None and end is TARGET and (missed := _missed(ctx, edge, known)):
            if not clearly_nearest(field, missed, known) or not fits(ctx, edge, target_field=missed):
                return display("remove the edge", remove(*edge.path))
            near = missed
        if near is not None and edge.source != edge.target:
            return use(edge, end.field, near)
    return without(ctx, edge, dropped=dropped)


def _missed(ctx: Context, edge: Edge, known: list[str]) -> str | None:
    """The input that the edge was probably meant for, if it is missing: taking the edge out mends nothing."""
    near = nearest(edge.target_field, known)
    missing = ctx.analysis(_missing)
    return near[0] if near and (edge.target, near[0]) in missing else None


def _missing(ctx: Context) -> set[tuple[str, str]]:
    return {(node.id, name) for node, name, _ in ctx.analysis(input_faults).missing}


def _renamed(ctx: Context, edge: Edge, end: End, known: list[str]) -> str | None:
    """What the field is called in this release, where it was renamed and the edge fits it."""
    from wflint.catalogue.renames import renamed_inputs, renamed_outputs

    node = ctx.graph.nodes.get(getattr(edge, end.node))
    renamed = renamed_outputs() if end is SOURCE else renamed_inputs()
    now = renamed.get((node.type, getattr(edge, end.field))) if node is not None else None
    return now if now in known and fits(ctx, edge, **{end.field: now}) else None


def _other_end(ctx: Context, edge: Edge, end: End) -> Related:
    if end is SOURCE:
        return Related(edge.pointer("target"), f"leads to {ctx.names.end(edge.target, edge.target_field)}")
    return comes_from(ctx, edge)


def _fits(ctx: Context, edge: Edge, end: End, field: str) -> bool:
    """Whether the edge would do with another field at that end."""
    source, target = ctx.graph.nodes.get(edge.source), ctx.graph.nodes.get(edge.target)
    if source is None or target is None:
        return False
    names = (field, edge.target_field) if end is SOURCE else (edge.source_field, field)
    judged = verdict(ctx.catalogue, source.type, names[0], target.type, names[1])
    if judged is None or judged.fault is not None or judged.ui_fault is not None:
        return False
    return end is SOURCE or (target.id, field) not in ctx.graph.into
