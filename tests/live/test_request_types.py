"""Which node types a document asks of the server: a workflow, a graph and a batch alike."""

from __future__ import annotations

from typing import Any

import pytest

from wflint.live.runs.request import node_types

GRAPH = {"id": "g", "nodes": {"a": {"id": "a", "type": "of_a_pack"}, "b": {"id": "b", "type": "noise"}}}


@pytest.mark.parametrize(
    ("document", "types"),
    [
        (
            {"nodes": [{"data": {"type": "of_a_pack"}}, {"data": {"type": "notes"}}, {"id": "x"}]},
            ["of_a_pack"],
        ),
        (GRAPH, ["of_a_pack", "noise"]),
        ({"batch": {"graph": GRAPH, "runs": 2}}, ["of_a_pack", "noise"]),
        ({"batch": {"graph": 3}}, []),
        ({"batch": 3, "nodes": [3, {"data": 3}]}, []),
        ({"nodes": {"a": 3, "b": {"type": 3}}}, []),
        ([], []),
    ],
)
def test_the_node_types_of_any_document(document: Any, types: list[str]) -> None:
    assert node_types(document) == types
