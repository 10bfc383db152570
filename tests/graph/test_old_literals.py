"""Literals as the pydantic of older releases reads them; InvokeAI's answers, asked by compare_release.py."""

from __future__ import annotations

from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.graph.server.node_values import node_judge


def accepts(release: str, node_type: str, values: dict[str, Any]) -> bool:
    judge = node_judge(node_type, open_release(release))
    assert judge is not None
    refused = bool(judge.faults(values))
    assert not (judge.clean(values) and refused)
    return not refused


@pytest.mark.parametrize("release", ["3.1.1", "3.3.0.post3"])
@pytest.mark.parametrize(
    ("node_type", "values", "taken"),
    [
        ("img_resize", {"height": 64.000000001}, True),  # cut off
        ("canny_image_processor", {"high_threshold": 255.9}, True),
        ("canny_image_processor", {"high_threshold": 256}, False),
        ("canny_image_processor", {"high_threshold": "12.0"}, False),
        ("canny_image_processor", {"high_threshold": " 12 "}, True),
        ("canny_image_processor", {"high_threshold": float("nan")}, False),
        ("img_resize", {"image": []}, False),  # an object without its member
        ("img_resize", {"image": [["image_name", "a.png"]]}, True),
        ("img_resize", {"image": {"image_name": 5}}, True),
        ("img_resize", {"resample_mode": True}, False),
        ("denoise_latents", {"cfg_scale": [1, "2"]}, True),
        ("denoise_latents", {"cfg_scale": [0.5]}, False),
        ("l2i", {"tiled": "ON"}, True),
        ("l2i", {"tiled": 2}, False),
        ("l2i", {"workflow": "{}"}, True),
        ("l2i", {"workflow": None}, True),
        ("l2i", {"workflow": "a fox"}, False),
        ("l2i", {"workflow": "1\x00"}, False),
        ("l2i", {"workflow": 5}, False),
    ],
)
def test_pydantic_1(release: str, node_type: str, values: dict[str, Any], taken: bool) -> None:
    assert accepts(release, node_type, values) is taken


def test_defaults_are_validated_from_3_2_on() -> None:
    values = {"start": 36}
    assert accepts("3.1.1", "range", values)
    assert not accepts("3.3.0.post3", "range", values)
    assert accepts("3.3.0.post3", "range", {"start": 36, "stop": 40})
    judge = node_judge("range", open_release("3.3.0.post3"))
    assert judge is not None
    ((name, fault),) = judge.faults(values)
    assert name == "start"
    assert 'leaves "stop" at its default' in fault.sentence
    assert accepts("3.4.0.post2", "range", values)


@pytest.mark.parametrize(
    ("text", "early", "middle", "late"),  # 3.4 to 4.2.3, 4.2.4 to 5.9, from 5.10 on
    [
        (" 12 ", False, True, True),
        ("\u200912", False, True, True),
        ("12.", True, False, False),
        ("12.0", True, True, True),
        ("1_0", True, True, True),
        ("1_0.0", False, True, True),
        ("0__1", False, True, True),
        ("-_1", True, True, False),
        ("_1", False, False, False),
        ("", False, False, False),
    ],
)
def test_integers_in_texts(text: str, early: bool, middle: bool, late: bool) -> None:
    expected = {"3.4.0": early, "3.7.0": early, "4.2.3": early, "4.2.4": middle, "5.9.1": middle}
    for release, taken in {**expected, "5.10.0": late, "6.14.2": late}.items():
        assert accepts(release, "add", {"a": text}) is taken, release


def test_numbers_in_texts_were_not_trimmed() -> None:
    assert not accepts("4.1.0", "freeu", {"b1": " -1.0 "})
    assert accepts("4.1.0", "freeu", {"b1": "1.0"})
    assert accepts("4.2.9", "freeu", {"b1": " -1.0 "})


@pytest.mark.parametrize(
    ("values", "taken"),
    [
        ({}, False),  # in 5.3 edges did not count: both literals were missing
        ({"point_lists": None}, False),
        ({"bounding_boxes": []}, True),
        ({"point_lists": []}, True),
        ({"point_lists": [], "bounding_boxes": []}, False),
    ],
)
def test_segment_anything_of_5_3(values: dict[str, Any], taken: bool) -> None:
    assert accepts("5.3.1", "segment_anything", values) is taken
    assert accepts("5.4.3", "segment_anything", values)
