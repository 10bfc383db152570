"""A Collect node does not get what its edges bring.

What it does: reports `collect` nodes of InvokeAI before 6.0 whose edges come from several nodes by outputs of
different names, or lead partly into `collection`.

Why it is bad: up to 5.15.0 InvokeAI gives all of a Collect node's sources the edges of one of them. Where a
source has no output of that name the run fails with InvalidEdgeError, though the graph was accepted. Where it
has one, that is silently gathered instead. Which source it is changes with each start of the server.

How to fix: gather outputs of one name, by a node between that hands the value on (Integer Primitive,
Resize Image...), or use InvokeAI 6.0 or later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Finding, Related
from wflint.graph.server.gathering import confused, confuses
from wflint.rules.base import Context, Rule, fails, silent
from wflint.rules.shared.edges import edge_faults
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "ED113",
    "a collect node does not get what its edges bring",
    graph=fails(),
    workflow=fails(),
    nodes=frozenset({"collect"}),
)
_ERROR = "InvalidEdgeError"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a collector."""
    graph = ctx.graph
    if graph.unread_edges or not confuses(ctx.catalogue):
        return
    refused = {fault.node.id for fault in ctx.analysis(edge_faults).special}
    for node in ctx.analysis(survey).named.get("collect", ()):
        found = confused(graph, ctx.catalogue, node)
        if found is None or node.id in refused or (node.id, "item") not in graph.into:
            continue  # without items, or with such as do not go together, the server refuses the graph
        surely = found.fails == found.sources
        first, *others = found.edges
        yield Finding(
            f"{ctx.describe(node)} gathers outputs of different names, which InvokeAI before 6.0 mixes up",
            first.pointer("target_field"),
            node=node.id,
            node_type=node.type,
            field=first.target_field,
            outcome=None if found.fails else silent(),
            confidence=None if surely or not found.fails else Confidence.LIKELY,
            related=tuple(
                Related(e.path, f"comes from {ctx.names.end(e.source, e.source_field)}")
                for e in (first, *others[:4])
            ),
            help="gather outputs of one name, or use InvokeAI 6.0 or later",
            error=_ERROR if found.fails else "",
            then="" if found.fails else "runs, but silently gathers one output's name from all of them",
        )
