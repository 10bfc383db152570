"""A node sets an input that it does not have.

What it does: reports values for names that are no inputs of the node in the target release.

Why it is bad: the server drops unknown members of a graph's nodes without a word, so the node runs with the
default of the input that was meant. In a workflow the web UI removes the input, with its value, when it
updates an older or newer node; in a node that it does not update it keeps the input, and the unknown input
blocks the Invoke button ("Missing field template").

How to fix: correct the name (near misses are suggested), or remove the input.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.inputs._analysis import input_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "IN102",
    "a node sets an input that it does not have",
    graph=silent(Stage.ENQUEUE),
    workflow=rejected(Stage.READY),
)
_MISSPELT = silent(Stage.ENQUEUE, Severity.ERROR)
_LOST = silent(Stage.LOAD)
_LONGEST = 80  # characters; a longer name is no slip


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an input, at its name."""
    for node, name, stage in ctx.analysis(input_faults).unknown:
        definition = ctx.catalogue.node(node.type)
        inputs = definition.inputs if definition is not None else {}
        # An input that is set as well was hardly meant.
        candidates = tuple(n for n in inputs if n not in node.declared)
        near = _nearest(name, candidates) if len(name) <= _LONGEST else []
        if stage is Stage.ENQUEUE:
            outcome = _MISSPELT if near else None
            consequence = "InvokeAI ignores it without a word"
        elif stage is Stage.LOAD:
            outcome = _LOST
            consequence = (
                f"The web UI updates the node from version {node.version} to "
                f"{definition.version if definition else '?'} and drops the input with its value"
            )
        else:
            outcome = None
            consequence = "The web UI does not enable Invoke (missing field template)"
        hint = f'; did you mean "{near[0]}"?' if near else "."
        release = f"InvokeAI {ctx.catalogue.name}"
        yield Finding(
            f'{ctx.describe(node)} has no input "{name}" in {release}{hint} {consequence}',
            node.declared_pointer(name),
            node=node.id,
            node_type=node.type,
            field=name,
            outcome=outcome,
            on_key=True,
        )


@lru_cache(1024)
def _nearest(name: str, inputs: tuple[str, ...]) -> list[str]:
    """The input that was probably meant. The same slips occur again and again, and comparing is slow."""
    from wflint.diagnostics.suggest import nearest

    return nearest(name, inputs)
