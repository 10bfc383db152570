"""The values of a document that are certain before anything runs, and the nodes that therefore never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.graph.ir import Graph
    from wflint.models.flow.computed.evaluate import Computed
    from wflint.rules.base import Context

_NOBODY: frozenset[str] = frozenset()


def computed(ctx: Context) -> Computed:
    """The values; call it through ``ctx.analysis(computed)``."""
    from wflint.models.flow.computed.evaluate import Computed

    return Computed(ctx.graph, ctx.catalogue, first_edge_wins=ctx.drops_wires)


def asleep(ctx: Context) -> frozenset[str]:
    """The nodes that never run as the document stands; call it through ``ctx.analysis(asleep)``.

    What the user of a workflow's form may change counts as not known.
    """
    graph = ctx.graph
    if graph.unread_edges:
        return _NOBODY
    for node in graph.nodes.values():
        if node.type in ("if", "iterate"):
            break
    else:
        return _NOBODY
    from wflint.models.flow.asleep import sleepers
    from wflint.rules.shared.exposed import exposed_inputs

    exposed = ctx.analysis(exposed_inputs) if ctx.is_workflow else ()
    return sleepers(graph, ctx.analysis(computed), lambda node_id, field: (node_id, field) in exposed)


def running(ctx: Context) -> Graph:
    """The graph without the nodes that never run; call it through ``ctx.analysis(running)``."""
    names = ctx.analysis(asleep)
    if not names:
        return ctx.graph
    from wflint.models.flow.asleep import awake

    return awake(ctx.graph, names)
