"""Every picture that the graph makes is intermediate.

What it does: reports documents that make images or videos, all of them by nodes marked as intermediate.

Why it is bad: intermediate pictures do not appear in the gallery, and InvokeAI deletes them when
intermediates are cleared. Graphs whose output is a node called `canvas_output` are left alone: the web UI's
canvas takes the picture from there.

How to fix: clear "intermediate" on the last node (in the web UI: tick "Save to Gallery").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.topology._loose_ends import ACT, PICTURE, picture_kind, picture_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "TP105",
    "every picture that the graph makes is intermediate",
    graph=advice(Stage.RUN, Severity.INFO),
    workflow=advice(Stage.RUN, Severity.WARNING),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a document, at the last node that makes a picture."""
    kinds = ctx.catalogue.cached("picture-kinds", picture_kinds)
    last: Node | None = None
    for node in ctx.graph.nodes.values():
        try:
            kind = kinds[node.type]
        except KeyError:
            kind = kinds[node.type] = picture_kind(ctx.catalogue, node.type)
        if kind == PICTURE:
            if node.is_intermediate is not True:
                return
            if last is None or node.id not in ctx.graph.out_of:
                last = node
        elif kind == ACT:
            return
    if last is None or any(i.startswith("canvas_output") for i in ctx.graph.nodes):
        return
    how = (
        'tick "Save to Gallery" on the last one'
        if ctx.is_workflow
        else 'set "is_intermediate" to false on it'
    )
    yield Finding(
        "nothing is saved to the gallery: every node that makes a picture is intermediate, "
        f"{ctx.describe(last)} too; {how}",
        last.path,
        node=last.id,
        node_type=last.type,
    )
