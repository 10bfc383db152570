"""Batch data: sweeps of builders, and batch nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders.test_workflow import text_to_image
from wflint import BuildError, Workflow

if TYPE_CHECKING:
    from collections.abc import Callable


def test_product_and_zipped() -> None:
    wf = Workflow(target="6.14")
    n = text_to_image(wf)
    prompts = (n["pos"].field("prompt"), n["neg"].field("prompt"))
    body = wf.to_batch({n["noise"].field("seed"): range(3), prompts: [("a", "b"), ("c", "d")]}, runs=2)
    assert body["prepend"] is False
    assert body["batch"]["runs"] == 2
    assert body["batch"]["graph"] == wf.to_graph()
    assert body["batch"]["data"] == [
        [{"node_path": n["noise"].id, "field_name": "seed", "items": [0, 1, 2]}],
        [
            {"node_path": n["pos"].id, "field_name": "prompt", "items": ["a", "c"]},
            {"node_path": n["neg"].id, "field_name": "prompt", "items": ["b", "d"]},
        ],
    ]


def test_batch_nodes_become_data() -> None:
    wf = Workflow(target="6.14")
    n = text_to_image(wf)
    seeds = wf.integer_batch(integers=[1, 2])
    n["noise"].set(seed=seeds.value)
    words = wf.string_generator(
        generator={"type": "string_generator_parse_string", "input": "x,y", "splitOn": ","}
    )
    prompts = wf.string_batch(strings=words.strings)
    n["pos"].set(prompt=prompts.value)
    body = wf.to_batch()
    assert not {"integer_batch", "string_batch", "string_generator"} & {
        v["type"] for v in body["batch"]["graph"]["nodes"].values()
    }
    assert body["batch"]["data"] == [
        [{"node_path": n["noise"].id, "field_name": "seed", "items": [1, 2]}],
        [{"node_path": n["pos"].id, "field_name": "prompt", "items": ["x", "y"]}],
    ]
    assert not wf.check("batch", fail_on="error")


REFUSED: list[tuple[Callable[[Any, dict[str, Any]], Any], str]] = [
    (lambda wf, n: {n["noise"].field("seed"): []}, "no values to vary over"),
    (lambda wf, n: {n["noise"].field("seed"): [1, "x"]}, '"seed" of noise must be an integer'),
    (lambda wf, n: {n["noise"].field("seed"): "123"}, "gets '123' in a sweep; give a list of values"),
    (lambda wf, n: {n["noise"].field("width"): [512, 511]}, "must be a multiple of 8"),
    (lambda wf, n: {n["denoise"].field("unet"): [1]}, "is connected"),
    (lambda wf, n: {n["noise"]: [1]}, "is not an input; sweep over inputs"),
    (lambda wf, n: {(n["noise"].field("seed"), "steps"): [(1, 2)]}, "sweep over inputs"),
    (
        lambda wf, n: {(n["noise"].field("seed"), n["noise"].field("width")): [(1,)]},
        "is not a row of 2 values",
    ),
    (lambda wf, n: {(n["pos"].field("prompt"), n["pos"].field("style")): ["ab"]}, "is not a row of 2 values"),
    (lambda wf, n: {n["noise"].field("seed"): [1], (n["noise"].field("seed"),): [(1,)]}, "is varied twice"),
    (lambda wf, n: {text_to_image(Workflow())["noise"].field("seed"): [1]}, "belongs to another workflow"),
    (
        lambda wf, n: {n["denoise"].field("cfg_scale"): [1.5, [1.0, 2.0]]},
        "lists and numbers; use values of one type",
    ),
]


@pytest.mark.parametrize(("sweeps", "words"), REFUSED, ids=[w[:30] for _, w in REFUSED])
def test_refused(sweeps: Callable[[Any, dict[str, Any]], Any], words: str) -> None:
    wf = Workflow(target="6.14")
    n = text_to_image(wf)
    with pytest.raises(BuildError) as caught:
        wf.to_batch(sweeps(wf, n))
    assert words in str(caught.value)


def test_runs() -> None:
    wf = Workflow()
    wf.noise()
    with pytest.raises(BuildError, match="from 1"):
        wf.to_batch(runs=0)


@pytest.mark.parametrize("graph_id", [None, "mine"])
def test_a_graph_has_the_id_that_it_was_given_or_none(graph_id: str | None) -> None:
    wf = Workflow(target="6.14", graph_id=graph_id)
    wf.node("noise")
    assert wf.to_graph().get("id", "none") == (graph_id or "none")
