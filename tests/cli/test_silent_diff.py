"""``wflint catalogue diff`` tells the changes of results that no schema shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.upgrade.silent.rows import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable


def test_they_are_told(wflint: Callable[..., Any]) -> None:
    ran = wflint("catalogue", "diff", "5.6.0", "5.6.1", "--only", "other-result", "--fail-on", "other-result")
    assert ran.code == 1
    said = "img_channel_offset with the channel Hue (HSV): the offset is added once, not twice  (silent)"
    assert said in ran.out


def test_as_json(wflint: Callable[..., Any]) -> None:
    ran = wflint("catalogue", "diff", "4.0.4", "4.1.0", "--format", "json")
    (swap,) = [c for c in json.loads(ran.out)["changes"] if c["member"] == "swap-ignored"]
    assert (swap["id"], swap["class"], swap["node"]) == ("silent", "other-result", None)
    assert [each["node"] for each in swap["used_by"]] == ["compel", "sdxl_compel_prompt"]
    assert (swap["silent"]["since"], swap["silent"]["surely"]) == ("4.1.0", True)


@pytest.mark.parametrize("told", [True, False])
def test_for_decides_the_condition_by_the_files(
    wflint: Callable[..., Any], put: Callable[..., Any], told: bool
) -> None:
    nodes, edges = ROWS["hue-offset-once"][0 if told else 1]
    assert not edges
    path = put("graph.json", {"id": "g", "nodes": {i: {"id": i, **v} for i, v in nodes.items()}, "edges": []})
    ran = wflint("catalogue", "diff", "5.6.0", "5.6.1", "--for", str(path))
    assert ran.code == 0
    assert ("the offset is added once" in ran.out) is told


def test_nothing_of_nodes_that_are_gone(wflint: Callable[..., Any]) -> None:
    """Their removal is told; what they did before is no matter."""
    ran = wflint("catalogue", "diff", "3.7.0", "6.14.2", "--only", "other-result")
    assert "canny_image_processor" not in ran.out
    assert "seamless with a UNet" in ran.out


def test_nothing_of_inputs_that_the_old_release_lacks(wflint: Callable[..., Any]) -> None:
    """No result of them can be another one."""
    ran = wflint("catalogue", "diff", "5.15.0", "6.14.2", "--only", "other-result")
    assert "kontext" not in ran.out
    assert "dype" not in ran.out
    ran = wflint("catalogue", "diff", "6.12.0", "6.13.0", "--only", "other-result")
    assert "flux_denoise and flux_denoise_meta with a dype_preset: DyPE follows its paper" in ran.out
