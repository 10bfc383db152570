"""The nodes of a document by their classification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

MAY_GO = "runs as written, but any release may change or remove the node"


def by_type(ctx: Context, classification: str) -> dict[str, list[Node]]:
    """The nodes of that classification, by type; empty (and cheap) for nearly every document."""
    nodes = ctx.analysis(survey).classified.get(classification)
    grouped: dict[str, list[Node]] = {}
    for node in nodes or ():
        grouped.setdefault(node.type, []).append(node)
    return grouped
