"""What is told of a file: a fault that it holds twice is told once; what is below the floor is counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import good_graph
from tests.golden import TARGET
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect, Finding, Outcome, Severity, Stage
from wflint.document import Document, Kind, Source
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.settle import Showing, settle, tell

if TYPE_CHECKING:
    from wflint.engine.settle import Settlement

EDGE = ("noise", "noise", "denoise", "noise")


def document(kind: Kind = Kind.GRAPH, part: str | None = None) -> Document:
    source, field, target, input_field = EDGE
    edge = {
        "source": {"node_id": source, "field": field},
        "destination": {"node_id": target, "field": input_field},
    }
    if kind is Kind.WORKFLOW:
        edge = {
            "source": source, "sourceHandle": field, "target": target, "targetHandle": input_field,
        }  # type: ignore[dict-item]  # fmt: skip
    return Document(kind, {"edges": [edge], "nodes": {}}, Source("a.json", "{}"), part=part)


def finding(**changes: Any) -> Finding:
    given: dict[str, Any] = {"node": "n", "node_type": "noise", "field": "width", "rule": "invalid-value"}
    given.update(changes)
    return Finding("message", given.pop("pointer", ("nodes", "n")), **given)


def outcome(severity: Severity, effect: Effect = Effect.SILENT) -> Outcome:
    return Outcome(effect, Stage.RUN, severity)


def told(*found: tuple[Document, list[Finding]], showing: Showing | None = None) -> Settlement:
    settled = settle([(d, [(f, (TARGET,)) for f in fs]) for d, fs in found])
    return tell(settled, showing or Showing())


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@pytest.mark.parametrize(
    ("showing", "listed", "hidden"),
    [
        (Showing(), [ERROR, WARNING, INFO, INFO], 0),
        (Showing(INFO, WARNING), [ERROR, WARNING], 2),
        (Showing(WARNING, WARNING), [ERROR, WARNING], 0),
        (Showing(INFO, ERROR), [ERROR], 3),
        (Showing(ERROR, ERROR), [ERROR], 0),
    ],
)
def test_what_is_listed_what_counted_and_what_neither(
    showing: Showing, listed: list[Severity], hidden: int
) -> None:
    findings = [finding(node=str(i), outcome=outcome(s)) for i, s in enumerate((ERROR, WARNING, INFO, INFO))]
    result = told((document(), findings), showing=showing)
    assert [s.outcome.severity for s in result.settled] == listed
    assert result.hidden == hidden


def test_the_outcome_is_the_finding_s_or_the_rule_s() -> None:
    own = outcome(WARNING)
    result = told((document(), [finding(outcome=own), finding(node="m")]))
    assert result.settled[0].outcome == own
    assert result.settled[1].outcome.severity is ERROR


WORKFLOW, GRAPH = document(Kind.WORKFLOW, "workflow"), document(Kind.GRAPH, "graph")


@pytest.mark.parametrize(
    ("first", "second", "worst"),
    [
        (outcome(WARNING), outcome(ERROR), GRAPH),
        (outcome(ERROR), outcome(WARNING), WORKFLOW),
        (outcome(ERROR, Effect.SILENT), outcome(ERROR, Effect.FAILS), GRAPH),
        (outcome(ERROR, Effect.REJECTED), outcome(ERROR, Effect.FAILS), WORKFLOW),
        (outcome(WARNING, Effect.ADVICE), outcome(WARNING, Effect.SILENT), GRAPH),
        (outcome(WARNING, Effect.REJECTED), outcome(ERROR, Effect.SILENT), GRAPH),
        (outcome(ERROR), outcome(ERROR), WORKFLOW),
    ],
)
def test_a_fault_of_two_documents_is_told_where_it_is_worst(
    first: Outcome, second: Outcome, worst: Document
) -> None:
    one, two = finding(outcome=first), finding(outcome=second)
    (settled,) = told((WORKFLOW, [one]), (GRAPH, [two])).settled
    assert settled.document is worst
    ((also, twin),) = settled.also
    assert {also, settled.document} == {WORKFLOW, GRAPH}
    assert {twin, settled.finding} == {one, two}


@pytest.mark.parametrize(
    "changes", [{"node": "m"}, {"node_type": "l2i"}, {"field": "height"}, {"rule": "missing-input"}]
)
def test_another_fault_is_told_too(changes: dict[str, Any]) -> None:
    assert len(told((WORKFLOW, [finding()]), (GRAPH, [finding(**changes)])).settled) == 2


def test_as_often_as_the_document_that_has_it_more_often() -> None:
    result = told((WORKFLOW, [finding(), finding()]), (GRAPH, [finding(), finding(), finding()]))
    assert [len(s.also) for s in result.settled] == [1, 1, 0]


def test_two_of_one_document_are_two() -> None:
    assert [s.also for s in told((GRAPH, [finding(), finding()])).settled] == [(), ()]


def test_an_edge_is_the_same_however_it_is_spelled() -> None:
    about: dict[str, Any] = {"node": None, "node_type": None, "field": None, "rule": "dangling-edge"}
    in_workflow = finding(pointer=("edges", 0, "source"), **about)
    in_graph = finding(pointer=("edges", 0, "source", "node_id"), **about)
    (settled,) = told((WORKFLOW, [in_workflow]), (GRAPH, [in_graph])).settled
    assert settled.also[0][0] in (WORKFLOW, GRAPH)


@pytest.mark.parametrize("odd", [{}, [], {"a": [1]}, None, 5])
@pytest.mark.parametrize("place", [("source", "node_id"), ("destination", "field")])
def test_ends_that_are_no_names_are_told_all_the_same(place: tuple[str, str], odd: Any) -> None:
    """In a file of several documents, where a fault that two of them hold is looked for."""
    graph = good_graph()
    graph["edges"][0][place[0]][place[1]] = odd
    record = {"item_id": 1, "session": {"id": "s", "graph": graph}, "workflow": WORKFLOW.data}
    checker = Checker([open_release(TARGET)])
    for raw in (json.dumps(record), json.dumps([graph, graph])):
        found = examine(raw.encode(), "item.json", checker)
        assert checker.crashes == []
        assert found.diagnostics


@pytest.mark.parametrize("pointer", [("edges", 7), ("edges",), ("nodes", "edges"), ()])
def test_what_is_about_neither_node_nor_edge_is_told_of_each(pointer: tuple[str | int, ...]) -> None:
    about: dict[str, Any] = {"node": None, "node_type": None, "field": None, "pointer": pointer}
    result = told((WORKFLOW, [finding(**about)]), (GRAPH, [finding(**about)]))
    assert len(result.settled) == 2


def test_a_record_with_a_workflow_and_its_graph() -> None:
    """As `GET /api/v1/queue/{queue}/i/{id}` gives it: the session's graph, and the workflow beside it."""
    graph = good_graph()
    graph["nodes"]["noise"] = {"id": "noise", "type": "noise", "width": 500}
    nodes = [
        {
            "id": node_id,
            "type": "invocation",
            "position": {"x": 0, "y": 0},
            "data": {
                "id": node_id, "type": node["type"], "version": "1.0.0", "label": "", "notes": "",
                "isOpen": True, "isIntermediate": True, "useCache": True, "nodePack": "invokeai",
                "inputs": {
                    name: {"name": name, "label": "", "value": value}
                    for name, value in node.items() if name not in ("id", "type")
                },
            },
        }
        for node_id, node in graph["nodes"].items()
    ]  # fmt: skip
    workflow = {
        "name": "", "author": "", "description": "", "version": "", "contact": "", "tags": "", "notes": "",
        "exposedFields": [], "meta": {"version": "3.0.0", "category": "user"}, "nodes": nodes, "edges": [],
    }  # fmt: skip
    record = {"item_id": 1, "session": {"id": "s", "graph": graph}, "workflow": workflow}
    checker = Checker([open_release(TARGET)])
    found = examine(json.dumps(record).encode(), "item.json", checker)
    assert {f.part for f in found.checked} == {"session", "workflow"}
    widths = [d for d in found.diagnostics if d.slug == "invalid-value" and d.field == "width"]
    (told_once,) = widths
    assert told_once.severity is ERROR
    (twin,) = [r for r in told_once.related if r.message.startswith("the same in ")]
    assert twin.pointer.startswith("/workflow/" if told_once.part == "session" else "/session/")
    assert twin.span is not None


def test_a_record_whose_edges_have_odd_ends_is_checked() -> None:
    ends = {"source": "a", "target": "a", "sourceHandle": "a", "targetHandle": []}
    edge = {"id": "e", "type": "default", **ends}
    workflow = {"nodes": [], "edges": [edge], "meta": {"version": "3.0.0"}, "form": None}
    raw = json.dumps({"workflow": workflow, "graph": {"nodes": {}, "edges": []}}).encode()
    checker = Checker((open_release(TARGET),), None, None)
    assert examine(raw, "a.json", checker).diagnostics
    assert not checker.crashes
