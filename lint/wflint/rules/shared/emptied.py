"""Whether taking edges out leaves an input, or a node, with nothing: one fault for another.

Only asked by fixes: no check needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.ir import BATCH_NODES, UI_ONLY_NODES
from wflint.graph.server.node_values import node_judge

if TYPE_CHECKING:
    from wflint.graph.ir import Edge, Node
    from wflint.rules.base import Context

_STARTS = ("noise", "latents")  # a denoise node needs one of them
_FAR = 200  # wires behind connectors that are followed
# Nodes that the server refuses without an edge there, whatever value the input has.
_FED = {"collect": ("item", "collection"), "iterate": ("collection",)}


def emptied(ctx: Context, *gone: Edge) -> bool:
    """Whether something needs one of these edges, and has no other."""
    out = {edge.index for edge in (*gone, *_behind_connectors(ctx, gone))}
    at = ctx.analysis(_ends)
    return any(_needs(ctx, *at[index], out) for index in out if index in at) or any(
        _idle(ctx, e.source, out) for e in gone
    )


def _ends(ctx: Context) -> dict[int, tuple[str, str]]:
    """The inputs that edges feed, by their places in the file."""
    return {edge.index: (edge.target, edge.target_field) for edge in ctx.graph.edges}


def _batched(ctx: Context) -> set[tuple[str, str]]:
    return {(item.node, item.field) for group in ctx.graph.batch for item in group}


def _out_of(ctx: Context) -> dict[str, list[Edge]]:
    """The wires by the connectors and batch nodes that they start from."""
    found: dict[str, list[Edge]] = {}
    nodes, connectors = ctx.graph.nodes, ctx.graph.connectors
    for wire in ctx.graph.wires:
        if wire.source in connectors or getattr(nodes.get(wire.source), "type", "") in BATCH_NODES:
            found.setdefault(wire.source, []).append(wire)
    return found


def _behind_connectors(ctx: Context, gone: tuple[Edge, ...]) -> list[Edge]:
    """The wires that bring nothing any more, as what feeds their connector is gone."""
    connectors = ctx.graph.connectors
    waiting = [edge.target for edge in gone if edge.target in connectors]
    found: list[Edge] = []
    seen = set(waiting)
    while waiting and len(found) < _FAR:
        for wire in ctx.analysis(_out_of).get(waiting.pop(), ()):
            found.append(wire)
            if wire.target in connectors and wire.target not in seen:
                seen.add(wire.target)
                waiting.append(wire.target)
    return found


def _needs(ctx: Context, node_id: str, name: str, out: set[int]) -> bool:
    into = ctx.graph.into
    node = ctx.graph.nodes.get(node_id)
    if node is None or any(edge.index not in out for edge in into.get((node_id, name), ())):
        return False
    fed = _FED.get(node.type, ())
    if name in fed:
        others = (edge for other in fed for edge in into.get((node_id, other), ()))
        return all(edge.index in out for edge in others)
    if name in _STARTS and _starts_from_nothing(ctx, node, out):
        return True
    judge = node_judge(node.type, ctx.catalogue)
    if judge is None or node.type in UI_ONLY_NODES or node.values.get(name) is not None:
        return False
    if name not in judge.needed and name not in judge.demanded:
        return False
    if ctx.is_workflow:
        from wflint.rules.shared.inputs_workflow import left_open

        return not left_open(ctx, node, judge, name)
    # What the server demands in the graph itself is missing with the edge, too.
    return name in judge.needed and (node_id, name) not in ctx.analysis(_batched)


def _starts_from_nothing(ctx: Context, node: Node, out: set[int]) -> bool:
    """Whether a denoise node of Stable Diffusion would have neither noise nor latents."""
    from wflint.models.families.settings import SD

    if node.type not in SD or any(node.values.get(name) is not None for name in _STARTS):
        return False
    edges = (edge for name in _STARTS for edge in ctx.graph.into.get((node.id, name), ()))
    return all(edge.index in out for edge in edges)


def _idle(ctx: Context, source: str, out: set[int]) -> bool:
    """Whether a batch node leads nowhere then."""
    node = ctx.graph.nodes.get(source)
    if node is None or node.type not in BATCH_NODES:
        return False
    return all(wire.index in out for wire in ctx.analysis(_out_of)[source])
