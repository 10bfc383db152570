"""A workflow under test draws at random.

What it does: reports nodes that draw anew in every run and whose result is used: `rand_int`, `rand_float`,
`dynamic_prompt` unless it is combinatorial, and the web UI's random generators without a seed. It is on for
documents that have a case file beside them (`NAME.test.toml`), and off elsewhere, since a new image each time
is what most workflows are for; `--extend-select unpinned-seed` switches it on, `ignore` off.

Why it is bad: every run makes another image, so that a test has nothing to compare it with, and a failure
cannot be repeated. A `seed` that is left out is not reported: InvokeAI then uses 0. Nor is one that the web
UI of InvokeAI 7 varies (`seedMode`): wflint sends the number in the file.

How to fix: disconnect the node and type a number where it led, or give the random generator a seed. The fix
shows how, and is never applied: the number is yours to choose.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.graph.ir import GENERATOR_NODES
from wflint.rules.base import Context, Rule, advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Edge, Node

RULE = Rule("PT102", "a workflow under test draws at random", advice(), advice(), default=False)
# app/invocations/math.py and prompt.py of InvokeAI 6.14.2: generators without a seed, results never cached.
_RANDOM = frozenset({"rand_int", "rand_float"})
_DRAWN = {"rand_int": "a random number", "rand_float": "a random number", "dynamic_prompt": "random prompts"}


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node that draws, at the node."""
    for node in ctx.graph.nodes.values():
        edges = ctx.graph.out_of.get(node.id)
        if not edges or not _draws(ctx, node):
            continue
        edge = _towards_seed(edges)
        drawn = _DRAWN.get(node.type, "random values")
        yield Finding(
            f"{ctx.describe(node)} gives {drawn} to {ctx.names.end(edge.target, edge.target_field)}",
            node.path,
            node=node.id,
            node_type=node.type,
            related=(Related(edge.path, "where its result goes"),),
            help=_cure(node),
            fix=partial(_seeded, node) if node.type in GENERATOR_NODES else None,
            then="each run makes another image, and the test cannot compare it",
        )


def _draws(ctx: Context, node: Node) -> bool:
    if node.type in _RANDOM:
        return True
    if node.type == "dynamic_prompt":
        if (
            node.values.get("combinatorial", False) is not False
            or (node.id, "combinatorial") in ctx.graph.into
        ):
            return False
        prompt = node.values.get("prompt")
        return type(prompt) is not str or "{" in prompt or "__" in prompt
    if node.type not in GENERATOR_NODES:
        return False
    value = node.values.get("generator")
    if type(value) is not dict or type(value.get("type")) is not str:
        return False
    return "random" in value["type"] and value.get("seed") is None


def _towards_seed(edges: list[Edge]) -> Edge:
    """The edge into a seed, if there is one, else the first."""
    return next((edge for edge in edges if edge.target_field == "seed"), edges[0])


def _seeded(node: Node) -> Fix:
    """Any seed will do; which one is its author's choice."""
    from wflint.diagnostics.fix import add, display, replace

    at = (*node.input_pointer("generator"), "seed")
    edit = replace if "seed" in node.values["generator"] else add
    return display("give the generator the seed 1", edit(*at, value=1))


def _cure(node: Node) -> str:
    if node.type in GENERATOR_NODES:
        return "give the generator a seed"
    if node.type == "dynamic_prompt":
        return "type the prompt, or set the node to combinatorial"
    return "disconnect it and type a number there"
