"""A value that the input's type allows, but with which the node fails when it runs.

What it does: checks the values of nodes that work without models against what their code does with them: a
step of 0, limits the wrong way round, a division by 0, an empty delimiter (the default of `string_split`), a
faulty regular expression, tiles that overlap by more than their size, an empty workflow or key, a folder
outside the outputs, a key that is returned twice, a mode of a provider's node without its image, any LoRA at
the input of `metadata_to_lora_collection`; and
arithmetic that fails, such as a power that is too large. Values that arrive by an edge are checked where they
follow from the nodes before, those of iterations and batch items one by one.

Why it is bad: InvokeAI accepts the graph, and the run fails at this node.

How to fix: change the value as the help says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import listed
from wflint.rules.base import Context, Rule, fails
from wflint.rules.inputs._run_checks import CHECKS, COMPUTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.computed.known import Raised
    from wflint.models.flow.sizes import Sizes
    from wflint.rules.inputs._run_values import Refused

RULE = Rule(
    "IN107",
    "a value with which the node fails when it runs",
    graph=fails(),
    workflow=fails(),
    nodes=COMPUTING.union(CHECKS),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    checks, computing = CHECKS, COMPUTING
    nodes = [node for node in ctx.graph.nodes.values() if node.type in checks or node.type in computing]
    if not nodes or ctx.graph.unread_edges:
        return
    from wflint.rules.shared.stages import stages

    sizes = ctx.analysis(stages).sizes
    for node in nodes:
        if node.lost or ctx.catalogue.node(node.type) is None:
            continue
        if node.type not in checks and not sizes.computed.raises(node.id):
            continue
        for case in sizes.cases(node):
            found = list(_in_case(ctx, case, node))
            if found:
                yield from found
                break


def _in_case(ctx: Context, sizes: Sizes, node: Node) -> Iterator[Finding]:
    """What one run of the node fails with."""
    from wflint.rules.inputs._run_values import Values
    from wflint.rules.shared.exposed import exposed_inputs

    values = Values(node, sizes, ctx.catalogue)
    for one in CHECKS.get(node.type, ()):
        refused = one(values)
        if refused is None:
            continue
        if ctx.is_workflow and (node.id, refused.field) in ctx.analysis(exposed_inputs):
            continue  # the user of the form is to give another
        yield _finding(ctx, sizes, node, refused)
        return
    raised = values.failure() if node.type in COMPUTING else None
    if raised is not None:
        yield _computed(ctx, sizes, node, raised)


def _finding(ctx: Context, sizes: Sizes, node: Node, refused: Refused) -> Finding:
    from wflint.rules.shared.origins import origins

    return Finding(
        f"{ctx.names.input(node, refused.field)} {refused.says}",
        node.declared_pointer(refused.field),
        node=node.id,
        node_type=node.type,
        field=refused.field,
        related=origins(ctx, sizes, node, refused.field),
        help=refused.cure,
        error=refused.error,
    )


def _computed(ctx: Context, sizes: Sizes, node: Node, raised: Raised) -> Finding:
    """What no check words: the node's own arithmetic says no."""
    from wflint.models.flow.computed.makers import MAKERS
    from wflint.rules.shared.origins import origins, value_words

    reads = [name for name in MAKERS[node.type].reads if sizes.connected(node, name) or name in node.values]
    shown = [f'"{name}" {words}' for name in reads if (words := value_words(sizes.value(node, name)))]
    kind, _, says = raised.error.partition(": ")
    return Finding(
        f"{ctx.describe(node)} cannot work with {listed(shown, 3) or 'these values'}",
        node.path,
        node=node.id,
        node_type=node.type,
        related=tuple(place for name in reads for place in origins(ctx, sizes, node, name)),
        help="use other values",
        error=f"{kind}: {says}" if says else kind,
    )
