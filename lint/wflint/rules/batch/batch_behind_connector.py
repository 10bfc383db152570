"""A batch node feeds its input through a connector.

What it does: reports edges from a batch node to a connector.

Why it is bad: for batch nodes the web UI does not look through connectors (that of InvokeAI 7 does). It asks
the server to fill the connector, which is not a node of the graph, and the server refuses ("Node ... not
found in graph").

How to fix: connect the batch node directly. `--unsafe-fixes` does, if one edge leaves the connector.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import elide
from wflint.graph.ir import BATCH_NODES
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.batch._data import batch_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Edge

RULE = Rule(
    "BA108", "a batch node feeds its input through a connector", workflow=rejected(), nodes=BATCH_NODES
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge from a batch node to a connector."""
    graph = ctx.graph
    if not graph.connectors or profile(ctx.catalogue).batch_connectors or not ctx.analysis(batch_nodes):
        return
    for wire in graph.wires:
        node = graph.nodes.get(wire.source)
        if node is None or node.type not in BATCH_NODES or wire.target not in graph.connectors:
            continue
        yield Finding(
            f"{ctx.describe(node)} is connected to connector {ctx.names.id(wire.target)}, not to an input",
            wire.pointer("target"),
            node=node.id,
            node_type=node.type,
            field=wire.source_field,
            help="connect the batch node straight to the input",
            error=f"Node {elide(wire.target)} not found in graph",
            fix=partial(_straight, ctx, wire),
        )


def _straight(ctx: Context, wire: Edge) -> Fix | None:
    """Where one edge leaves the connector, into an input: what feeds the connector feeds that."""
    from wflint.diagnostics.fix import remove, replace, unsafe

    leaving = ctx.analysis(_leaving).get(wire.target, [])
    if len(leaving) != 1 or leaving[0].target not in ctx.graph.nodes:
        return None
    last = leaving[0]
    return unsafe(
        "connect it straight to the input",
        replace(*wire.pointer("target"), value=last.target),
        replace(*wire.pointer("target_field"), value=last.target_field),
        remove(*last.path),
    )


def _leaving(ctx: Context) -> dict[str, list[Edge]]:
    """The edges out of each connector."""
    found: dict[str, list[Edge]] = {}
    for wire in ctx.graph.wires:
        if wire.source in ctx.graph.connectors:
            found.setdefault(wire.source, []).append(wire)
    return found
