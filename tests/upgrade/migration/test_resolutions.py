"""Resolutions of old processors that are written down, shown in a form, or swept by a batch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upgrade.migration.made import become, graph, structural, workflow
from tests.upgrade.migration.test_ways import ends

IMAGE = {"image_name": "a.png"}
EDGES = ("i.image>c.image", "c.image>o.image")


def nodes(**given: int) -> dict[str, Any]:
    return {
        "i": {"type": "image", "image": IMAGE},
        "r": {"type": "integer", "value": 768},
        "c": {"type": "hed_image_processor", **given},
        "o": {"type": "img_blur"},
    }


def factors(data: dict[str, Any]) -> dict[str, Any]:
    """What the scaling nodes divide by the shorter side: a number, or True for an edge."""
    held = data["nodes"]
    if type(held) is list:
        bodies = {n["id"]: n["data"] for n in held}
        found = {i: b["inputs"].get("a", {}).get("value", True) for i, b in bodies.items()}
    else:
        found = {i: n.get("a", True) for i, n in held.items()}
    return {i: value for i, value in found.items() if i.endswith("-factor")}


@pytest.mark.parametrize("make", [graph, workflow], ids=["graph", "workflow"])
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"detect_resolution": 512, "image_resolution": 512}, {}),
        (
            {"detect_resolution": 256, "image_resolution": 2048},
            {"c-detect-factor": 256, "c-map-factor": 2048},
        ),
        ({"detect_resolution": 256}, {"c-detect-factor": 256, "c-map-factor": 512}),
        ({"image_resolution": 768}, {"c-map-factor": 768}),
        ({"detect_resolution": 768, "image_resolution": 768}, {"c-detect-factor": 768}),
    ],
)
def test_numbers_are_kept(make: Any, given: dict[str, int], expected: dict[str, int]) -> None:
    found = become(make(nodes(**given), *EDGES)).data
    assert factors(found) == expected
    assert structural(found) == []


@pytest.mark.parametrize("given", [{}, {"image_resolution": 512}, {"image_resolution": 640}])
def test_only_one_of_two_is_wired(given: dict[str, int]) -> None:
    """The map had a size of its own, by default too."""
    found = become(graph(nodes(**given), *EDGES, "r.value>c.detect_resolution")).data
    assert factors(found) == {
        "c-detect-factor": True,
        "c-map-factor": given.get("image_resolution", 512),
    }
    assert {"r.value>c-detect-factor.a", "c.image>c-map-scale.image", "c-map-scale.image>o.image"} <= set(
        ends(found)
    )
    assert structural(found) == []


def test_a_form_and_a_batch_follow() -> None:
    """A slider stays one, by its label; runs stay as many as they were."""
    exposed = [{"nodeId": "c", "fieldName": name} for name in ("detect_resolution", "image_resolution")]
    given = {"detect_resolution": 512, "image_resolution": 512}
    found = become(workflow(nodes(**given), *EDGES, exposedFields=exposed)).data
    assert found["exposedFields"] == [
        {"nodeId": "c-detect-factor", "fieldName": "a"},
        {"nodeId": "c-map-factor", "fieldName": "a"},
    ]
    bodies = {node["id"]: node["data"] for node in found["nodes"]}
    assert bodies["c-map-factor"]["inputs"]["a"] == {
        "name": "a",
        "label": "my image_resolution",
        "value": 512,
    }
    assert structural(found) == []
    data = [[{"node_path": "c", "field_name": "detect_resolution", "items": [256, 512]}]]
    batch = become({"batch": {"graph": graph(nodes(), *EDGES), "runs": 1, "data": data}})
    assert batch.data["data"] == [[{"node_path": "c-detect-factor", "field_name": "a", "items": [256, 512]}]]
    assert structural(batch.data) == []


def test_a_batch_of_images() -> None:
    """The image's size is told by a node that the batch leads to."""
    data = [[{"node_path": "c", "field_name": "image", "items": [IMAGE, {"image_name": "b.png"}]}]]
    node = {"c": {"type": "hed_image_processor", "detect_resolution": 256}}
    found = become({"batch": {"graph": graph(node), "runs": 1, "data": data}}).data
    assert found["data"][0][0]["node_path"] == "c-image"
    assert "c-image.image>c-detect-scale.image" in ends(found["graph"])
