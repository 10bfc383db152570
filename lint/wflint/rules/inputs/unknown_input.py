"""A node sets an input that it does not have.

What it does: reports values for names that are no inputs of the node in the target release, once a node
unless a name looks like a slip. Nothing is said of an input that the web UI removes from a newer or older
node when its value is the default of the release that the node comes from: nothing is lost with it.

Why it is bad: the server drops unknown members of a graph's nodes without a word, so the node runs with the
default of the input that was meant. In a workflow the web UI removes the input, with its value, when it
updates an older or newer node; in a node that it does not update it keeps the input, and the unknown input
blocks the Invoke button ("Missing field template").

How to fix: correct the name (near misses are suggested), or remove the input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.inputs._slips import nearest_input
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "IN102",
    "a node sets an input that it does not have",
    graph=silent(Stage.ENQUEUE),
    workflow=rejected(Stage.READY),
    when="shared.inputs:input_faults.unknown",
)
_MISSPELT = silent(Stage.ENQUEUE, Severity.ERROR)
_LOST = silent(Stage.LOAD)
_SHOWN = 6  # names in a message


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each name that was probably meant for another, one a node for all others."""
    for node, names, stage in _by_node(ctx):
        definition = ctx.catalogue.node(node.type)
        inputs = definition.inputs if definition is not None else {}
        # An input that is set as well was hardly meant.
        candidates = tuple(n for n in inputs if n not in node.declared)
        others = []
        for name in names:
            near = nearest_input(name, candidates)
            if near:
                yield _finding(ctx, node, [name], stage, near[0])
            else:
                others.append(name)
        if others:
            yield _finding(ctx, node, others, stage, "")


def _by_node(ctx: Context) -> Iterator[tuple[Node, list[str], Stage]]:
    groups: dict[tuple[str, Stage], tuple[Node, list[str]]] = {}
    for node, name, stage in ctx.analysis(input_faults).unknown:
        groups.setdefault((node.id, stage), (node, []))[1].append(name)
    for (_, stage), (node, names) in groups.items():
        yield node, names, stage


def _finding(ctx: Context, node: Node, names: list[str], stage: Stage, near: str) -> Finding:
    several = len(names) > 1
    shown = ", ".join(f'"{n}"' for n in names[:_SHOWN])
    if len(names) > _SHOWN:
        shown += f" and {len(names) - _SHOWN} more"
    if stage is Stage.ENQUEUE:
        consequence = f"InvokeAI ignores {'them' if several else 'it'} without a word"
    elif stage is Stage.LOAD:
        definition = ctx.catalogue.node(node.type)
        consequence = (
            f"The web UI updates the node from version {node.version} to "
            f"{definition.version if definition else '?'} and drops the "
            f"{'inputs with their values' if several else 'input with its value'}"
        )
    else:
        consequence = "The web UI does not enable Invoke (missing field template)"
    hint = f'; did you mean "{near}"?' if near else "."
    return Finding(
        f"{ctx.describe(node)} has no input{'s' if several else ''} {shown} in InvokeAI "
        f"{ctx.catalogue.name}{hint} {consequence}",
        node.declared_pointer(names[0]),
        node=node.id,
        node_type=node.type,
        field=names[0],
        outcome=_LOST if stage is Stage.LOAD else _MISSPELT if near and stage is Stage.ENQUEUE else None,
        on_key=True,
        related=tuple(Related(node.declared_pointer(n), f'"{n}" too') for n in names[1:_SHOWN]),
    )
