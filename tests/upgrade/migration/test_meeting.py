"""Two inputs of a node that would have one name: nothing is lost without a word."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upgrade.migration.made import become, graph, structural, workflow
from tests.upgrade.migration.test_ways import ends

IMAGE = {"image_name": "a.png"}
COLOR = {"type": "color_map_image_processor", "image": IMAGE}
N = {"type": "integer", "value": 64}
WIRES = ("n.value>c.color_map_tile_size", "n.value>c.tile_size")


@pytest.mark.parametrize("make", [graph, workflow])
def test_where_both_say_something_somebody_has_to_choose(make: Any) -> None:
    both = {**COLOR, "color_map_tile_size": 64, "tile_size": 32}
    for data in (
        make({"n": N, "c": both}),
        make({"n": N, "c": both}, *WIRES),
        make({"n": N, "c": COLOR}, *WIRES),
        make({"n": N, "c": {**COLOR, "tile_size": 32}}, WIRES[0]),
    ):
        found = become(data)
        assert [step for step in found.steps if step.node is not None] == []
        (left,) = found.left
        assert left.node == "c"
        assert left.text in (
            'color_map_image_processor has "color_map_tile_size" and "tile_size", which are one input now',
            'color_map_image_processor has "tile_size" and "color_map_tile_size", which are one input now',
        )


@pytest.mark.parametrize(
    "names", [("color_map_tile_size", "tile_size"), ("tile_size", "color_map_tile_size")]
)
@pytest.mark.parametrize("said", [0, 1])
def test_what_says_something_stays(names: tuple[str, str], said: int) -> None:
    node = {**COLOR, names[said]: 32, names[1 - said]: None}
    found = become(workflow({"c": node}))
    inputs = found.data["nodes"][0]["data"]["inputs"]
    assert inputs["tile_size"]["value"] == 32
    assert "color_map_tile_size" not in inputs
    wired = workflow({"n": N, "c": {**COLOR, "tile_size": None}}, WIRES[0])
    found = become(wired)
    assert ends(found.data) == ["n.value>c.tile_size"]
    assert structural(found.data) == []


def test_a_field_that_is_renamed() -> None:
    node = {"type": "color_correct", "image": IMAGE, "base_image": {"image_name": "b.png"}}
    for data in (graph({"c": node}), workflow({"c": node}, at="6.0.0")):
        found = become(data, old="6.0.0")
        assert [step for step in found.steps if step.node is not None] == []
        assert [left.node for left in found.left] == ["c"]
    empty = become(graph({"c": {**node, "base_image": None}}), old="6.0.0").data
    assert empty["nodes"]["c"]["base_image"] == IMAGE
    other = become(graph({"c": {**node, "image": None}}), old="6.0.0").data
    assert other["nodes"]["c"]["base_image"] == {"image_name": "b.png"}
