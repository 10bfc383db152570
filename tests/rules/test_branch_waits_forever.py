"""Branches of ``if`` that wait for ever; tests/differential/test_asleep.py has random ones of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rules.test_asleep import Nodes, graph
from tests.rules.test_inputs import node, workflow
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.rules.options import RuleOptions

LIST: Nodes = {"l": {"type": "integer_collection", "collection": [1, 2]}, "i": {"type": "iterate"}}
EACH = "l.collection i.collection, "


def told(document: dict[str, Any], target: str = "6.14.2") -> list[str | None]:
    rules = select_rules([Selectors(("branch-waits-forever",), ())])
    checker = Checker(open_targets(target, ()), rules, RuleOptions())
    diagnostics = examine(json.dumps(document).encode(), "case.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return [d.node for d in diagnostics]


@pytest.mark.parametrize(
    ("nodes", "edges", "waiting"),
    [
        ({**LIST, "f": {"type": "if"}}, EACH + "i.item f.true_input", ["i"]),
        (  # something else asks for the item
            {**LIST, "f": {"type": "if"}, "o": {"type": "add"}},
            EACH + "i.item f.true_input, i.item o.a",
            [],
        ),
        (  # nothing to wait for, as the list is empty and made in any case
            {"l": {"type": "integer_collection"}, "i": {"type": "iterate"}, "f": {"type": "if"}}
            | {"c": {"type": "collect"}},
            EACH + "i.item f.true_input, l.collection c.collection",
            [],
        ),
        (  # the choice that is nearest is named, and once
            {**LIST, "f": {"type": "if"}, "g": {"type": "if"}},
            EACH + "i.item f.true_input, f.value g.true_input",
            ["i"],
        ),
        (  # a product of two lists, and a branch that only one of them repeats
            {**LIST, "k": {"type": "iterate"}, "a": {"type": "add"}, "f": {"type": "if"}}
            | {"o": {"type": "add"}, "b": {"type": "add"}},
            EACH + "l.collection k.collection, i.item a.a, k.item o.a, a.value f.true_input, "
            "k.item b.a, i.item b.b, b.value f.false_input",
            ["a"],
        ),
        (  # as many, but other ones: InvokeAI pairs them by their indices
            {**LIST, "k": {"type": "iterate"}, "a": {"type": "add"}, "c": {"type": "collect"}}
            | {"f": {"type": "if"}, "o": {"type": "add"}, "p": {"type": "add"}},
            EACH + "l.collection k.collection, i.item o.a, i.item a.a, a.value c.item, "
            "c.collection f.true_input, k.item p.a, p.value f.false_input, k.item o.b",
            ["c"],
        ),
    ],
)  # fmt: skip
def test_who_waits(nodes: Nodes, edges: str, waiting: list[str]) -> None:
    assert told(graph(nodes, edges)) == waiting


@pytest.mark.parametrize(("target", "count"), [("6.12.0", 0), ("6.13.0", 1), ("6.14.2", 1), ("7.0.0a3", 0)])
def test_in_which_releases(target: str, count: int) -> None:
    document = graph({**LIST, "f": {"type": "if"}}, EACH + "i.item f.true_input")
    assert len(told(document, target)) == count


def test_batch_nodes_do_not_wait() -> None:
    """The web UI puts their values where they are connected; the server never sees them."""
    nodes = [
        node("l", "boolean_collection", {"collection": [True, False]}),
        node("i", "iterate", {"collection": ...}),
        node("b", "integer_batch", {"integers": [1, 2]}),
        node("n", "integer", {"value": 1}),
        node("f", "if", {"condition": ..., "true_input": ..., "false_input": ...}),
    ]
    edges = ["l.collection -> i.collection", "i.item -> f.condition"]
    assert told(workflow(nodes, [*edges, "b.integers -> f.true_input"], [])) == []
    assert told(workflow(nodes, [*edges, "n.value -> f.true_input"], [])) == ["n"]
