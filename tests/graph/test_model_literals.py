"""What InvokeAI's classes check in Python beyond their schemas: both sides of each condition."""

from __future__ import annotations

from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.graph.server.literal_models import MODEL_CHECKS
from wflint.graph.server.node_values import node_judge

NEWEST = open_release("6.14.2")
BOX = {"x_min": 0, "x_max": 8, "y_min": 0, "y_max": 8}
SPAN = {"begin_step_percent": 0.2, "end_step_percent": 0.6}
LATE = {"begin_step_percent": 0.7, "end_step_percent": 0.6}

GOOD: list[tuple[str, dict[str, Any]]] = [
    ("BoundingBoxField", BOX),
    ("BoundingBoxField", {**BOX, "x_min": 8, "y_min": 8}),
    ("Ideogram4Region", {}),
    ("Ideogram4Region", {"bbox": None}),
    ("Ideogram4Region", {"bbox": [1, 2, 3, 4]}),
    ("Ideogram4Region", {"bbox": [3, 4, 3, 4]}),
    *(
        (name, members)
        for name in ("ControlField", "FluxControlNetField", "IPAdapterField", "T2IAdapterField")
        for members in (
            {},
            SPAN,
            {"begin_step_percent": 0.5, "end_step_percent": 0.5},
            {"end_step_percent": 0},
        )
    ),
    ("ControlField", {"control_weight": [0.5, 2]}),
    ("FluxControlNetField", {"control_weight": 2}),
    ("IPAdapterField", {"weight": -1}),
    ("T2IAdapterField", {"weight": [-1, 2]}),
]
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("BoundingBoxField", {**BOX, "x_min": 9}, "x_min (9) beyond its x_max (8)"),
    ("BoundingBoxField", {**BOX, "y_min": 9}, "y_min (9) beyond its y_max (8)"),
    ("Ideogram4Region", {"bbox": [4, 2, 3, 4]}, "minimum lies beyond its maximum"),
    ("Ideogram4Region", {"bbox": [1, 5, 3, 4]}, "minimum lies beyond its maximum"),
    *(
        (name, LATE, "begins at 0.7")
        for name in ("ControlField", "FluxControlNetField", "IPAdapterField", "T2IAdapterField")
    ),
    ("ControlField", {"begin_step_percent": 1.5}, "after its end at 1"),
    ("ControlField", {"control_weight": 2.5}, "control_weight"),
    ("FluxControlNetField", {"control_weight": [1, -1.5]}, "control_weight"),
    ("IPAdapterField", {"weight": -1.5}, "weight"),
    ("T2IAdapterField", {"weight": [3]}, "weight"),
]


@pytest.mark.parametrize(("name", "members"), GOOD)
def test_taken(name: str, members: dict[str, Any]) -> None:
    assert MODEL_CHECKS[name](members) is None


@pytest.mark.parametrize(("name", "members", "says"), BAD)
def test_refused(name: str, members: dict[str, Any], says: str) -> None:
    assert says in str(MODEL_CHECKS[name](members))


def test_every_class_is_tried_both_ways() -> None:
    assert {name for name, _ in GOOD} == {name for name, _, _ in BAD} == MODEL_CHECKS.keys()


PICTURES = [{"image_name": f"{i}.png"} for i in range(5)]


def refused(node_type: str, **values: Any) -> list[tuple[str, str]]:
    judge = node_judge(node_type, NEWEST)
    assert judge is not None
    found = [(name, fault.reason) for name, fault in judge.faults(values)]
    assert not (found and judge.clean(values))  # the quick look passes nothing that is refused
    return found


@pytest.mark.parametrize(
    ("images", "found"),
    [
        (PICTURES[:3], []),
        (PICTURES[:4], [("images", "length")]),
        ([], []),
        (None, []),
        ([7], [("images", "type")]),
    ],
)
def test_at_most_three_images(images: Any, found: list[tuple[str, str]]) -> None:
    assert refused("llava_onevision_vllm", images=images) == found


def test_one_image_is_a_list_of_one() -> None:
    judge = node_judge("llava_onevision_vllm", NEWEST)
    assert judge is not None
    assert judge.faults({"images": PICTURES[0]}) == []
    assert [fault.reason for _, fault in judge.faults({"images": "a"})] == ["type"]


def test_inputs_that_are_wrong_alone_are_not_judged_together() -> None:
    """As in pydantic: a class's own check runs once all fields are sound."""
    assert refused("face_mask_detection", face_ids="a") == [("face_ids", "rule")]
    assert refused("face_mask_detection", minimum_confidence="x") != []
    assert [name for name, _ in refused("face_mask_detection", face_ids="a", minimum_confidence="x")] == [
        "minimum_confidence"
    ]
