"""An iterate node has no edge into its collection.

What it does: reports `iterate` nodes whose `collection` is not connected.

Why it is bad: the server refuses the graph, whatever literal value the collection has ("Iterator must have a
collection input edge"). The web UI notices nothing before that.

How to fix: connect a node that gives a collection (a range, a string or image collection, collect), or remove
the iterate node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    into = ctx.graph.into
    if ctx.graph.unread_edges:
        return
    for node in ctx.analysis(survey).named.get("iterate", ()):
        if (node.id, "collection") in into:
            continue
        literal = ", and a literal value does not count" if node.values.get("collection") else ""
        yield Finding(
            f"{ctx.describe(node)} iterates over nothing: no edge leads into its collection{literal}. "
            "InvokeAI refuses the graph",
            node.declared_pointer("collection"),
            node=node.id,
            node_type=node.type,
            field="collection",
        )
