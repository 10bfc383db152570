"""What InvokeAI 7 says of `if` and collect nodes, and 6.14.2 of the same graphs.

Each answer was given by the release's own validation (tests/differential asks it about random graphs).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import calls
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import check_document
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue

SEVEN, BEFORE = open_release("7.0.0a3"), open_release("6.14.2")
Ends = tuple[str, str, str, str]
COMMON = {
    "image": "blank_image",
    "image2": "blank_image",
    "text": "string",
    "whole": "integer",
    "part": "float",
    "wholes": "integer_collection",
    "parts": "float_collection",
    "if": "if",
    "if2": "if",
    "all": "collect",
    "each": "iterate",
    "save": "save_image",
    "sum": "add",
}


def graph_of(*edges: Ends) -> dict[str, Any]:
    """A graph of those edges, and of the nodes that they name."""
    names = {name for edge in edges for name in (edge[0], edge[2])}
    return {
        "id": "g",
        "nodes": {n: {"id": n, "type": COMMON[n]} for n in sorted(names)},
        "edges": [
            {"source": {"node_id": a, "field": b}, "destination": {"node_id": c, "field": d}}
            for a, b, c, d in edges
        ],
    }


def refused_by(graph: dict[str, Any], catalogue: Catalogue) -> list[str]:
    """Messages of the findings that say that the server refuses the graph."""
    [document] = load_bytes(json.dumps(graph).encode(), "g.json").documents
    rules, found = all_rules(), []
    for finding in check_document(document, catalogue):
        outcome = finding.outcome or rules[str(finding.rule)].rule.outcome(document.kind)
        if outcome is not None and outcome.effect.value == "rejected":
            found.append(finding.message)
    return found


def branches(true: Ends, false: Ends | None, *more: Ends) -> dict[str, Any]:
    return graph_of(true, *([false] if false else []), *more)


IMAGE = ("image", "image", "if", "true_input")
OUT = ("if", "value", "save", "image")
GRAPHS: dict[str, tuple[dict[str, Any], bool, bool]] = {  # refused by 6.14.2, by 7.0.0a3
    "two images": (branches(IMAGE, ("image2", "image", "if", "false_input"), OUT), False, False),
    "a text": (branches(IMAGE, ("text", "value", "if", "false_input"), OUT), False, True),
    "one branch open": (branches(IMAGE, None, OUT), False, False),
    "a text, one open": (branches(("text", "value", "if", "true_input"), None, OUT), False, False),
    "behind another": (
        graph_of(
            IMAGE,
            ("text", "value", "if", "false_input"),
            ("if", "value", "if2", "true_input"),
            ("image2", "image", "if2", "false_input"),
            ("if2", "value", "save", "image"),
        ),
        False,
        True,
    ),
    "numbers": (
        graph_of(
            ("whole", "value", "all", "item"),
            ("part", "value", "all", "item"),
            ("all", "collection", "parts", "collection"),
        ),
        True,
        False,
    ),
    "numbers, as integers": (
        graph_of(
            ("whole", "value", "all", "item"),
            ("part", "value", "all", "item"),
            ("all", "collection", "wholes", "collection"),
        ),
        True,
        True,
    ),
    "a text among numbers": (
        graph_of(("whole", "value", "all", "item"), ("text", "value", "all", "item")),
        True,
        True,
    ),
    "numbers of an if": (
        graph_of(
            ("whole", "value", "if", "true_input"),
            ("part", "value", "if", "false_input"),
            ("if", "value", "all", "item"),
            ("all", "collection", "wholes", "collection"),
        ),
        True,
        True,
    ),
    "numbers of an if, as floats": (
        graph_of(
            ("whole", "value", "if", "true_input"),
            ("part", "value", "if", "false_input"),
            ("if", "value", "all", "item"),
            ("all", "collection", "parts", "collection"),
        ),
        True,
        False,
    ),
    "iterating over an if": (
        graph_of(
            ("wholes", "collection", "if", "true_input"),
            ("parts", "collection", "if", "false_input"),
            ("if", "value", "each", "collection"),
            ("each", "item", "sum", "a"),
        ),
        True,
        True,
    ),
    "iterating over an if of integers": (
        graph_of(
            ("wholes", "collection", "if", "true_input"),
            ("wholes", "collection", "if", "false_input"),
            ("if", "value", "each", "collection"),
            ("each", "item", "sum", "a"),
        ),
        True,
        False,
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_both_releases_judge_a_graph_as_they_do(name: str) -> None:
    graph, before, seven = GRAPHS[name]
    assert bool(refused_by(graph, BEFORE)) == before
    assert bool(refused_by(graph, SEVEN)) == seven


def test_what_a_collector_feeds_is_no_list_that_it_gets() -> None:
    """Verdicts on surroundings are kept; these two have the same neighbours, on other sides."""
    item = ("part", "value", "all", "item")
    gets = graph_of(item, ("wholes", "collection", "all", "collection"))
    feeds = graph_of(item, ("all", "collection", "wholes", "collection"))
    assert not refused_by(gets, SEVEN)
    assert refused_by(feeds, SEVEN)


def test_a_long_chain_of_branches_is_followed_in_linear_time() -> None:
    def chain(length: int) -> dict[str, Any]:
        nodes = {
            "image": {"id": "image", "type": "blank_image"},
            "save": {"id": "save", "type": "save_image"},
        }
        nodes |= {f"c{i}": {"id": f"c{i}", "type": "collect"} for i in range(length)}
        nodes |= {f"i{i}": {"id": f"i{i}", "type": "if"} for i in range(length)}
        ends = [("image", "image", f"c{i}", "item") for i in range(length)]
        ends += [(f"c{i}", "collection", f"i{i}", "false_input") for i in range(length)]
        ends += [(f"i{i}", "value", f"i{i + 1}", "true_input") for i in range(length - 1)]
        ends += [("image", "image", "i0", "true_input"), (f"i{length - 1}", "value", "save", "image")]
        edges = [
            {"source": {"node_id": a, "field": b}, "destination": {"node_id": c, "field": d}}
            for a, b, c, d in ends
        ]
        return {"id": "g", "nodes": nodes, "edges": edges}

    short, long = (calls(lambda n=n: refused_by(chain(n), SEVEN)) for n in (400, 800))
    assert long < 2.5 * short
