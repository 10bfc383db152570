"""A Collect node has nothing to collect.

What it does: reports `collect` nodes without any edge into them. In releases whose collectors take items only
(before 6.13) an edge into `collection` does not count.

Why it is bad: the server refuses the graph ("Collector must have at least one item or collection input edge",
or "Collector input collection items must be of a single type" in older releases). The web UI does not see it
before that.

How to fix: connect items, or remove the Collect node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "TP102",
    "a collect node has nothing to collect",
    graph=rejected(),
    workflow=rejected(),
    nodes=frozenset({"collect"}),
)


_CHAINED = "Collector must have at least one item or collection input edge"
_CLASSIC = "Collector input collection items must be of a single type"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    nodes = ctx.analysis(survey).named.get("collect", ())
    if not nodes or ctx.graph.unread_edges:
        return
    into = ctx.graph.into
    chained = ctx.catalogue.dialect == "chained"
    for node in nodes:
        if (node.id, "item") in into or (chained and (node.id, "collection") in into):
            continue
        release = ctx.catalogue.name
        if (node.id, "collection") in into:
            message = f'{ctx.describe(node)} has an edge into "collection", but none into "item"'
            cure = f"connect an item too: InvokeAI {release} needs one"
        else:
            message = f'{ctx.describe(node)} has no edge into "item"'
            cure = "connect an item, or remove the node"
        yield Finding(
            message,
            node.path,
            node=node.id,
            node_type=node.type,
            field="item",
            help=cure,
            error=_CHAINED if chained else _CLASSIC,
        )
