"""wflint makes the same request of a workflow as the web UI.

The answers were recorded from the UI's own code; see fixtures/web-ui/README.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.graph.javascript import same
from wflint.catalogue.store import open_release
from wflint.document.kinds import documents_in
from wflint.document.model import Source
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.webui.batch_nodes import BatchError

RECORDED = Path(__file__).parents[2] / "fixtures" / "web-ui" / "graphs.jsonl"
CASES = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_request_is_the_uis(case: dict[str, Any]) -> None:
    [document] = documents_in(case["workflow"], Source("recorded", ""))
    board = None if case["board"] == "none" else case["board"]
    if "data" not in case:
        with pytest.raises(BatchError):
            convert_workflow(document, open_release("6.14.2"), board=board)
        return
    converted = convert_workflow(document, open_release("6.14.2"), board=board)
    assert same(converted.graph["nodes"]) == same(case["nodes"])
    assert converted.graph["edges"] == case["edges"]
    assert same(converted.data) == same(case["data"])


def test_the_cases_are_not_all_alike() -> None:
    assert sum(bool(case.get("data")) for case in CASES) >= 10
    assert sum(len(case["edges"]) < len(case["workflow"]["edges"]) for case in CASES) >= 20
