"""Loops as InvokeAI 7 judged them, and as conversions keep them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.loop_graphs import loop_graph
from wflint.builders.decompile import DecompileError, decompile
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.convert.to_workflow import graph_to_workflow
from wflint.graph.diff.canonical import canonical, same_graph
from wflint.graph.edges.cycles import acyclic
from wflint.graph.reading.read import read_document
from wflint.graph.server.loops import loop_faults

if TYPE_CHECKING:
    from wflint.document import Document

# What InvokeAI 7.0.0a3 answered (tests/differential/loop_oracle.py) by seed: whether it took the graph.
ANSWERS = json.loads((Path(__file__).parent / "loop_answers.json").read_text("utf-8"))
FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules" / "loop-linkage"


def document_of(value: Any) -> Document:
    (document,) = load_bytes(json.dumps(value).encode(), "loop.json").documents
    return document


def refusals(value: dict[str, Any]) -> list[str]:
    """Why wflint says that the server refuses the loops of a graph."""
    graph, _ = read_document(document_of(value))
    successors: dict[str, list[str]] = {name: [] for name in graph.nodes}
    for edge in graph.edges:
        successors[edge.source].append(edge.target)
    return [fault.reason for fault in loop_faults(graph, acyclic=acyclic(successors))]


@pytest.mark.parametrize("seed", ANSWERS)
def test_recorded_answers(seed: str) -> None:
    assert (not refusals(loop_graph(int(seed)))) is ANSWERS[seed]


@pytest.mark.parametrize("name", ["good-workflow.json", "good-connector.json"])
def test_a_linkage_survives_conversion_both_ways(name: str) -> None:
    catalogue = open_release("7.0.0a3")
    start = document_of(json.loads((FIXTURES / name).read_text("utf-8")))
    sent = convert_workflow(start, catalogue)
    assert [e.get("type") for e in sent.graph["edges"]].count("loop_linkage") == 1
    assert sent.workflow is not None
    assert not sent.decisions
    again = convert_workflow(document_of(sent.workflow), catalogue).graph
    assert same_graph(sent.graph, again, catalogue)
    made = graph_to_workflow(sent.graph, catalogue)
    assert [e["type"] for e in made.workflow["edges"]].count("loop_linkage") == 1
    assert same_graph(sent.graph, convert_workflow(document_of(made.workflow), catalogue).graph, catalogue)


def test_an_older_release_has_no_linkage_and_is_told() -> None:
    catalogue = open_release("6.14.2")
    graph = json.loads((FIXTURES / "good-graph.json").read_text("utf-8"))
    made = graph_to_workflow(graph, catalogue)
    assert all(edge["type"] == "default" for edge in made.workflow["edges"])
    assert any("InvokeAI 6.14.2 has no loops" in str(told) for told in made.decisions)
    flow = document_of(json.loads((FIXTURES / "good-workflow.json").read_text("utf-8")))
    sent = convert_workflow(flow, catalogue)
    assert not any("type" in edge for edge in sent.graph["edges"])
    assert any("InvokeAI 6.14.2 has no loops" in str(told) for told in sent.decisions)


def test_the_canonical_form_keeps_a_linkage() -> None:
    graph = json.loads((FIXTURES / "good-graph.json").read_text("utf-8"))
    kept = canonical(graph)
    assert [e.get("type") for e in kept["edges"]].count("loop_linkage") == 1
    ordinary = json.loads((FIXTURES / "bad-default-edge-graph.json").read_text("utf-8"))
    assert canonical(ordinary) != kept


def test_code_is_not_made_of_a_loop() -> None:
    graph = json.loads((FIXTURES / "good-graph.json").read_text("utf-8"))
    with pytest.raises(DecompileError, match="it has a loop"):
        decompile(document_of(graph), open_release("7.0.0a3"))
