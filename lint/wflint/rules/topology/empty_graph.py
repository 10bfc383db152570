"""A workflow or graph has no node to run.

What it does: reports documents without any invocation node; notes, connectors, batch and generator nodes do
not count, since nothing of them reaches the server.

Why it is bad: the web UI blocks Invoke. The server accepts an empty graph and does nothing.

How to fix: add nodes, or remove the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Severity, Stage
from wflint.document import Kind
from wflint.graph.ir import UI_ONLY_NODES
from wflint.rules.base import Context, Rule, advice, rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "TP106",
    "a workflow or graph has no node to run",
    graph=advice(Stage.RUN, Severity.WARNING),
    workflow=rejected(Stage.READY),
    when="shared.plain:no_nodes",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a document, at its nodes."""
    nodes = ctx.graph.nodes
    if nodes and not (ctx.is_workflow and all(n.type in UI_ONLY_NODES for n in nodes.values())):
        return
    holder: Any = ctx.document.data
    path: tuple[str | int, ...] = ("nodes",)
    if ctx.kind is Kind.BATCH:
        holder = holder.get("graph") if isinstance(holder, dict) else None
        path = ("graph", "nodes")
    raw = holder.get("nodes") if isinstance(holder, dict) else None
    if not isinstance(raw, (dict, list)) or (raw and not nodes and not _only_notes(ctx, raw)):
        return  # what is there cannot be read, and a finding about the shape says so
    what = "workflow" if ctx.is_workflow else "graph"
    only = ""
    if nodes:
        only = ": batch and generator nodes only fill the inputs of others"
    elif raw:
        only = ", only notes or connectors"
    yield Finding(
        f"the {what} has no node to run{only}",
        path,
        help="add a node, or remove the file",
        then="" if ctx.is_workflow else "InvokeAI accepts it and does nothing",
    )


def _only_notes(ctx: Context, raw: dict[str, Any] | list[Any]) -> bool:
    return ctx.is_workflow and len(raw) == len(ctx.graph.notes) + len(ctx.graph.connectors)
