"""Shapes that InvokeAI 3.0 to 3.3 let pass, and later releases refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine


def found(data: Any, release: str) -> list[tuple[str, str]]:
    diagnostics = examine(json.dumps(data).encode(), "x.json", Checker((open_release(release),))).diagnostics
    return [(d.slug, str(d.effect)) for d in diagnostics if d.code.startswith("SH")]


def node(node_id: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "id": node_id,
        "type": "invocation",
        "position": {"x": 0, "y": 0},
        "data": {"id": node_id, "type": kind, "inputs": {}, "outputs": {}, **more},
    }


def drawn(**edge: Any) -> dict[str, Any]:
    """As the UI of 3.0 saves a workflow: without labels, flags and versions."""
    ends = {"source": "a", "sourceHandle": "a", "target": "b", "targetHandle": "a", **edge}
    nodes = [node("a", "param_int"), node("b", "add")]
    return {"nodes": nodes, "edges": [{"id": "e", "type": "default", **ends}], "viewport": {}}


def test_workflows_of_3_0_load_there() -> None:
    assert found(drawn(), "3.0.2") == []
    assert {slug for slug, _ in found(drawn(), "3.1.1")} == {"missing-member"}


@pytest.mark.parametrize("member", ["source", "sourceHandle", "target", "targetHandle"])
def test_what_3_0_asks_of_edges(member: str) -> None:
    workflow = drawn()
    del workflow["edges"][0][member]
    assert "missing-member" in {slug for slug, _ in found(workflow, "3.0.2")}


@pytest.mark.parametrize("release", ["3.0.0", "3.0.2.post1"])
def test_collectors_and_iterators_of_3_0(release: str) -> None:
    """The schema does not describe their fields; the UI makes them itself."""
    workflow = drawn()
    workflow["nodes"] += [node("c", "collect"), node("i", "iterate")]
    ends = [("a", "a", "c", "item"), ("c", "collection", "i", "collection"), ("i", "item", "b", "a")]
    workflow["edges"] = [
        {"id": s + t, "source": s, "sourceHandle": out, "target": t, "targetHandle": into}
        for s, out, t, into in ends
    ]
    raw = json.dumps(workflow).encode()
    diagnostics = examine(raw, "x.json", Checker((open_release(release),))).diagnostics
    assert [d.slug for d in diagnostics if d.slug.startswith("unknown-")] == []
    workflow["edges"][0]["targetHandle"] = "collection"
    raw = json.dumps(workflow).encode()
    diagnostics = examine(raw, "x.json", Checker((open_release(release),))).diagnostics
    assert "unknown-target-field" in {d.slug for d in diagnostics}


def test_what_3_0_asks_of_nodes() -> None:
    for member in ("type", "data"):
        workflow = drawn()
        del workflow["nodes"][0][member]
        assert "missing-member" in {slug for slug, _ in found(workflow, "3.0.2.post1")}
    odd = drawn()
    odd["nodes"][0]["type"] = "something"
    assert [slug for slug, _ in found(odd, "3.0.2")] == ["wrong-member-type"]


def test_graphs_of_3_1_to_3_3() -> None:
    graph: dict[str, Any] = {"id": 5, "nodes": {"n": {"id": "n", "type": "add"}}, "edges": []}
    assert found(graph, "3.3.0") == []
    assert [slug for slug, _ in found(graph, "3.4.0")] == ["wrong-member-type"]
    graph["id"] = []
    assert [slug for slug, _ in found(graph, "3.3.0")] == ["wrong-member-type"]
    graph.update(id="g", nodes={"n": {"id": "n", "type": "add", "use_cache": 7}})
    assert found(graph, "3.1.1") == []
    assert [slug for slug, _ in found(graph, "3.2.0")] == ["wrong-member-type"]


def test_two_ids_of_a_node() -> None:
    graph = {"id": "g", "nodes": {"n": {"id": "m", "type": "add"}}, "edges": []}
    assert found(graph, "3.1.1") == [("node-id-mismatch", "fails")]
    assert found(graph, "3.2.0") == [("node-id-mismatch", "rejected")]
