"""Requests that hold a workflow, or the editor's edges, and what `wflint convert` makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wflint.builders.conversion import ConvertOptions, convert_document
from wflint.catalogue.store import open_release
from wflint.document import Source
from wflint.document.kinds import documents_in
from wflint.graph.reading.read import read_document

FOLDER = Path(__file__).parents[2] / "fixtures" / "rules" / "wrong-member-type"
EDGES = {("a", "value", "b", "width"), ("a", "value", "b", "height")}


def sent(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())


def converted(data: Any, to: str, runs: int | None = None) -> Any:
    documents = documents_in(data, Source("x", ""))
    return convert_document(documents, to, open_release("6.14.2"), ConvertOptions(runs=runs)).value


def test_a_workflow_in_place_of_the_graph() -> None:
    data = sent("bad-workflow-sent.json")
    data["batch"]["data"] = [[{"node_path": "b", "field_name": "height", "items": [64, 128]}]]
    body = converted(data, "batch")["batch"]
    assert set(body["graph"]["nodes"]) == {"a", "b"}
    assert body["runs"] == 2
    assert body["data"] == data["batch"]["data"]
    assert converted(data, "batch", runs=3)["batch"]["runs"] == 3
    assert set(converted(data, "graph")["nodes"]) == {"a", "b"}
    assert converted(data, "workflow")["name"] == "Two"


@pytest.mark.parametrize("wrapped", [False, True])
def test_edges_of_the_editor(wrapped: bool) -> None:
    data = sent("bad-editor-edges.json")
    found = converted({"batch": {"graph": data}} if wrapped else data, "graph")
    ends = {(*e["source"].values(), *e["destination"].values()) for e in found["edges"]}
    assert ends == EDGES


def test_one_finding_for_all_such_edges_and_the_rest_is_judged() -> None:
    data = sent("bad-editor-edges.json")
    data["edges"].append({"source": "a", "target": "b"})
    data["edges"][0]["sourceHandle"] = "value"
    (document,) = documents_in(data, Source("x", ""))
    graph, findings = read_document(document)
    assert len(findings) == 3  # one for the two, "source" and "destination" of the third
    assert {(e.source, e.source_field, e.target, e.target_field) for e in graph.edges} == EDGES
