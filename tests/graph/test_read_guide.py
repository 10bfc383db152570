"""Reading the simplified dialect of guides."""

from __future__ import annotations

import json
from typing import Any

from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document

EDGE = {"source": {"node_id": "a", "field": "value"}, "destination": {"node_id": "b", "field": "a"}}


def read(data: Any) -> tuple[Any, list[Any]]:
    (document,) = load_bytes(json.dumps(data).encode(), "x").documents
    assert document.kind is Kind.GUIDE
    return read_document(document)


def test_values_in_data() -> None:
    nodes = [{"id": "a", "type": "integer", "data": {"value": 3}}, {"id": "b", "type": "add", "data": {}}]
    graph, findings = read({"meta": {"version": "3.0.0"}, "nodes": nodes, "edges": [EDGE]})
    assert [f.rule for f in findings] == ["simplified-dialect"]
    assert graph.nodes["a"].values == {"value": 3}
    assert graph.nodes["a"].input_pointer("value") == ("nodes", 0, "data", "value")
    (edge,) = graph.edges
    assert edge.key == ("a", "value", "b", "a")
    assert edge.pointer("target_field") == ("edges", 0, "destination", "field")


def test_values_beside_id_and_type_and_edges_with_target() -> None:
    nodes = [{"id": 1, "type": "integer", "value": 3, "position": {"x": 0}}, {"id": "b", "type": "add"}]
    edge = {"source": {"node_id": 1, "field": "value"}, "target": {"node_id": "b", "field": "a"}}
    graph, findings = read({"nodes": nodes, "edges": [edge]})
    assert [f.rule for f in findings] == ["simplified-dialect"]
    assert graph.nodes["1"].values == {"value": 3}
    assert graph.edges[0].key == ("1", "value", "b", "a")
    assert graph.edges[0].pointer("target") == ("edges", 0, "target", "node_id")


def test_faults_of_its_own() -> None:
    nodes = [{"id": "a", "type": "integer"}, {"id": "a", "type": "add"}, {"type": "noise"}, 3]
    graph, findings = read({"nodes": nodes, "edges": [EDGE, {"source": "a", "destination": {}}, 7]})
    assert [f.rule for f in findings] == [
        "simplified-dialect",
        "duplicate-node-id",
        "missing-member",
        "wrong-member-type",
        "wrong-member-type",
        "missing-member",
        "missing-member",
        "wrong-member-type",
    ]
    assert graph.nodes["a"].type == "add"
    assert graph.unread_edges == 2
