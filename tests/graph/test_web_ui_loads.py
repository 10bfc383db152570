"""wflint refuses exactly the workflows that the web UI refuses, and drops the values that it drops.

The answers were recorded from the UI's own code; see fixtures/web-ui/README.md.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect, Stage
from wflint.document import Document, Kind, Source
from wflint.engine.check import check_document
from wflint.graph.reading.read import read_document
from wflint.rules.registry import all_rules

FIXTURES = Path(__file__).parents[2] / "fixtures"
SAMPLES = {
    version: json.loads((FIXTURES / "workflows" / f"format-{version}.workflow.json").read_text("utf-8"))
    for version in ("1.0.0", "2.0.0", "3.0.0", "4.0.0")
}
CASES = [json.loads(line) for line in (FIXTURES / "web-ui" / "loads.jsonl").read_text("utf-8").splitlines()]
NEWEST = "6.14.2"


def changed(case: dict[str, Any]) -> dict[str, Any]:
    """The sample with the case's one change."""
    data = copy.deepcopy(SAMPLES[case["format"]])
    path = case.get("set") or case["remove"]
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    if "set" in case:
        holder[path[-1]] = case["to"]
    else:
        del holder[path[-1]]
    result: dict[str, Any] = data
    return result


def document(data: dict[str, Any]) -> Document:
    meta = data.get("meta")
    version = meta.get("version") if isinstance(meta, dict) else None
    return Document(Kind.WORKFLOW, data, Source("changed.json", ""), version=version)


@pytest.mark.parametrize("version", SAMPLES)
def test_refuses_what_the_ui_refuses(version: str) -> None:
    catalogue = open_release(NEWEST)
    wrong = []
    for case in CASES:
        if case["format"] != version:
            continue
        refused = []
        for finding in check_document(document(changed(case)), catalogue):
            assert finding.rule is not None
            outcome = finding.outcome or all_rules()[finding.rule].rule.workflow
            assert outcome is not None
            if outcome.effect is Effect.REJECTED and outcome.stage is Stage.LOAD:
                refused.append(finding.message)
        if case["loads"] == bool(refused):
            wrong.append((case, refused))
    assert wrong == []


@pytest.mark.parametrize("version", SAMPLES)
def test_keeps_what_the_ui_keeps(version: str) -> None:
    cases = [c for c in CASES if c["format"] == version and c["loads"] and "input" in c]
    assert len(cases) > 20
    for case in cases:
        graph, _ = read_document(document(changed(case)))
        node, name = graph.nodes[case["node"]], case["input"]
        if "keeps" not in case:
            assert name not in node.values, case
            assert name not in node.lost or node.lost[name].becomes is None, case
        elif name in node.lost:
            becomes = node.lost[name].becomes
            kept = case["keeps"]
            same = becomes.items() <= kept.items() if isinstance(becomes, dict) else becomes == kept
            assert same, case
        else:
            assert _equal(node.values[name], case["keeps"]), case


def _equal(ours: Any, theirs: Any) -> bool:
    """Equal but for members that the UI strips or fills in, and for blanks around a text."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(_equal(ours[k], theirs[k]) for k in ours.keys() & theirs.keys())
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_equal, ours, theirs))
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.strip() == theirs.strip()
    return bool(ours == theirs)
