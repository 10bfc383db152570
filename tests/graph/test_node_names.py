"""What reading calls nodes: each by its label or type, and by its id where two could be meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.written import workflow
from wflint.document import Kind
from wflint.document.load import documents_in
from wflint.document.model import Source
from wflint.graph.reading.node_names import GraphNames, WorkflowNames
from wflint.graph.reading.read import read_document

LONG = "5f3a0000-0000-0000-0000-00000000000"


def node(node_type: Any = "noise", node_id: Any = "a", **body: Any) -> dict[str, Any]:
    return {"id": node_id, "type": "invocation", "data": {"id": node_id, "type": node_type, **body}}


@pytest.mark.parametrize(
    ("nodes", "names"),
    [
        ([node()], ["noise"]),
        ([node(), node("add", "b")], ["noise", "add"]),
        ([node(), node(node_id="b")], ["noise (a)", "noise (b)"]),
        ([node(), node()], ["noise (node 1)", "noise (node 2)"]),
        ([node(), node(node_id=7)], ["noise (a)", "noise (node 2)"]),
        ([node(label="Fox")], ['"Fox" (noise)']),
        ([node(label="Fox"), node("add", "b", label=" Fox ")], ['"Fox" (noise)', '"Fox" (add)']),
        ([node(label="Fox"), node(node_id="b", label="Fox")], ['"Fox" (noise, a)', '"Fox" (noise, b)']),
        ([node(node_id=LONG + "1"), node(node_id="9" + LONG)], ["noise (5f3a\u2026)", "noise (95f3\u2026)"]),
        ([None, node(None), node(" "), {"id": "a", "data": []}], [f"node {i}" for i in range(1, 5)]),
        ([{"id": "a", "type": "noise", "data": {"seed": 1}}], ["noise"]),  # as guides write it
    ],
)
def test_nodes_of_a_workflow(nodes: list[Any], names: list[str]) -> None:
    known = WorkflowNames(nodes)
    assert [known.of(i)() for i in range(len(nodes))] == names


def test_nodes_of_a_graph_are_called_by_their_keys_too() -> None:
    nodes: dict[str, Any] = {
        "a": {"type": "noise"},
        "noise": {"type": "noise"},
        "b": None,
        LONG: {"type": "x"},
    }
    known = GraphNames(nodes)
    assert [known.of(key)() for key in nodes] == ["noise (a)", "noise", 'node "b"', "x (5f3a\u2026)"]


def test_the_same_slip_in_many_nodes_has_one_group_and_as_many_messages() -> None:
    data = workflow(a={"type": "noise"}, b={"type": "noise"}, c={"type": "add"})
    for each in data["nodes"]:
        del each["data"]["isOpen"]
    (document,) = documents_in(data, Source("x", ""))
    assert document.kind is Kind.WORKFLOW
    found = [f for f in read_document(document)[1] if "isOpen" in f.message]
    assert [f.message for f in found] == [
        '"isOpen" is missing from noise (a)',
        '"isOpen" is missing from noise (b)',
        '"isOpen" is missing from add',
    ]
    assert {(f.group, f.help) for f in found} == {
        ('"isOpen" is missing from several nodes', 'add "isOpen": true')
    }
