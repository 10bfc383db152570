"""Sessions: the graph is migrated as long as nothing of it has run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upgrade.migration.made import become, graph

EASING = {"type": "step_param_easing", "num_steps": 2}


def session(ran: Any) -> dict[str, Any]:
    return {"id": "s", "graph": graph({"e": EASING}), "execution_graph": ran, "results": {}}


@pytest.mark.parametrize("wrap", [False, True])
def test_what_has_begun_is_not_migrated_by_half(wrap: bool) -> None:
    begun = session(graph({"p": EASING}))
    found = become({"session": begun} if wrap else begun, old="5.4.1")
    assert (found.data, found.steps, found.withheld) == (begun["graph"], [], [])
    assert [left.text for left in found.left] == [
        "the session has begun, and its execution_graph holds nodes of the old release"
    ]
    for ran in (graph({}), None):
        waits = session(ran)
        found = become({"session": waits} if wrap else waits, old="5.4.1")
        assert found.data["nodes"]["e"]["type"] == "float_collection"
        assert found.left == []


def test_what_has_run_and_needs_nothing_is_as_good_as_before() -> None:
    begun = session(graph({"p": {"type": "add"}}))
    begun["graph"] = graph({"e": {"type": "add"}})
    found = become(begun, old="5.4.1")
    assert (found.steps, found.left) == ([], [])
