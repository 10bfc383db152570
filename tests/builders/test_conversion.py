"""One document of a file becomes another: what is chosen, and what of the first the second keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.builders.test_guide_conversion import sd
from tests.golden import TARGET
from tests.rules.written import batch, graph, items
from wflint.builders.conversion import ConvertOptions, convert_document
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes

GRAPH = graph("noise.noise -> blend.noise", noise={"type": "noise"}, blend={"type": "lblend"})
NOISE = graph(noise={"type": "noise"})
GUIDE = {**sd(), "meta": {"name": "Fox", "description": "A fox in the snow.", "tags": 7}}


def convert(data: Any, to: str, **options: Any) -> Any:
    documents = load_bytes(json.dumps(data).encode(), "a.json").documents
    return convert_document(documents, to, open_release(TARGET), ConvertOptions(**options)).value


@pytest.mark.parametrize(
    ("runs", "asked", "expected"), [(None, None, 1), (None, 4, 4), (3, None, 3), (3, 4, 4), (3, 0, 0)]
)
def test_how_often_an_enqueue_body_runs(runs: int | None, asked: int | None, expected: int) -> None:
    data = NOISE
    if runs is not None:
        data = batch([[items("noise", "seed", 1, 2)]], NOISE)
        data["batch"]["runs"] = runs
    body = convert(data, "batch", runs=asked)
    assert body["batch"]["runs"] == expected
    assert body["prepend"] is False
    assert body["batch"]["graph"]["nodes"].keys() == {"noise"}
    assert ("data" in body["batch"]) == (runs is not None)


def test_a_guide_s_texts_go_into_the_workflow_only() -> None:
    assert {k: convert(GUIDE, "workflow")[k] for k in ("name", "description")} == {
        "name": "Fox",
        "description": "A fox in the snow.",
    }
    assert "name" not in convert(GUIDE, "graph")
    assert convert(NOISE, "workflow")["name"] == ""


def test_the_data_of_a_body_becomes_batch_nodes_of_a_workflow() -> None:
    body = batch([[items("noise", "seed", 1, 2)]], NOISE)
    made = {node["data"]["type"] for node in convert(body, "workflow")["nodes"]}
    assert made == {"noise", "integer_batch"}
    assert {node["data"]["type"] for node in convert(NOISE, "workflow")["nodes"]} == {"noise"}
