"""A member has a value of the wrong type.

What it does: reports members whose value is of another type than InvokeAI wants, or not among the few words
that it knows there. In a workflow: "nodes" that is not a list, "isOpen" of a node that is not a boolean,
"type" of an edge other than `default` and `collapsed`, "nodePack" null, "meta.category" other than `user` and
`default`. In a graph: "nodes" that is not an object, an edge end that is a string, "runs" below 1.

Why it is bad: with one such value the web UI loads nothing of the workflow, and the server refuses the
request.

How to fix: write a value of the type that the message names. Other rules judge the values of inputs.
`--fix` does where a value can be read in one way only: `"false"`, null for a text, edges of the editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Stage
from wflint.graph.reading.faults import PACK, PACK_CURE, Place, edge_type
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding
    from wflint.graph.ir import Edge

RULE = Rule(
    "SH105",
    "a member has a value of the wrong type",
    workflow=rejected(Stage.LOAD),
    graph=rejected(),
)


def check(ctx: Context) -> Iterator[Finding]:
    """What only some releases refuse; everything else is found on reading."""
    if not ctx.is_workflow:
        if ctx.catalogue.loops:  # before, servers did not read the type of an edge
            for edge, value in ctx.graph.odd_types:
                yield edge_type(_at(edge), value, '"default" or "loop_linkage"')
        return
    ui = profile(ctx.catalogue)
    if ui.tolerant:
        return
    meta: Any = ctx.document.data.get("meta")
    if type(meta) is dict and meta.get("category") == "project" and not ui.project:
        yield Place('"meta"', ("meta",)).wrong("category", '"user" or "default"', "project")
    if ctx.graph.links and not ctx.catalogue.loops:
        for edge in ctx.graph.links:
            if not edge.flattened:
                yield edge_type(_at(edge), edge.type)
    if ctx.document.version in ("1.0.0", None) or ui.null_pack:
        return
    for node in ctx.graph.nodes.values():
        if node.raw.get("nodePack", "") is None:
            what, at = ctx.describe(node), (*node.path, "data")
            place = Place(what, at, several="nodes", node=node.id, node_type=node.type)
            yield place.wrong("nodePack", PACK, None, PACK_CURE)


def _at(edge: Edge) -> Place:
    return Place(f"edge {edge.index + 1}", edge.path, several="edges")
