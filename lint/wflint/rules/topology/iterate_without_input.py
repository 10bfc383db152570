"""An Iterate node has no edge into its collection.

What it does: reports `iterate` nodes whose `collection` is not connected.

Why it is bad: the server refuses the graph ("Iterator must have a collection input edge"), even where the
file gives the collection a value. The web UI does not see it before that.

How to fix: connect a node that gives a list (Integer Range, String Collection Primitive, Collect...), or
remove the Iterate node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "TP101",
    "an iterate node has no edge into its collection",
    graph=rejected(),
    workflow=rejected(),
    nodes=frozenset({"iterate"}),
)


# Nodes that hold a list, by the type of its items.
_HOLDERS = {int: "integer_collection", float: "float_collection", str: "string_collection"}


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    into = ctx.graph.into
    if ctx.graph.unread_edges:
        return
    for node in ctx.analysis(survey).named.get("iterate", ()):
        if (node.id, "collection") in into:
            continue
        value = node.values.get("collection")
        yield Finding(
            f'{ctx.describe(node)} has a list as its value, but needs an edge into "collection"'
            if value
            else f'{ctx.describe(node)} has no edge into "collection"',
            node.declared_pointer("collection"),
            node=node.id,
            node_type=node.type,
            field="collection",
            help=_cure(ctx, value),
            error="Iterator must have a collection input edge" if ctx.catalogue.dialect == "chained" else "",
        )


def _cure(ctx: Context, value: Any) -> str:
    """The node that holds such a list, or any that gives one."""
    kinds = {type(item) for item in value} if type(value) is list else set()
    holder = _HOLDERS.get(kinds.pop()) if len(kinds) == 1 else None
    if holder is not None and ctx.catalogue.node(holder) is not None:
        return f"put the list into {ctx.names.title(holder)}, and connect that"
    return "connect a node that gives a list, or remove this one"
