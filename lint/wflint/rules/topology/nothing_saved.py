"""Every image that the graph makes is intermediate.

What it does: reports documents that make images or videos, all of them by nodes marked as intermediate.

Why it is bad: intermediate images do not appear in the gallery, and InvokeAI deletes them when
intermediates are cleared. Graphs whose output is a node called `canvas_output` are left alone: the web UI's
canvas takes the image from there.

How to fix: clear "intermediate" on the last node (in the web UI: tick "Save to Gallery").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, advice
from wflint.rules.topology._loose_ends import ACT, IMAGE, image_kind, image_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "TP105",
    "every image that the graph makes is intermediate",
    graph=advice(Stage.RUN, Severity.INFO),
    workflow=advice(Stage.RUN, Severity.WARNING),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a document, at the last node that makes an image."""
    kinds = ctx.catalogue.cached("image-kinds", image_kinds)
    last: Node | None = None
    makers: list[str] = []
    ends: list[str] = []
    for node in ctx.graph.nodes.values():
        try:
            kind = kinds[node.type]
        except KeyError:
            kind = kinds[node.type] = image_kind(ctx.catalogue, node.type)
        if kind == IMAGE:
            if node.is_intermediate is not True:
                return
            makers.append(node.id)
            if last is None or node.id not in ctx.graph.out_of:
                last = node
            if node.id not in ctx.graph.out_of:
                ends.append(node.id)
        elif kind == ACT:
            return
    if last is None or any(i.startswith("canvas_output") for i in ctx.graph.nodes):
        return
    what, equals = ctx.describe(last), ends or makers
    yield Finding(
        "nothing is saved to the gallery: every node that makes an image is intermediate",
        last.path,
        node=last.id,
        node_type=last.type,
        help=f'tick "Save to Gallery" on {what}'
        if ctx.is_workflow
        else f'set "is_intermediate" of {what} to false',
        then="runs, but the images are deleted when intermediates are cleared",
        about=min(equals) if len(equals) > 1 else "",  # which of them is the last one is the file's order
    )
