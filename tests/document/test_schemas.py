"""The published JSON Schemas accept every sample, and refuse what InvokeAI refuses."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "fixtures" / "workflows"


def schema(kind: str) -> Draft202012Validator:
    data = json.loads((ROOT / "docs" / "schema" / f"{kind}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(data)
    return Draft202012Validator(data)


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("workflow", "format-4.0.0.workflow.json"),
        ("workflow", "format-3.0.0.workflow.json"),
        ("workflow", "format-2.0.0.workflow.json"),
        ("workflow", "format-1.0.0.workflow.json"),
        ("graph", "soft-blank.graph.json"),
        ("batch", "enqueue-body.batch.json"),
        ("batch", "enqueue-with-workflow.batch.json"),
    ],
)
def test_samples_fit(kind: str, name: str) -> None:
    assert [e.message for e in schema(kind).iter_errors(sample(name))] == []


@pytest.mark.parametrize("kind", ["workflow", "graph", "batch"])
def test_other_kinds_do_not_fit(kind: str) -> None:
    others = {"workflow": "format-4.0.0.workflow.json", "graph": "soft-blank.graph.json"}
    others["batch"] = "enqueue-body.batch.json"
    for other, name in others.items():
        assert schema(kind).is_valid(sample(name)) == (kind == other)


def test_the_workflow_schema_never_accepts_what_the_web_ui_refuses_of_members() -> None:
    """On the recorded answers: a file that fits loads, but for faults a schema cannot see."""
    validator = schema("workflow")
    lines = (ROOT / "fixtures" / "web-ui" / "loads.jsonl").read_text("utf-8").splitlines()
    too_lenient = []
    for case in map(json.loads, lines):
        data = sample(f"format-{case['format']}.workflow.json")
        path = case.get("set") or case["remove"]
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        if "set" in case:
            holder[path[-1]] = copy.deepcopy(case["to"])
        else:
            del holder[path[-1]]
        if validator.is_valid(data) and not case["loads"]:
            too_lenient.append(case)
        if case["format"] in ("1.0.0", "2.0.0"):
            assert validator.is_valid(data) == case["loads"], case
    assert [c for c in too_lenient if "form" not in (c.get("set") or c["remove"])] == []
