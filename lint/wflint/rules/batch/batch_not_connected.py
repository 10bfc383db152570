"""A batch node is not connected to an input.

What it does: reports batch nodes of a workflow without an edge out of them.

Why it is bad: the web UI blocks Invoke.

How to fix: connect the batch node to the input that it is to fill, or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.graph.ir import BATCH_NODES
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.batch._data import batch_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "BA107", "a batch node is not connected to an input", workflow=rejected(Stage.READY), nodes=BATCH_NODES
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a batch node."""
    batches = ctx.analysis(batch_nodes)
    if not batches:
        return
    through = profile(ctx.catalogue).batch_connectors
    wired = set(ctx.graph.out_of) if through else {w.source for w in ctx.graph.wires}
    for batch in batches:
        if batch.node.id not in wired:
            yield Finding(
                f"{ctx.describe(batch.node)} is not connected to an input",
                batch.node.path,
                node=batch.node.id,
                node_type=batch.node.type,
                help="connect it, or remove it",
            )
