"""Inputs that no release has: what they say stays, for somebody meant it for another input."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upgrade.migration.made import NEW, become, document, graph, release, workflow
from tests.upgrade.migration.test_ways import ends
from wflint.engine.check import Checker

NUMBER = {"type": "integer", "value": 9}


@pytest.mark.parametrize("unsafe", [False, True])
def test_a_value_and_an_edge_stay(unsafe: bool) -> None:
    """The node waits for its update, which would take both out, and ``check`` can still repair them."""
    nodes = {"i": NUMBER, "s": {"type": "sd3_denoise", "num_steps": 40, "wdth": None}}
    before = workflow(nodes, "i.value>s.wdth", at="5.4.0")
    found = become(before, old="5.4.0", unsafe=unsafe)
    body = found.data["nodes"][1]["data"]
    assert body["inputs"]["num_steps"]["value"] == 40
    assert ends(found.data) == ["i.value>s.wdth"]
    assert body["version"] == "1.0.0"
    assert not [step for step in found.steps if step.text.startswith("sd3_denoise")]
    assert 'rename it to "steps"' in _helps(found.data)
    assert 'use "width"' in _helps(found.data)


def test_what_says_nothing_goes() -> None:
    """An input without a value, or with the default that its own version had, is no loss."""
    nodes = {"s": {"type": "sd3_denoise", "nothing": None, "seed": 3}}
    found = become(workflow(nodes, at="5.4.0"), old="5.4.0", unsafe=False)
    body = found.data["nodes"][0]["data"]
    assert "nothing" not in body["inputs"]
    assert body["version"] == release("6.14.2").node("sd3_denoise").version  # type: ignore[union-attr]


def test_a_form_waits() -> None:
    """The web UI would leave what it does not know out of the form that it makes of exposed fields."""
    nodes = {"i": NUMBER, "s": {"type": "sd3_denoise", "num_steps": 40}}
    exposed = [{"nodeId": "i", "fieldName": "value"}, {"nodeId": "s", "fieldName": "num_steps"}]
    found = become(workflow(nodes, at="5.4.0", exposedFields=exposed), old="5.4.0", unsafe=False)
    assert found.data["exposedFields"] == exposed
    assert not found.data.get("form")


@pytest.mark.parametrize("node", [{"type": "canny_image_processor", "low": 80}])
def test_a_successor_does_not_lose_it_silently(node: dict[str, Any]) -> None:
    """Neither a node that gets another type."""
    held = become(workflow({"n": node}), old="5.9.1", unsafe=False)
    assert held.data["nodes"][0]["data"]["inputs"]["low"]["value"] == 80
    whole = become(workflow({"n": node}), old="5.9.1", unsafe=True)
    assert any('"low"' in step.text for step in whole.steps)


@pytest.mark.parametrize("name", ["color_map_image_processor"])
def test_a_same_successor_is_withheld(name: str) -> None:
    """What would be safe is not, with a value that nothing takes."""
    node = {"type": name, "tile": 32}
    found = become(workflow({"n": node}), old="5.9.1", unsafe=False)
    assert found.data["nodes"][0]["data"]["type"] == name
    assert [step.result for step in found.withheld] == ["similar"]


@pytest.mark.parametrize("make", [graph, workflow], ids=["graph", "workflow"])
def test_a_node_that_is_led_past_waits(make: Any) -> None:
    """Its place would be taken by an edge, and what was meant for it would be gone."""
    nodes = {"i": {"type": "image"}, "p": {"type": "image_processor"}, "n": NUMBER, "o": {"type": "image"}}
    edges = ("i.image>p.image", "p.image>o.image", "n.value>p.strength")
    more = {"at": "3.3.0.post3"} if make is workflow else {}
    before = make(nodes, *edges, **more)
    found = become(before, old="3.3.0.post3", unsafe=False)
    assert set(ends(found.data)) == set(edges)
    assert [step.text for step in found.withheld] == ['what was given to "strength" of image_processor goes']
    assert ends(become(before, old="3.3.0.post3").data) == ["i.image>o.image"]


def _helps(data: Any) -> str:
    found = Checker([release(NEW)]).check(document(data))
    return " ".join(each.finding.help or "" for each in found)
