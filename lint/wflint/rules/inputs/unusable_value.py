"""A value that the input's type allows, but with which the node fails when it runs.

What it does: checks the values of nodes that work without models against what their code does with them: a
step of 0, limits the wrong way round, a division by 0, an empty delimiter (the default of `string_split`), a
faulty regular expression, tiles that overlap by more than their size, an empty workflow or key, a folder
outside the outputs, a key that is returned twice, a mode of a provider's node without its image. Values that
arrive by an edge are checked where a node before it fixes them.

Why it is bad: InvokeAI accepts the graph, and the run fails at this node.

How to fix: change the value as the help says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule, fails
from wflint.rules.inputs._run_checks import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "IN107",
    "a value with which the node fails when it runs",
    graph=fails(),
    workflow=fails(),
    nodes=frozenset(CHECKS),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a value."""
    checks = CHECKS
    nodes = [node for node in ctx.graph.nodes.values() if node.type in checks]
    if not nodes or ctx.graph.unread_edges:
        return
    from wflint.rules.inputs._run_values import Values
    from wflint.rules.shared.exposed import exposed_inputs
    from wflint.rules.shared.stages import stages

    sizes = ctx.analysis(stages).sizes
    for node in nodes:
        if node.lost or ctx.catalogue.node(node.type) is None:
            continue
        values = Values(node, sizes, ctx.catalogue)
        for one in checks[node.type]:
            refused = one(values)
            if refused is None:
                continue
            if ctx.is_workflow and (node.id, refused.field) in ctx.analysis(exposed_inputs):
                continue  # the user of the form is to give another
            yield Finding(
                f"{ctx.names.input(node, refused.field)} {refused.says}",
                node.declared_pointer(refused.field),
                node=node.id,
                node_type=node.type,
                field=refused.field,
                help=refused.cure,
                error=refused.error,
            )
            break
