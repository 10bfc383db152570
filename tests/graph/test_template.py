"""Templates of the web UI: what it makes of a node's inputs when it updates the node to its own version."""

from __future__ import annotations

from typing import Any

from tests.golden import TARGET
from wflint.catalogue.store import open_release
from wflint.graph.webui.kept import DROPPED
from wflint.graph.webui.template import Template, template_of, updated_inputs


def template(node_type: str) -> Template:
    found = template_of(open_release(TARGET), node_type)
    assert found is not None
    return found


def update(node_type: str, inputs: dict[str, Any], *, extras: bool = False) -> dict[str, Any]:
    return updated_inputs(template(node_type), inputs, extras)


def test_inputs_come_and_go() -> None:
    updated = update("noise", {"width": 640, "wide": 1})
    assert "wide" not in updated
    assert updated["width"] == 640
    assert updated["height"] == 512, "as a fresh node has it"
    assert set(updated) == set(template("noise"))


def test_a_node_may_keep_what_it_does_not_declare() -> None:
    assert update("core_metadata", {"mine": 7}, extras=True)["mine"] == 7
    assert "mine" not in update("core_metadata", {"mine": 7})


def test_an_input_without_a_value_gets_the_default() -> None:
    assert update("noise", {"width": DROPPED})["width"] == 512
