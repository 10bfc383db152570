"""Whether a node could simply be of another type: with its values, its edges, and all that the type needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.edges.verdict import verdict
from wflint.graph.server.node_values import node_judge
from wflint.rules.shared.inputs_workflow import left_open
from wflint.rules.shared.namings import namings, wires_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wflint.graph.ir import Edge, Node
    from wflint.graph.server.node_values import NodeJudge
    from wflint.rules.base import Context


class Becoming:
    """A node that becomes one of another type; inputs and outputs that are called otherwise there.

    ``written`` are values that it gets with the type.
    """

    __slots__ = ("_ctx", "_dropped", "_inputs", "_node", "_outputs", "_to", "_written")

    def __init__(
        self,
        ctx: Context,
        node: Node,
        to: str,
        inputs: Mapping[str, str],
        outputs: Mapping[str, str],
        dropped: Sequence[str],
        written: Mapping[str, Any] | None = None,
    ) -> None:
        self._ctx = ctx
        self._node = node
        self._to = to
        self._inputs = inputs
        self._outputs = outputs
        self._dropped = frozenset(dropped)
        self._written = written or {}

    def suits(self) -> bool:
        """Whether no fault comes with the other type. Inputs that it does not have can be taken out."""
        judge = node_judge(self._to, self._ctx.catalogue)
        if judge is None:
            return True
        wires = [
            wire
            for wire in self._ctx.analysis(wires_of).get(self._node.id, ())
            if not (wire.target == self._node.id and wire.target_field in self._dropped)
        ]
        return self._fed(judge, wires) and all(self._fits(judge, wire) for wire in wires)

    def _fed(self, judge: NodeJudge, wires: list[Edge]) -> bool:
        ctx, node = self._ctx, self._node
        connected = {
            self._inputs.get(wire.target_field, wire.target_field) for wire in wires if wire.target == node.id
        }
        values = {
            self._inputs.get(name, name): value
            for name, value in node.values.items()
            if name not in self._dropped
        } | dict(self._written)
        sent = {n: v for n, v in values.items() if not (ctx.is_workflow and n in connected)}
        accepts = judge.ui_accepts if ctx.is_workflow else judge.accepts
        if any(name in accepts and not accepts[name](value) for name, value in sent.items()):
            return False
        for name in (*judge.needed, *judge.demanded):
            if values.get(name) is not None or (name in connected and name in judge.needed):
                continue
            if ctx.is_workflow and left_open(ctx, node, judge, name):
                continue
            if not ctx.is_workflow and (node.id, name) in ctx.analysis(namings):
                continue
            return False
        return True

    def _fits(self, judge: NodeJudge, wire: Edge) -> bool:
        """Whether an edge of the node is one of the other type, too; what nobody can judge is."""
        node, nodes = self._node, self._ctx.graph.nodes
        if wire.source == wire.target:
            return True
        leaves = wire.source == node.id
        if leaves:
            field = self._outputs.get(wire.source_field, wire.source_field)
            other = nodes.get(wire.target)
            if field not in judge.definition.outputs:
                return False
        else:
            field = self._inputs.get(wire.target_field, wire.target_field)
            other = nodes.get(wire.source)
            if field not in judge.definition.inputs:
                return False
        if other is None:
            return True
        ends = (
            (self._to, field, other.type, wire.target_field)
            if leaves
            else (other.type, wire.source_field, self._to, field)
        )
        judged = verdict(self._ctx.catalogue, *ends)
        return judged is None or (
            judged.fault is None and (not self._ctx.is_workflow or judged.ui_fault is None)
        )
