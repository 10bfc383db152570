"""Graphs that InvokeAI runs alike have one canonical form, and others do not."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.workflows import Workflows
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.diff.canonical import (
    canonical,
    canonical_data,
    canonical_names,
    canonical_text,
    same_graph,
)

NEWEST = open_release("6.14.2")


def generated(seed: int) -> dict[str, Any]:
    raw = json.dumps(Workflows(NEWEST, seed).workflow()).encode()
    return convert_workflow(load_bytes(raw, "x").documents[0], NEWEST).graph


def renamed(graph: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same graph under other ids and in another order; edges into one input stay in theirs."""
    rng = random.Random(seed)
    ids = list(graph["nodes"])
    rng.shuffle(ids)
    names = {node: f"n{rng.random()}" for node in ids}
    edges = copy.deepcopy(graph["edges"])
    for edge in edges:
        for end in edge.values():
            end["node_id"] = names[end["node_id"]]
    edges.sort(key=lambda e: json.dumps(e["destination"], sort_keys=True))
    return {
        "id": "other",
        "nodes": {names[i]: dict(reversed({**graph["nodes"][i], "id": names[i]}.items())) for i in ids},
        "edges": edges,
    }


def graph(*edges: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    found = []
    for edge in edges:
        (a, out), (b, into) = (end.split(".") for end in edge.split(" -> "))
        found.append({"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": into}})
    return {"id": "g", "nodes": {i: {"id": i, **n} for i, n in nodes.items()}, "edges": found}


@given(st.integers(0, 10_000), st.integers(0, 10))
def test_ids_and_order_do_not_count(seed: int, other: int) -> None:
    one = generated(seed)
    assert canonical_text(one, NEWEST) == canonical_text(renamed(one, other), NEWEST)


@given(st.integers(0, 10_000))
def test_it_is_its_own_canonical_form(seed: int) -> None:
    found = canonical(generated(seed), NEWEST)
    assert canonical(found, NEWEST) == found


def test_any_change_counts() -> None:
    one = graph("a.value -> n.seed", a={"type": "integer", "value": 3}, n={"type": "noise", "width": 64})
    for path, value in (
        (("nodes", "a", "value"), 4),
        (("nodes", "n", "width"), 72),
        (("nodes", "n", "is_intermediate"), True),
        (("nodes", "n", "use_cache"), False),
        (("edges", 0, "destination", "field"), "height"),
    ):
        other = copy.deepcopy(one)
        holder: Any = other
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value
        assert not same_graph(one, other, NEWEST), path


def test_unset_null_and_default_are_alike() -> None:
    bare = graph(n={"type": "noise", "seed": 3})
    told = graph(n={"type": "noise", "seed": 3.0, "width": 512, "is_intermediate": False, "use_cache": True})
    null = graph(n={"type": "l2i", "board": None}), graph(n={"type": "l2i"})
    assert same_graph(bare, told, NEWEST)
    assert same_graph(*null)
    assert not same_graph(bare, told)
    assert canonical(told, NEWEST, defaults="keep")["nodes"]["noise"]["width"] == 512


def test_the_literal_of_a_connected_input_does_not_count() -> None:
    wired = "a.value -> n.seed"
    one = graph(wired, a={"type": "integer"}, n={"type": "noise", "seed": 3})
    other = graph(wired, a={"type": "integer"}, n={"type": "noise"})
    assert same_graph(one, other, NEWEST)


def test_the_order_into_a_collector_counts() -> None:
    nodes: dict[str, dict[str, Any]] = {
        "a": {"type": "integer", "value": 1}, "b": {"type": "integer", "value": 2}, "c": {"type": "collect"},
    }  # fmt: skip
    one = graph("a.value -> c.item", "b.value -> c.item", **nodes)
    other = graph("b.value -> c.item", "a.value -> c.item", **nodes)
    assert not same_graph(one, other, NEWEST)


def test_names_tell_types_and_places() -> None:
    found = graph(
        "m.clip -> p.clip", "m.clip -> q.clip", "p.conditioning -> d.positive_conditioning",
        "q.conditioning -> d.negative_conditioning", "m.unet -> d.unet",
        q={"type": "compel"}, d={"type": "denoise_latents"}, m={"type": "main_model_loader"},
        p={"type": "compel"},
    )  # fmt: skip
    assert canonical_names(found) == {
        "m": "main_model_loader", "q": "compel_1", "p": "compel_2", "d": "denoise_latents",
    }  # fmt: skip
    kept = canonical(found, NEWEST, ids="keep")
    assert list(kept["nodes"]) == ["d", "m", "p", "q"]


def test_types_that_end_in_numbers_get_no_ones_name() -> None:
    names = canonical_names(graph(a={"type": "x"}, b={"type": "x"}, c={"type": "x_1"}))
    assert len(set(names.values())) == 3


def test_batch_data_by_canonical_names() -> None:
    data = [
        [{"node_path": "n", "field_name": "seed", "items": [1.0, 2]}],
        [{"node_path": "m", "field_name": "value", "items": ["b"]}],
        "no group",
    ]
    found = canonical_data(data, {"n": "noise", "m": "string"})
    assert found == canonical_data(list(reversed(data)), {"n": "noise", "m": "string"})
    assert {"node_path": "noise", "field_name": "seed", "items": [1, 2]} in found[0] + found[1] + found[2]


@pytest.mark.parametrize(
    "odd",
    [
        {}, {"nodes": [], "edges": {}},
        {"nodes": {"a": 1, "b": {"type": 3}, "c": {"type": "t", "x": {"y": [[]]}}}},
        {"nodes": {"a": {"type": "t"}}, "edges": [None, {"source": 1}, {"source": {"node_id": []}}]},
        {"nodes": {"a": {"type": "t", "\ud800": "\udfff"}}},
    ],
)  # fmt: skip
def test_odd_graphs_are_read_as_far_as_they_go(odd: dict[str, Any]) -> None:
    assert canonical(odd, NEWEST).keys() == {"nodes", "edges"}


def test_circles_have_names_too() -> None:
    one = graph("a.value -> b.a", "b.value -> a.a", a={"type": "add", "b": 1}, b={"type": "add", "b": 2})
    assert same_graph(one, renamed(one, 1), NEWEST)
