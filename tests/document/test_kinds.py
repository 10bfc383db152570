"""What a file is, and which documents it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wflint.document import Kind, Source
from wflint.document.kinds import documents_in
from wflint.document.load import load_bytes

SAMPLES = Path(__file__).parents[2] / "fixtures" / "workflows"


def kinds(data: Any) -> list[tuple[str, str | None, tuple[str | int, ...]]]:
    return [(d.kind.value, d.part, d.base) for d in documents_in(data, Source("x", ""))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("format-4.0.0.workflow.json", [("workflow", None, (), "4.0.0")]),
        ("format-3.0.0.workflow.json", [("workflow", None, (), "3.0.0")]),
        ("format-2.0.0.workflow.json", [("workflow", None, (), "2.0.0")]),
        ("format-1.0.0.workflow.json", [("workflow", None, (), "1.0.0")]),
        ("format-none.workflow.json", [("workflow", None, (), None)]),
        ("record.json", [("workflow", None, ("workflow",), "4.0.0")]),
        (
            "records-page.json",
            [
                ("workflow", "0", ("items", 0, "workflow"), "4.0.0"),
                ("workflow", "1", ("items", 1, "workflow"), "4.0.0"),
            ],
        ),
        ("soft-blank.graph.json", [("graph", None, (), None)]),
        ("enqueue-body.batch.json", [("batch", None, ("batch",), None)]),
        ("bare-batch.batch.json", [("batch", None, (), None)]),
        (
            "enqueue-with-workflow.batch.json",
            [("batch", "batch", ("batch",), None), ("workflow", "workflow", ("batch", "workflow"), "4.0.0")],
        ),
        ("session.json", [("session", None, ("graph",), None)]),
        (
            "queue-item.json",
            [
                ("session", "session", ("session", "graph"), None),
                ("workflow", "workflow", ("workflow",), "4.0.0"),
            ],
        ),
        ("picture-answer.json", [("workflow", "workflow", (), "4.0.0"), ("graph", "graph", (), None)]),
        ("soft-blank.png", [("workflow", "workflow", (), "4.0.0"), ("graph", "graph", (), None)]),
        ("soft-blank.webp", [("workflow", "workflow", (), "4.0.0")]),
    ],
)
def test_samples(name: str, expected: list[Any]) -> None:
    loaded = load_bytes((SAMPLES / name).read_bytes(), name)
    assert [(d.kind.value, d.part, d.base, d.version) for d in loaded.documents] == expected
    for document in loaded.documents:
        value = json.loads(document.source.text)
        for step in document.base:
            value = value[step]
        assert value == document.data


def test_every_sample_is_named_above() -> None:
    names = {mark.args[1][i][0] for mark in test_samples.pytestmark for i in range(len(mark.args[1]))}
    assert names == {p.name for p in SAMPLES.iterdir()}


EDGE = {"source": {"node_id": "a", "field": "x"}, "destination": {"node_id": "b", "field": "y"}}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({}, "unknown"),
        ([], "unknown"),
        (None, "unknown"),
        (3, "unknown"),
        ({"nodes": 3}, "unknown"),
        ({"name": "package", "version": "1"}, "unknown"),
        ({"meta": {"version": "1"}}, "unknown"),
        ({"nodes": [], "links": [], "version": 0.4}, "comfyui"),
        ({"nodes": [{"id": 1, "type": "KSampler", "pos": [0, 0]}], "links": []}, "comfyui"),
        ({"nodes": [{"id": 1}], "links": [{"id": 1, "origin_id": 1}]}, "comfyui"),
        ({"nodes": [{"id": "a"}], "links": [{"source": "a", "target": "a"}]}, "unknown"),
        ({"3": {"class_type": "KSampler", "inputs": {}}}, "comfyui"),
        ({"prompt": {"3": {"class_type": "KSampler", "inputs": {}}}}, "comfyui"),
        ({"nodes": {}, "edges": []}, "graph"),
        ({"nodes": {}}, "graph"),
        ({"nodes": "many", "edges": [EDGE]}, "graph"),
        ({"nodes": [], "edges": []}, "workflow"),
        ({"nodes": None, "edges": [], "meta": {"version": "4.0.0"}}, "workflow"),
        ({"edges": [], "exposedFields": [], "name": ""}, "workflow"),
        ({"nodes": [{"type": "invocation"}], "edges": [EDGE]}, "guide"),
        ({"nodes": [{"id": "a", "type": "noise", "data": {}}], "edges": [EDGE]}, "guide"),
        ({"nodes": [{"id": "a", "type": "noise"}], "edges": []}, "guide"),
        ({"nodes": [{"id": "a", "type": "invokation"}, {"type": "notes"}], "edges": []}, "workflow"),
        ({"graph": {"nodes": {}}}, "batch"),
        ({"graph": {"nodes": [{"id": "a", "type": "noise"}], "edges": [EDGE]}}, "guide"),
        ({"batch": {"runs": 1}}, "batch"),
        ({"batch": {"size": 1}}, "unknown"),
        ([{"nodes": {}, "edges": []}], "graph"),
        ([{"nodes": {}, "edges": []}, 1], "unknown"),
    ],
)
def test_kind(data: Any, kind: str) -> None:
    assert kinds(data)[0][0] == kind


def test_kind_names_are_those_of_the_report() -> None:
    assert {k.value for k in Kind} == {
        "workflow", "graph", "batch", "session", "guide", "comfyui", "unknown"
    }  # fmt: skip
