"""Findings about nodes by their classification, one for each node type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.rules.base import Context


def by_type(ctx: Context, classification: str) -> dict[str, list[Node]]:
    """The nodes of that classification, by type; empty (and cheap) for nearly every document."""
    nodes = ctx.analysis(survey).classified.get(classification)
    grouped: dict[str, list[Node]] = {}
    for node in nodes or ():
        grouped.setdefault(node.type, []).append(node)
    return grouped


def each_type(ctx: Context, classification: str, says: str) -> Iterator[Finding]:
    """One finding a type, at its first node."""
    for nodes in by_type(ctx, classification).values():
        yield Finding(
            f"{ctx.describe(nodes[0])}: {says}",
            nodes[0].path,
            node=nodes[0].id,
            node_type=nodes[0].type,
            related=tuple(Related(n.path, f"{ctx.describe(n)} too") for n in nodes[1:]),
        )
