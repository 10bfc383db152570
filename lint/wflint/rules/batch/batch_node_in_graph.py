"""A graph holds a batch or generator node.

What it does: reports batch and generator nodes (`image_batch`, `string_generator`, ...) in graphs, enqueue
bodies and sessions.

Why it is bad: these nodes exist in the web UI only, which turns them into batch data before it sends a
graph. The server cannot make such a node and refuses the request with an internal error.

How to fix: remove the node and put its items into the enqueue body's `data`: {"node_path": the node it fed,
"field_name": the input, "items": [...]}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.graph.ir import BATCH_NODES, GENERATOR_NODES
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.batch._data import ui_only_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "BA109", "a graph holds a batch or generator node", graph=rejected(), nodes=BATCH_NODES | GENERATOR_NODES
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    for node in ui_only_nodes(ctx):
        kind = "batch" if node.type.endswith("_batch") else "generator"
        yield Finding(
            f"{ctx.describe(node)} is a {kind} node, which works in the web UI only",
            node.path,
            node=node.id,
            node_type=node.type,
            help='remove it, and put its items into "data" of the enqueue body',
            then="the server refuses it with an internal error",
        )
