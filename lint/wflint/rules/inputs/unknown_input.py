"""A node sets an input that it does not have.

What it does: reports values for inputs that the node does not have in the target release. Nothing is said of
an input that the web UI removes from a newer or older node when its value is the default of the release that
the node comes from: nothing is lost with it.

Why it is bad: the server silently drops unknown members of a graph's nodes, so the node runs with the default
of the input that was meant. In a workflow the web UI removes the input, with its value, when it updates an
older or newer node; in a node that it does not update it keeps the input, and that blocks Invoke ("Missing
field template"). That of InvokeAI 7 silently leaves such an input out of what it sends.

How to fix: correct the name (near misses are suggested), or remove the input. Where no free input has a name
like it, the fix removes it, which changes nothing that is sent; otherwise it renames it, which is unsafe.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import quoted
from wflint.graph.webui.profile import profile
from wflint.graph.webui.updating import is_updated
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.inputs._slips import meant_input
from wflint.rules.shared.inputs import input_faults
from wflint.rules.shared.releases import origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

RULE = Rule(
    "IN102",
    "a node sets an input that it does not have",
    graph=silent(Stage.ENQUEUE),
    workflow=rejected(Stage.READY),
    when="shared.inputs:input_faults.unknown",
)
_MISSPELT = silent(Stage.ENQUEUE, Severity.ERROR)
_UNSENT = silent(Stage.LOAD, Severity.ERROR)
_LOST = silent(Stage.LOAD)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a name, at the name."""
    sends = ctx.is_workflow and not profile(ctx.catalogue).stale_blocks
    for node, name, stage in ctx.analysis(input_faults).unknown:
        definition = ctx.catalogue.node(node.type)
        near = meant_input(ctx, node, name)
        lacks = f"has no input {quoted(name)}" if near else "has no such input"
        then = ""
        if stage is Stage.ENQUEUE:
            then = "the server silently ignores it"
        elif stage is Stage.LOAD:
            mine = definition.version if definition is not None else "?"
            then = f"the web UI updates the node from {node.version} to {mine} and silently drops the input"
            if sends and not is_updated(node, ctx.catalogue):
                then = "the web UI silently leaves the input out of what it sends"
        yield Finding(
            f"{ctx.describe(node)} has no input {quoted(name)} in {origin(ctx.catalogue, node.type)}",
            node.declared_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=_outcome(near, stage, sends=sends),
            on_key=True,
            help=f"rename it to {quoted(near[0])}" if near else "remove the input",
            error="Missing field template" if stage is Stage.READY else "",
            then=then,
            fix=partial(_fix, ctx, node, name, near),
            group=f"{ctx.names.title(node.type)} {lacks} in {origin(ctx.catalogue, node.type)}",
        )


def _outcome(near: list[str], stage: Stage, *, sends: bool) -> Outcome | None:
    """The outcome where it is not the rule's own: of an input that something else is meant by, an error."""
    if near and sends:
        return _UNSENT
    if stage is Stage.LOAD:
        return _LOST
    return _MISSPELT if near and stage is Stage.ENQUEUE else None


def _fix(ctx: Context, node: Node, name: str, near: list[str]) -> Fix:
    from wflint.rules.inputs._fixes import other_name, without_input
    from wflint.rules.inputs._slips import stands_out

    if not near:
        return without_input(ctx, node, name)
    return other_name(ctx, node, name, near[0], sure=stands_out(ctx, node, name, near[0]))
