"""Findings about literals that InvokeAI refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.rules.base import Context, rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.graph.ir import Node
    from wflint.graph.server.literal_fault import LiteralFault


def refused_literals(
    ctx: Context, faults: Iterable[tuple[Node, str, LiteralFault, Stage]]
) -> Iterator[Finding]:
    """One finding for each (node, input, fault, stage), at the part of the literal that is at fault."""
    for node, name, fault, stage in faults:
        ready = stage is Stage.READY
        consequence = "The web UI does not enable Invoke" if ready else "InvokeAI refuses the graph"
        yield Finding(
            f'{ctx.describe(node)}: "{name}" {fault.statement} {consequence}',
            (*node.input_pointer(name), *fault.path),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=rejected(Stage.READY if ready else Stage.ENQUEUE),
        )
