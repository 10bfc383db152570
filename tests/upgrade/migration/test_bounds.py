"""Small files that ask for much: what a migration writes out has bounds."""

from __future__ import annotations

from typing import Any

from tests.upgrade.migration.made import become, graph


def test_easings_write_only_so_many_numbers() -> None:
    easing = {"type": "step_param_easing", "num_steps": 1000}
    found = become(graph({f"e{n}": easing for n in range(40)}), old="5.4.1")
    assert found.steps == []
    assert {left.text for left in found.left} == {
        "step_param_easing is gone, and it gave more numbers than wflint writes out"
    }
    assert len(found.left) == 40
    some = become(graph({f"e{n}": easing for n in range(20)}), old="5.4.1")
    assert len(some.steps) == 20


def test_an_easing_of_more_steps_than_a_sampler_has() -> None:
    found = become(graph({"e": {"type": "step_param_easing", "num_steps": 1001}}), old="5.4.1")
    assert found.steps == []
    assert [left.node for left in found.left] == ["e"]


def test_long_ids_of_graphs_in_graphs_are_not_repeated() -> None:
    inner: Any = {"type": "graph", "graph": graph({f"n{n}": {"type": "add"} for n in range(20)})}
    long = "g" * 401
    found = become(graph({long: inner, "h": inner}), old="3.0.2")
    assert {left.node for left in found.left} == {long}
    assert found.data["nodes"][long] == {"id": long, **inner}
    assert len(found.data["nodes"]) == 21
