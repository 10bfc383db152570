"""Edges that name a field which is not there, at either end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.diagnostics import Finding
from wflint.graph.edges.wording import missing_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.graph.ir import Edge
    from wflint.rules.base import Context


class End(NamedTuple):
    """One end of an edge: which members of :class:`Edge` it is, and what users call it."""

    node: str
    field: str
    word: str
    definitions: str  # the member of NodeDef that lists such fields
    on_connector: str  # the only such field a connector has


SOURCE = End("source", "source_field", "output", "outputs", "out")
TARGET = End("target", "target_field", "input", "inputs", "in")


def missing_fields(ctx: Context, edges: Iterable[Edge], end: End) -> Iterator[Finding]:
    """One finding an edge, at the name of the field."""
    consequence = (
        "InvokeAI drops the edge when it loads the workflow"
        if ctx.is_workflow
        else "InvokeAI refuses the graph"
    )
    for edge in edges:
        node_id, field = getattr(edge, end.node), getattr(edge, end.field)
        node = ctx.graph.nodes.get(node_id)
        if node is None:
            message = missing_field(end.word, "connector", field, (end.on_connector,))
        else:
            definition = ctx.catalogue.node(node.type)
            known = getattr(definition, end.definitions) if definition is not None else ()
            message = missing_field(end.word, ctx.describe(node), field, known)
        yield Finding(
            f"{message}. {consequence}",
            edge.pointer(end.field),
            node=node_id,
            node_type=node.type if node is not None else None,
            field=field,
        )
