"""wflint makes of a workflow what the web UI of InvokeAI 7 makes of it: graph, batch data, copy, readiness.

The answers were recorded with lint/scripts/compare_web_scripts.py; see fixtures/web-ui/README.md.
"""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

from tests.graph.web_scripts import differences
from wflint.catalogue.store import open_release

RECORDED = Path(__file__).parents[2] / "fixtures" / "web-ui" / "scripts-7.0.0a3.jsonl.xz"


@cache
def recorded() -> list[dict[str, Any]]:
    with lzma.open(RECORDED, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_all_is_as_in_the_ui() -> None:
    catalogue = open_release("7.0.0a3")
    differing = {}
    for number, case in enumerate(recorded()):
        found = differences(case["workflow"], case, catalogue)
        if found:
            differing[number] = found
    assert not differing


def test_the_answers_are_of_every_kind() -> None:
    cases = recorded()
    assert len(cases) > 400
    assert sum(not case.get("reasons") for case in cases) > 100
    assert sum(bool(case.get("reasons")) for case in cases) > 100
    assert sum(bool(case.get("warnings")) for case in cases) > 50
    assert sum(bool(case.get("data")) for case in cases) > 50
    assert any("refused" in case for case in cases)


def test_another_answer_would_be_noticed() -> None:
    catalogue = open_release("7.0.0a3")
    case = next(
        c for c in recorded() if c.get("graph", {}).get("edges") and not c["reasons"] and not c["data"]
    )
    graph = case["graph"]
    first = next(iter(graph["nodes"]))
    without = {**graph, "nodes": {k: v for k, v in graph["nodes"].items() if k != first}}
    workflow = case["workflow"]
    assert differences(workflow, case, catalogue) == []
    assert differences(workflow, {**case, "graph": without}, catalogue) == ["nodes"]
    assert differences(workflow, {**case, "graph": {**graph, "edges": []}}, catalogue) == ["edges"]
    assert differences(workflow, {**case, "reasons": ["no"]}, catalogue) == ["readiness"]
    assert differences(workflow, {**case, "saved": {**case["saved"], "name": "other"}}, catalogue) == [
        "saved"
    ]
