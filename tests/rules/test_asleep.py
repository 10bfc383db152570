"""What never runs is not said to fail: branches that ``if`` does not choose, and what empty lists feed.

What runs all the same is judged: the chosen branch, nodes that something else asks for, and whatever follows
from a condition that is not known.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import growth
from tests.rules.test_inputs import node, workflow
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.graph.reading.read import read_document
from wflint.models.flow.asleep import sleepers
from wflint.models.flow.computed.evaluate import Computed
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Callable

Nodes = dict[str, dict[str, Any]]
ZERO: Nodes = {"z": {"type": "div", "a": 1, "b": 0}}  # fails
BOTH: Nodes = {**ZERO, "y": {"type": "div", "a": 1, "b": 0}, "f": {"type": "if"}}


def graph(nodes: Nodes, edges: str) -> dict[str, Any]:
    """Edges are written ``node.output node.input``, with commas."""
    drawn = []
    for edge in filter(None, edges.split(", ")):
        (source, output), (target, field) = (end.split(".") for end in edge.split())
        drawn.append(
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
        )
    return {"id": "g", "nodes": {n: {"id": n, **node} for n, node in nodes.items()}, "edges": drawn}


def at_fault(document: dict[str, Any], target: str = "6.14.2") -> set[str | None]:
    rules = select_rules([Selectors(("IN", "MD", "PR"), ())])
    checker = Checker(open_targets(target, ()), rules, RuleOptions())
    diagnostics = examine(json.dumps(document).encode(), "case.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return {d.node for d in diagnostics if d.effect in ("fails", "silent") and d.stage == "run"}


@pytest.mark.parametrize(
    ("nodes", "edges", "failing"),
    [
        (BOTH, "z.value f.true_input, y.value f.false_input", ["y"]),
        (
            {**BOTH, "c": {"type": "boolean", "value": True}},
            "c.value f.condition, z.value f.true_input, y.value f.false_input",
            ["z"],
        ),
        (  # something else asks for it
            {**BOTH, "o": {"type": "add"}},
            "z.value f.true_input, y.value f.false_input, z.value o.a",
            ["z", "y"],
        ),
        (BOTH, "z.value f.true_input, z.value f.false_input", ["z", "y"]),
        (  # a whole chain
            {**ZERO, "a": {"type": "add"}, "f": {"type": "if"}},
            "z.value a.a, a.value f.true_input",
            [],
        ),
        (  # a node at its end that nothing uses runs too
            {**ZERO, "a": {"type": "add"}, "o": {"type": "add"}, "f": {"type": "if"}},
            "z.value a.a, a.value f.true_input, a.value o.a",
            ["z"],
        ),
        (  # if within if
            {**ZERO, "g": {"type": "if", "condition": True}, "f": {"type": "if"}},
            "z.value g.true_input, g.value f.true_input",
            [],
        ),
        (  # both, one after the other
            {
                **BOTH,
                "l": {"type": "boolean_collection", "collection": [True, False]},
                "i": {"type": "iterate"},
                "c": {"type": "collect"},
            },
            "l.collection i.collection, i.item f.condition, z.value f.true_input, y.value f.false_input, "
            "z.value c.item, y.value c.item",
            ["z", "y"],
        ),
        (  # no run of them has the indices of one of the choice's
            {
                **BOTH,
                "l": {"type": "boolean_collection", "collection": [True, False]},
                "i": {"type": "iterate"},
                "o": {"type": "div", "b": 0},
            },
            "l.collection i.collection, i.item f.condition, z.value f.true_input, y.value f.false_input, "
            "f.value o.a",
            [],
        ),
        (  # one branch waits for ever, and the other is chosen at times
            {
                **BOTH,
                "l": {"type": "boolean_collection", "collection": [True, False]},
                "i": {"type": "iterate"},
                "o": {"type": "div", "b": 0},
                "c": {"type": "collect"},
            },
            "l.collection i.collection, i.item f.condition, z.value f.true_input, y.value f.false_input, "
            "f.value o.a, y.value c.item",
            ["y", "o"],
        ),
        (
            {"l": {"type": "integer_collection"}, "i": {"type": "iterate"}, "z": {"type": "div", "b": 0}},
            "l.collection i.collection, i.item z.a",
            [],
        ),
        (
            {"l": {"type": "integer_collection", "collection": [1]}, "i": {"type": "iterate"}, **ZERO},
            "l.collection i.collection, i.item z.a",
            ["z"],
        ),
        (  # a collect node behind it runs
            {
                "l": {"type": "integer_collection"},
                "i": {"type": "iterate"},
                "c": {"type": "collect"},
                "b": {"type": "blank_image", "height": 8},
                "r": {"type": "blank_image", "width": -8, "height": 8},
                "d": {"type": "collect"},
            },
            "l.collection i.collection, i.item b.width, b.image c.item, r.image d.item",
            ["r"],
        ),
        (  # prompts
            {
                "m": {"type": "compel", "prompt": '("a", "b").blend(1)'},
                "n": {"type": "compel", "prompt": '("a", "b").blend(1)'},
                "f": {"type": "if"},
            },
            "m.conditioning f.true_input, n.conditioning f.false_input",
            ["n"],
        ),
    ],
)  # fmt: skip
def test_who_is_said_to_fail(nodes: Nodes, edges: str, failing: list[str]) -> None:
    assert at_fault(graph(nodes, edges)) == set(failing)


def _main(base: str) -> dict[str, Any]:
    return {"key": base, "hash": "h", "name": base, "base": base, "type": "main"}


@pytest.mark.parametrize(("condition", "faults"), [(True, False), (False, True)])
def test_models_in_a_branch(condition: bool, faults: bool) -> None:
    """The prompt of an SDXL model meets an SD1.5 model, if it runs."""
    nodes: Nodes = {
        "m": {"type": "main_model_loader", "model": _main("sd-1")},
        "x": {"type": "sdxl_model_loader", "model": _main("sdxl")},
        "p": {"type": "sdxl_compel_prompt", "prompt": "a"},
        "q": {"type": "compel", "prompt": "a"},
        "n": {"type": "noise", "width": 512, "height": 512, "seed": 1},
        "d": {"type": "denoise_latents"},
        "e": {"type": "denoise_latents"},
        "f": {"type": "if", "condition": condition},
        "o": {"type": "l2i"},
    }
    edges = (
        "m.unet d.unet, m.unet e.unet, m.clip q.clip, x.clip p.clip, x.clip2 p.clip2, "
        "q.conditioning d.positive_conditioning, q.conditioning d.negative_conditioning, "
        "p.conditioning e.positive_conditioning, p.conditioning e.negative_conditioning, "
        "n.noise d.noise, n.noise e.noise, d.latents f.true_input, e.latents f.false_input, "
        "f.value o.latents, m.vae o.vae"
    )
    assert bool(at_fault(graph(nodes, edges))) is faults


def test_before_6_13_collect_nodes_behind_an_empty_list_never_run() -> None:
    nodes: Nodes = {
        "l": {"type": "integer_collection"},
        "i": {"type": "iterate"},
        "c": {"type": "collect"},
        "j": {"type": "iterate"},
        **ZERO,
    }
    edges = "l.collection i.collection, i.item c.item, c.collection j.collection, j.item z.a"
    assert at_fault(graph(nodes, edges), "5.15.0") == set()


@pytest.mark.parametrize(
    ("exposed", "failing"), [([], set()), (["f.condition"], {"z"}), (["c.value"], {"z"}), (["z.b"], set())]
)
def test_what_the_user_of_a_form_may_switch_on_is_judged(exposed: list[str], failing: set[str]) -> None:
    nodes = [
        node("z", "div", {"a": 1, "b": 0}),
        node("c", "boolean", {"value": False}),
        node("f", "if", {"condition": ..., "true_input": ..., "false_input": ...}),
    ]
    document = workflow(nodes, ["c.value -> f.condition", "z.value -> f.true_input"], exposed)
    assert at_fault(document) == failing


def test_thousands_of_branches_take_linear_time() -> None:
    """Beyond a number of steps no more branches are looked at."""
    catalogue = open_release("6.14.2")

    def work(count: int) -> Callable[[], object]:
        nodes: Nodes = {"l": {"type": "integer_collection"}, **ZERO}
        edges = []
        for n in range(count):
            nodes |= {f"i{n}": {"type": "iterate"}, f"f{n}": {"type": "if"}}
            edges += [f"l.collection i{n}.collection", f"z.value f{n}.true_input"]
        raw = json.dumps(graph(nodes, ", ".join(edges))).encode()
        read = read_document(load_bytes(raw, "g.json").documents[0])[0]
        return lambda: sleepers(read, Computed(read, catalogue), lambda node, field: False)

    assert growth(work, 1500) < 2.6
