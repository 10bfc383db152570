"""Reading workflows: nodes, wires seen through connectors, values that the web UI keeps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document

if TYPE_CHECKING:
    from wflint.diagnostics import Finding
    from wflint.graph.ir import Graph


def node(node_id: str, node_type: str = "integer", **values: Any) -> dict[str, Any]:
    """A node with inputs; ``...`` stands for an input without a value."""
    data: dict[str, Any] = {"id": node_id, "type": node_type, "version": "1.0.1", "nodePack": "invokeai"}
    data |= {"label": "", "notes": "", "isOpen": True, "isIntermediate": True, "useCache": True}
    data["inputs"] = {
        name: {"name": name, "label": ""} | ({} if value is ... else {"value": value})
        for name, value in values.items()
    }
    return {"id": node_id, "type": "invocation", "position": {"x": 0, "y": 0}, "data": data}


def other(node_id: str, kind: str) -> dict[str, Any]:
    data = {"id": node_id, "type": kind, "label": "", "isOpen": True}
    if kind == "notes":
        data["notes"] = "text"
    return {"id": node_id, "type": kind, "position": {"x": 0, "y": 0}, "data": data}


def wire(text: str, kind: str = "default") -> dict[str, Any]:
    """``"a.value > b.a"`` as an edge."""
    (source, out), (target, into) = (end.split(".") for end in text.split(" > "))
    edge = {"id": text, "type": kind, "source": source, "target": target}
    return edge | ({"sourceHandle": out, "targetHandle": into} if kind == "default" else {})


def read(nodes: list[Any], edges: list[Any], /, **members: Any) -> tuple[Graph, list[Finding]]:
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    workflow = texts | {"nodes": nodes, "edges": edges, "exposedFields": [], "meta": {"version": "4.0.0"}}
    loaded = load_bytes(json.dumps(workflow | members).encode(), "x")
    (document,) = loaded.documents
    return read_document(document)


def edges(graph: Graph) -> list[str]:
    return [f"{e.source}.{e.source_field} > {e.target}.{e.target_field}" for e in graph.edges]


def test_a_node() -> None:
    raw = node("a", "add", a=1, b=...)
    raw["data"] |= {"label": "Sum", "isIntermediate": False, "useCache": False}
    graph, findings = read([other("n", "notes"), raw], [])
    assert findings == []
    (found,) = graph.nodes.values()
    assert (found.id, found.type, found.label, found.version) == ("a", "add", "Sum", "1.0.1")
    assert (found.is_intermediate, found.use_cache) == (False, False)
    assert found.values == {"a": 1}
    assert list(found.declared) == ["a", "b"]
    assert found.input_pointer("a") == ("nodes", 1, "data", "inputs", "a", "value")
    assert found.input_pointer("b") == ("nodes", 1, "data", "inputs", "b")
    assert found.input_pointer("c") == ("nodes", 1)
    assert graph.notes == {"n": ("nodes", 0)}


@pytest.mark.parametrize("kind", ["notes", "connector"])
@pytest.mark.parametrize("inner", ["", " ", "invocation", None])
def test_a_wrong_type_in_the_data_is_one_fault(kind: str, inner: str | None) -> None:
    raw = other("n", kind)
    raw["data"]["type"] = inner
    _, found = read([raw], [])
    assert [(f.rule, f.pointer) for f in found] == [("wrong-member-type", ("nodes", 0, "data", "type"))]


def test_connectors_are_seen_through() -> None:
    nodes = [node("a"), node("b"), *(other(c, "connector") for c in "pqr")]
    wires = ["a.value > p.in", "p.out > q.in", "q.out > b.value", "p.out > r.in"]
    graph, findings = read(nodes, [wire(w) for w in wires])
    assert findings == []
    assert edges(graph) == ["a.value > b.value"]
    (edge,) = graph.edges
    assert edge.via == ("p", "q")
    assert edge.path == ("edges", 2)
    assert len(graph.wires) == 4
    assert graph.connectors == {"p": ("nodes", 2), "q": ("nodes", 3), "r": ("nodes", 4)}


def test_of_two_edges_into_a_connector_the_first_counts() -> None:
    nodes = [node("a"), node("b"), node("c"), other("p", "connector")]
    wires = ["a.value > p.other", "b.value > p.in", "a.value > p.in", "p.out > c.value"]
    assert edges(read(nodes, [wire(w) for w in wires])[0]) == ["b.value > c.value"]


def test_connectors_that_lead_nowhere_or_in_circles_give_no_edge() -> None:
    nodes = [node("a"), *(other(c, "connector") for c in "pqrs"), other("n", "notes")]
    wires = [
        "p.out > q.in",
        "q.out > p.in",
        "q.out > a.value",
        "r.out > a.value",
        "n.x > s.in",
        "s.out > a.value",
    ]
    graph, _ = read(nodes, [wire(w) for w in wires])
    assert edges(graph) == []
    assert len(graph.wires) == 6


def test_a_long_chain_of_connectors() -> None:
    count = 3000
    nodes = [node("a"), node("b"), *(other(f"c{i}", "connector") for i in range(count))]
    wires = ["a.value > c0.in", *(f"c{i}.out > c{i + 1}.in" for i in range(count - 1))]
    graph, _ = read(nodes, [wire(w) for w in [*wires, f"c{count - 1}.out > b.value"]])
    assert edges(graph) == ["a.value > b.value"]
    assert len(graph.edges[0].via) == count


def test_collapsed_edges_are_left_out_and_dangling_ones_kept() -> None:
    graph, findings = read(
        [node("a"), node("b")], [wire("a.x > b.x", "collapsed"), wire("a.value > gone.value")]
    )
    assert findings == []
    assert edges(graph) == ["a.value > gone.value"]


def test_batch_nodes_stay() -> None:
    graph, _ = read([node("a", "integer_batch"), node("b")], [wire("a.value > b.value")])
    assert list(graph.nodes) == ["a", "b"]
    assert edges(graph) == ["a.value > b.value"]


def test_of_equal_ids_the_last_counts() -> None:
    graph, findings = read([node("a", "integer"), node("b"), node("a", "float")], [])
    assert [(f.rule, f.pointer, f.related[0].pointer) for f in findings] == [
        ("duplicate-node-id", ("nodes", 2, "id"), ("nodes", 0))
    ]
    assert graph.nodes["a"].type == "float"


def test_ids_are_trimmed_as_the_ui_does() -> None:
    graph, findings = read([node(" a "), node("b")], [wire(" a .value > b.value")])
    assert findings == []
    assert list(graph.nodes) == ["a", "b"]
    graph, findings = read([node("a"), node("b")], [wire("a.value > b.value") | {"id": " "}])
    assert [f.rule for f in findings] == ["wrong-member-type"]
    assert edges(graph) == ["a.value > b.value"]


def test_null_counts_as_unset() -> None:
    graph, findings = read([node("a", "add", a=None, b=2)], [])
    assert findings == []
    assert graph.nodes["a"].values == {"b": 2}
    assert graph.nodes["a"].lost == {}
    assert graph.nulls == [("a", "a")]


def test_lost_values_are_no_values() -> None:
    old_model = {"model_name": "m", "base_model": "sd-1", "model_type": "main"}
    graph, _ = read([node("a", "x", model=old_model, mixed=[1, "a"], big=2**60 + 1, ok=[1, 2.5])], [])
    found = graph.nodes["a"]
    assert found.values == {"ok": [1, 2.5]}
    assert {name: lost.becomes for name, lost in found.lost.items()} == {
        "model": {"type": "float_generator_arithmetic_sequence"},
        "mixed": None,
        "big": 2**60,
    }


def test_core_metadata_keeps_what_it_does_not_know() -> None:
    values = {"refs": [{"x": 1}], "nothing": None, "mixed": [1, "a"], "thing": {"x": 1}}
    graph, _ = read([node("a", "core_metadata", **values)], [])
    assert graph.nodes["a"].values.keys() == {"refs", "nothing", "mixed"}
    assert list(graph.nodes["a"].lost) == ["thing"]  # an object becomes a float generator even there


def test_wrong_members_of_any_type_are_findings_not_crashes() -> None:
    for junk in (None, True, 3, "x", [], {}, [[]], {"id": []}, {"type": {}}):
        for member in ("nodes", "edges", "exposedFields", "meta", "name"):
            read([node("a")], [wire("a.value > a.value")], **{member: junk})
        read([junk, node("a")], [junk, wire("a.value > a.value")])
        for part in ("id", "type", "data", "position"):
            _, findings = read([node("a") | {part: junk}], [])
            assert findings or (part == "id" and junk == "x"), (part, junk)
        for part in ("id", "type", "version", "label", "inputs", "isOpen", "useCache"):
            broken = node("a")
            broken["data"][part] = junk
            read([broken], [])
        for part in ("id", "type", "source", "target", "sourceHandle", "targetHandle"):
            read([node("a")], [wire("a.value > a.value") | {part: junk}])
