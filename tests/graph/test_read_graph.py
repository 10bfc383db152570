"""Reading graphs and enqueue bodies: what InvokeAI 6.14.2 refuses gives a finding, what it takes gives none.

Each verdict below was observed by putting the body to InvokeAI's own ``Batch.model_validate``;
tests/differential/test_shapes.py repeats that on random bodies.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from wflint.document import Kind
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document

if TYPE_CHECKING:
    from wflint.diagnostics import Finding
    from wflint.graph.ir import Graph

BODY: dict[str, Any] = {
    "runs": 1,
    "graph": {
        "id": "g",
        "nodes": {
            "a": {"id": "a", "type": "integer", "value": 1},
            "b": {"id": "b", "type": "integer", "is_intermediate": True, "use_cache": False},
        },
        "edges": [
            {"source": {"node_id": "a", "field": "value"}, "destination": {"node_id": "b", "field": "value"}}
        ],
    },
    "data": [[{"node_path": "a", "field_name": "value", "items": [1, 2]}]],
}
ABSENT = object()


def read(body: Any) -> tuple[Graph, list[Finding]]:
    loaded = load_bytes(json.dumps({"batch": body}).encode(), "x")
    assert loaded.documents[0].kind is Kind.BATCH
    return read_document(loaded.documents[0])


def changed(path: str, value: Any) -> dict[str, Any]:
    """The body with the member at a dotted path set, or removed."""
    body = copy.deepcopy(BODY)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    holder: Any = body
    for step in steps:
        holder = holder[step]
    if value is ABSENT:
        del holder[last]
    else:
        holder[last] = value
    return body


def test_the_graph_as_it_is() -> None:
    graph, findings = read(BODY)
    assert findings == []
    assert list(graph.nodes) == ["a", "b"]
    a, b = graph.nodes.values()
    assert (a.type, a.values, a.is_intermediate, a.use_cache) == ("integer", {"value": 1}, False, True)
    assert (b.values, b.is_intermediate, b.use_cache) == ({}, True, False)
    assert a.input_pointer("value") == ("graph", "nodes", "a", "value")
    assert b.input_pointer("value") == ("graph", "nodes", "b")
    (edge,) = graph.edges
    assert edge.key == ("a", "value", "b", "value")
    assert edge.pointer("target_field") == ("graph", "edges", 0, "destination", "field")
    assert graph.wires == graph.edges
    assert graph.into == {("b", "value"): [edge]}
    assert graph.out_of == {"a": [edge]}
    ((item,),) = graph.batch
    assert (item.node, item.field, item.items, item.path) == ("a", "value", [1, 2], ("data", 0, 0))


ACCEPTED: list[tuple[str, Any]] = [
    ("graph.id", ABSENT), ("graph.id", "other"), ("graph.nodes.a.extra", {}), ("graph.extra", 1),
    ("extra", 1), ("graph.edges.0.id", 3), ("graph.edges.0.type", "default"),
    ("graph.edges.0.source.extra", 1), ("graph.edges", ABSENT),
    ("graph.nodes.a.is_intermediate", "yes"), ("graph.nodes.a.is_intermediate", 1),
    ("graph.nodes.a.is_intermediate", "OFF"), ("graph.nodes.a.use_cache", 0),
    ("graph.nodes.a.use_cache", 1.0), ("graph.nodes.1", {"id": 1, "type": "integer"}),
    ("graph.nodes.1", {"id": "1", "type": "integer"}),
    ("runs", ABSENT), ("runs", "3"), ("runs", 2.0), ("runs", True), ("origin", None), ("origin", "x"),
    ("destination", None), ("batch_id", "x"), ("workflow", None), ("data", ABSENT), ("data", None),
    ("data", []), ("data", [[]]), ("data.0.0.items", ABSENT), ("data.0.0.extra", 1),
]  # fmt: skip
REFUSED: list[tuple[str, Any, str, str]] = [
    ("graph", None, "wrong-member-type", "graph"),
    ("graph", [], "wrong-member-type", "graph"),
    ("graph", ABSENT, "missing-member", ""),
    ("graph.id", None, "wrong-member-type", "graph/id"),
    ("graph.id", 5, "wrong-member-type", "graph/id"),
    ("graph.nodes", None, "wrong-member-type", "graph/nodes"),
    ("graph.nodes", [], "wrong-member-type", "graph/nodes"),
    ("graph.edges", None, "wrong-member-type", "graph/edges"),
    ("graph.edges", {}, "wrong-member-type", "graph/edges"),
    ("graph.edges.0", None, "wrong-member-type", "graph/edges/0"),
    ("graph.edges.0", [], "wrong-member-type", "graph/edges/0"),
    ("graph.edges.0.source", None, "wrong-member-type", "graph/edges/0/source"),
    ("graph.edges.0.source", "a", "wrong-member-type", "graph/edges/0/source"),
    ("graph.edges.0.destination", ABSENT, "missing-member", "graph/edges/0"),
    ("graph.edges.0.source.field", ABSENT, "missing-member", "graph/edges/0/source"),
    ("graph.edges.0.source.node_id", 1, "wrong-member-type", "graph/edges/0/source/node_id"),
    ("graph.edges.0.source.node_id", True, "wrong-member-type", "graph/edges/0/source/node_id"),
    ("graph.edges.0.destination.field", None, "wrong-member-type", "graph/edges/0/destination/field"),
    ("graph.nodes.a", None, "wrong-member-type", "graph/nodes/a"),
    ("graph.nodes.a", "integer", "wrong-member-type", "graph/nodes/a"),
    ("graph.nodes.a.type", ABSENT, "missing-member", "graph/nodes/a"),
    ("graph.nodes.a.type", None, "wrong-member-type", "graph/nodes/a/type"),
    ("graph.nodes.a.type", [], "wrong-member-type", "graph/nodes/a/type"),
    ("graph.nodes.a.id", ABSENT, "missing-member", "graph/nodes/a"),
    ("graph.nodes.a.id", "b", "node-id-mismatch", "graph/nodes/a/id"),
    ("graph.nodes.a.id", 1, "node-id-mismatch", "graph/nodes/a/id"),
    ("graph.nodes.a.id", None, "wrong-member-type", "graph/nodes/a/id"),
    ("graph.nodes.a.id", True, "wrong-member-type", "graph/nodes/a/id"),
    ("graph.nodes.a.is_intermediate", None, "wrong-member-type", "graph/nodes/a/is_intermediate"),
    ("graph.nodes.a.is_intermediate", 2, "wrong-member-type", "graph/nodes/a/is_intermediate"),
    ("graph.nodes.a.is_intermediate", " yes", "wrong-member-type", "graph/nodes/a/is_intermediate"),
    ("graph.nodes.a.use_cache", [], "wrong-member-type", "graph/nodes/a/use_cache"),
    ("runs", 0, "wrong-member-type", "runs"),
    ("runs", None, "wrong-member-type", "runs"),
    ("runs", 1.5, "wrong-member-type", "runs"),
    ("runs", False, "wrong-member-type", "runs"),
    ("runs", "many", "wrong-member-type", "runs"),
    ("origin", 5, "wrong-member-type", "origin"),
    ("destination", [], "wrong-member-type", "destination"),
    ("batch_id", None, "wrong-member-type", "batch_id"),
    ("data", {}, "wrong-member-type", "data"),
    ("data.0", {}, "wrong-member-type", "data/0"),
    ("data.0.0", None, "wrong-member-type", "data/0/0"),
    ("data.0.0.node_path", ABSENT, "missing-member", "data/0/0"),
    ("data.0.0.node_path", 1, "wrong-member-type", "data/0/0/node_path"),
    ("data.0.0.field_name", None, "wrong-member-type", "data/0/0/field_name"),
    ("data.0.0.items", None, "wrong-member-type", "data/0/0/items"),
    ("workflow", "x", "wrong-member-type", "workflow"),
]


def name(value: Any) -> str:
    return "absent" if value is ABSENT else json.dumps(value)


@pytest.mark.parametrize(("path", "value"), ACCEPTED, ids=lambda v: v if isinstance(v, str) else name(v))
def test_accepted(path: str, value: Any) -> None:
    assert read(changed(path, value))[1] == []


@pytest.mark.parametrize(
    ("path", "value", "rule", "pointer"), REFUSED, ids=[f"{p}={name(v)}" for p, v, *_ in REFUSED]
)
def test_refused(path: str, value: Any, rule: str, pointer: str) -> None:
    (finding,) = read(changed(path, value))[1]
    assert finding.rule == rule
    assert "/".join(map(str, finding.pointer)) == pointer
    last = path.rpartition(".")[2]
    if rule == "missing-member":
        assert finding.message.startswith(f'"{last}" is missing from ')
        assert finding.help.startswith("add ")
    assert (finding.error == "Node ids must match") == (
        path.endswith("a.id") and not isinstance(value, bool | None)
    )


def test_a_workflow_sent_along_is_looked_at_loosely() -> None:
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    fine = {**texts, "nodes": [{}], "edges": [], "exposedFields": []}
    fine["meta"] = {"version": "1.0.0-rc.1+x", "category": "user"}
    assert read({**BODY, "workflow": fine})[1] == []
    for member, value in {
        "name": None, "nodes": {}, "edges": [1], "exposedFields": [{"nodeId": "a"}], "form": [],
        "meta": {"version": "1.0", "category": "user"},
    }.items():  # fmt: skip
        findings = read({**BODY, "workflow": {**fine, member: value}})[1]
        assert len(findings) == 1, member
        assert findings[0].pointer[:2] == ("workflow", member)
    without = {k: v for k, v in fine.items() if k != "author"}
    assert [f.rule for f in read({**BODY, "workflow": without})[1]] == ["missing-member"]


RECORD: dict[str, Any] = {
    **dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), ""),
    "nodes": [{}],
    "edges": [{}],
    "exposedFields": [{"nodeId": "", "fieldName": ""}],
    "meta": {"version": "3.0.0", "category": "user"},
}


@pytest.mark.parametrize("member", RECORD)
def test_members_of_a_workflow_sent_along(member: str) -> None:
    """Each must be there, and be what it is; of lists each entry must be an object."""
    without = {k: v for k, v in RECORD.items() if k != member}
    refused: list[tuple[dict[str, Any], str, str]] = [(without, "missing-member", "workflow")]
    refused += [({**RECORD, member: v}, "wrong-member-type", f"workflow/{member}") for v in (None, 5)]
    if type(RECORD[member]) is list:
        refused.append(({**RECORD, member: [5]}, "wrong-member-type", f"workflow/{member}/0"))
    for workflow, rule, pointer in refused:
        (finding,) = read({**BODY, "workflow": workflow})[1]
        assert (finding.rule, "/".join(map(str, finding.pointer))) == (rule, pointer)
        assert "of the workflow sent along is" in finding.message or rule == "missing-member"
        assert (finding.error == "Field required") == (rule == "missing-member")
        assert f'entry 1 of "{member}"' in finding.message or not pointer.endswith("/0")


@pytest.mark.parametrize("form", [None, {}, ...])
def test_forms_of_a_workflow_sent_along(form: Any) -> None:
    assert read({**BODY, "workflow": RECORD | ({} if form is ... else {"form": form})})[1] == []


@pytest.mark.parametrize(
    ("entry", "refused"),
    [
        ({"nodeId": "n", "fieldName": "a"}, []),
        ({"nodeId": "n", "fieldName": "a", "more": 1}, []),
        ({"nodeId": "n"}, ["fieldName"]),
        ({"fieldName": "a"}, ["nodeId"]),
        ({"nodeId": 1, "fieldName": "a"}, ["nodeId"]),
        ({"nodeId": "n", "fieldName": None}, ["fieldName"]),
        ({}, ["nodeId", "fieldName"]),
    ],
)
def test_exposed_fields_of_a_workflow_sent_along(entry: dict[str, Any], refused: list[str]) -> None:
    found = read({**BODY, "workflow": {**RECORD, "exposedFields": [entry]}})[1]
    assert len(found) == len(refused)
    for finding, name in zip(found, refused, strict=True):
        assert finding.pointer[:3] == ("workflow", "exposedFields", 0)
        assert name in finding.message
        assert "exposed field 1 " in finding.message


@pytest.mark.parametrize(
    ("meta", "fine"),
    [
        ({"version": "3.0.0", "category": "default"}, True),
        ({"version": "3.0.0", "category": "user", "more": 1}, True),
        ({"version": "0.10.200-a.1.x-y+b.01", "category": "user"}, True),
        ({"version": "3.0.0", "category": "project"}, False),
        ({"version": "3.0.0", "category": None}, False),
        ({"version": "3.0.0"}, False),
        ({"category": "user"}, False),
        ({"version": 3, "category": "user"}, False),
        ({"version": "3.0", "category": "user"}, False),
        ({"version": "03.0.0", "category": "user"}, False),
        ({"version": "3.0.0-01", "category": "user"}, False),
        ({"version": "3.0.0-", "category": "user"}, False),
        ({"version": "3.0.0+", "category": "user"}, False),
        ({"version": " 3.0.0", "category": "user"}, False),
    ],
)
def test_meta_of_a_workflow_sent_along(meta: dict[str, Any], fine: bool) -> None:
    found = read({**BODY, "workflow": {**RECORD, "meta": meta}})[1]
    assert [f.rule for f in found] == ([] if fine else ["wrong-member-type"])


def test_a_graph_in_a_session_has_null_for_no_value() -> None:
    session = {"id": "s", "graph": BODY["graph"] | {"nodes": {"a": {"id": "a", "type": "add", "a": None}}}}
    session["execution_graph"] = {}
    (document,) = load_bytes(json.dumps(session).encode(), "x").documents
    assert document.kind is Kind.SESSION
    assert read_document(document)[0].nodes["a"].values == {}


def test_edges_that_cannot_be_read_are_counted() -> None:
    assert read(BODY)[0].unread_edges == 0
    assert read(changed("graph.edges.0.source", None))[0].unread_edges == 1
    assert read(changed("graph.edges", {}))[0].unread_edges == 1


def test_a_loop_linkage_is_kept_apart() -> None:
    """InvokeAI 7 writes a type; every other one is an edge that brings a value."""
    edge = BODY["graph"]["edges"][0]
    edges = [edge, {**edge, "type": "loop_linkage"}, {**edge, "type": 7}]
    graph, findings = read(changed("graph.edges", edges))
    assert [(found.index, found.type) for found in graph.edges] == [(0, "default"), (2, "default")]
    assert [(found.index, found.type) for found in graph.links] == [(1, "loop_linkage")]
    assert findings == []
