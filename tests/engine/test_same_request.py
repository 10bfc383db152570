"""What counts as the same request, so that a safe fix is one."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import good_graph
from tests.golden import TARGET
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.same_request import same_request

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Any], object]

CATALOGUE = open_release(TARGET)
OLD = open_release("5.15.0")
WORKFLOW = Path(__file__).parents[2] / "fixtures/rules/dangling-edge/good-workflow.json"


def same(before: Any, change: Change, *, judged: bool = True) -> bool:
    after = deepcopy(before)
    change(after)
    raw = json.dumps(before).encode()
    found = examine(raw, "a.json", Checker((CATALOGUE,), None, None)).diagnostics if judged else []
    return same_request(raw, json.dumps(after).encode(), found, catalogues=(CATALOGUE,))


def with_other() -> Any:
    """A graph with a second image node."""
    graph = good_graph()
    graph["nodes"]["other"] = {"id": "other", "type": "image", "image": {"image_name": "o.png"}}
    return graph


def end_at_save(source: str) -> Any:
    """An edge from an image node into the one that has an edge already."""
    return {
        "source": {"node_id": source, "field": "image"},
        "destination": {"node_id": "save", "field": "image"},
    }


def workflow() -> Any:
    return json.loads(WORKFLOW.read_text("utf-8"))


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        (lambda g: None, True),
        (lambda g: g.update(id="other", more=1), True),
        (lambda g: g["edges"].append(g["edges"][0]), True),
        (lambda g: g["edges"].clear(), False),
        (lambda g: g["edges"].insert(0, end_at_save("other")), True),  # the last edge is the one that counts
        (lambda g: g["edges"].append(end_at_save("other")), False),
        (lambda g: g["edges"].extend([end_at_save("other"), g["edges"][0]]), True),
        (lambda g: g["nodes"]["save"].update(nothing=5), True),  # the server drops what a node does not have
        (lambda g: g["nodes"]["save"].update(board=None), True),
        (lambda g: g["nodes"]["save"].update(board={"board_id": "x"}), False),
        (lambda g: g["nodes"]["save"].update(image={"image_name": "b.png"}), True),  # behind an edge
        (lambda g: g["nodes"]["photo"].update(image={"image_name": "b.png"}), False),
        (lambda g: g["nodes"]["save"].update(is_intermediate=True), False),
        (lambda g: g["nodes"].pop("save"), False),
    ],
)
def test_graphs(change: Change, is_same: bool) -> None:
    assert same(with_other(), change) is is_same
    body = {"batch": {"graph": with_other(), "runs": 1}}
    assert same(body, lambda b: change(b["batch"]["graph"])) is is_same


def test_a_seed_is_the_one_that_the_node_makes_of_it() -> None:
    graph = good_graph()
    graph["nodes"]["n"] = {"id": "n", "type": "noise", "seed": -1}
    assert same(graph, lambda g: g["nodes"]["n"].update(seed=2**32 - 1))
    assert not same(graph, lambda g: g["nodes"]["n"].update(seed=1))
    graph["nodes"]["n"]["seed"] = 2**32
    assert same(graph, lambda g: g["nodes"]["n"].pop("seed"))  # 0, as the default


def test_bodies() -> None:
    body = {"batch": {"graph": good_graph(), "runs": 1}}
    assert same(body, lambda b: b["batch"].pop("runs"))
    assert not same(body, lambda b: b["batch"].update(runs=2))
    idle = [[{"node_path": "save", "field_name": "image", "items": [1]}]]  # an edge replaces it
    assert same(body, lambda b: b["batch"].update(data=idle))
    more = [[{"node_path": "save", "field_name": "image", "items": [1, 2]}]]
    assert not same(body, lambda b: b["batch"].update(data=more))
    swept = [[{"node_path": "a", "field_name": "b", "items": [1]}]]
    assert not same(body, lambda b: b["batch"].update(data=swept))
    assert not same([good_graph(), good_graph()], list.pop)
    assert same([good_graph()], lambda d: None)


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        (lambda w: w.update(name="other"), True),
        (lambda w: w["nodes"].reverse(), True),
        (lambda w: w["nodes"].pop(), False),
        (lambda w: w["edges"].pop(), False),
        (lambda w: w["edges"].append({**w["edges"][0], "id": "x", "source": "nowhere"}), True),
    ],
)
def test_workflows(change: Change, is_same: bool) -> None:
    assert same(workflow(), change) is is_same


def test_what_is_refused_has_no_request_to_keep() -> None:
    refused = good_graph()
    refused["edges"][0]["source"]["node_id"] = "nobody"
    assert same(refused, lambda g: g["nodes"].clear())
    assert not same(refused, lambda g: g["nodes"].clear(), judged=False)


def test_each_target_that_accepts_it_counts() -> None:
    raw = json.dumps(good_graph()).encode()
    other = json.dumps({**good_graph(), "edges": []}).encode()
    refusal = json.dumps({**good_graph(), "nodes": {}}).encode()
    found = examine(refusal, "a.json", Checker((CATALOGUE,), None, None)).diagnostics
    assert {d.targets for d in found} == {(TARGET,)}
    assert same_request(raw, other, found, catalogues=(CATALOGUE,))
    assert not same_request(raw, other, found, catalogues=(CATALOGUE, OLD))


def test_what_cannot_be_compared_is_not_the_same() -> None:
    graph = good_graph()
    graph["nodes"]["photo"]["image"] = [[]]
    deep: Any = 1
    for _ in range(900):
        deep = [deep]
    assert not same(graph, lambda g: g["nodes"]["photo"].update(image=deep), judged=False)


def test_a_collector_takes_all_in_their_order() -> None:
    graph = with_other()
    graph["nodes"]["all"] = {"id": "all", "type": "collect"}
    graph["edges"] = [
        {"source": {"node_id": node, "field": "image"}, "destination": {"node_id": "all", "field": "item"}}
        for node in ("photo", "other")
    ]
    assert not same(graph, lambda g: g["edges"].reverse())
    assert not same(graph, lambda g: g["edges"].append(g["edges"][0]))
    assert not same(graph, lambda g: g["edges"].pop())
    assert same(graph, lambda g: g["edges"].append({"source": 5}))


def test_in_a_refused_document_only_the_cure_may_change_the_request() -> None:
    refused = good_graph()
    refused["edges"][0]["source"]["node_id"] = "nobody"
    other = {**refused, "nodes": {**refused["nodes"], "photo": {"id": "photo", "type": "image"}}}
    raw, after = json.dumps(refused).encode(), json.dumps(other).encode()
    found = examine(raw, "a.json", Checker((CATALOGUE,), None, None)).diagnostics
    cured = [d for d in found if d.effect is Effect.REJECTED]
    advice = [d._replace(effect=Effect.ADVICE) for d in cured]
    assert cured
    assert same_request(raw, after, found, cured, catalogues=(CATALOGUE,))
    assert not same_request(raw, after, found, advice, catalogues=(CATALOGUE,))
    assert same_request(raw, raw + b"\n", found, advice, catalogues=(CATALOGUE,))
