"""wflint makes of a workflow what the web UI of its release makes of it, in a browser.

The answers were recorded with lint/scripts/record_web_ui.py; see fixtures/web-ui/README.md.
"""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.graph.javascript import same
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect, Stage
from wflint.document.kinds import documents_in
from wflint.document.model import Document, Source
from wflint.engine.check import check_document
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.webui.batch_nodes import BatchError
from wflint.rules.registry import all_rules

RECORDED = Path(__file__).parents[2] / "fixtures" / "web-ui"
# Where the edge that goes may be another one: of a circle that meets another circle, or beside an edge from a
# node that is not installed, which goes too.
ELSEWHERE = ("cycle", "duplicate-input")
RELEASES = {"6.14.2": 1000, "5.15.0": 150}  # and how many workflows at least were recorded


@cache
def recorded(release: str) -> list[dict[str, Any]]:
    with lzma.open(RECORDED / f"browser-{release}.jsonl.xz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def document(case: dict[str, Any]) -> Document:
    [found] = documents_in(case["workflow"], Source("recorded", ""))
    return found


def saved(workflow: dict[str, Any] | None) -> Any:
    """A saved workflow without what is random or of one release: ids in the form, the shuffle button."""
    if workflow is None:
        return None
    found = {k: v for k, v in same(workflow).items() if k not in ("id", "form")}
    return found, shown(workflow["form"], workflow["form"]["rootElementId"])


def shown(form: dict[str, Any], element: str) -> list[Any]:
    """What a form shows, in order; its elements have random ids."""
    found = form["elements"][element]
    data = found.get("data", {})
    if found["type"] == "container":
        return [data["layout"], *(shown(form, child) for child in data["children"])]
    settings = {k: v for k, v in data.get("settings", {}).items() if k != "showShuffle"}
    return [found["type"], data.get("fieldIdentifier"), data.get("showDescription"), settings]


releases = pytest.mark.parametrize("release", RELEASES)


@releases
def test_the_graph_is_the_uis(release: str) -> None:
    catalogue = open_release(release)
    compared = 0
    for number, case in enumerate(recorded(release)):
        if "refused" in case:
            continue
        if case.get("data", []) is None:
            with pytest.raises(BatchError):
                convert_workflow(document(case), catalogue)
            continue
        ours = convert_workflow(document(case), catalogue, with_data="data" in case)
        assert same(ours.graph["nodes"]) == same(case["graph"]["nodes"]), number
        assert ours.graph["edges"] == case["graph"]["edges"], number
        assert same(ours.data) == same(case.get("data", [])), number
        assert saved(ours.workflow) == saved(case["saved"]), number
        compared += 1
    assert compared >= RELEASES[release]


@releases
def test_what_the_ui_refuses_is_refused(release: str) -> None:
    rules = all_rules()
    for number, case in enumerate(recorded(release)):
        found = document(case)
        outcomes = [
            f.outcome or rules[str(f.rule)].rule.workflow
            for f in check_document(found, open_release(release))
        ]
        refused = any(o and (o.effect, o.stage) == (Effect.REJECTED, Stage.LOAD) for o in outcomes)
        assert refused == ("refused" in case), number


@releases
def test_wires_that_the_ui_drops_are_reported(release: str) -> None:
    """And no others are said to be dropped."""
    catalogue, rules = open_release(release), all_rules()
    dropped = 0
    for number, case in enumerate(recorded(release)):
        if case.get("saved") is None:
            continue
        kept = {edge["id"] for edge in case["saved"]["edges"]}
        types = {n["id"]: n["data"]["type"] for n in case["workflow"]["nodes"] if n["type"] == "invocation"}
        gone = {i for i, t in types.items() if catalogue.node(t) is None}
        found = [f for f in check_document(document(case), catalogue) if f.pointer[:1] == ("edges",)]
        said = {f.pointer[1] for f in found}
        for index, edge in enumerate(case["workflow"]["edges"]):
            if edge["type"] == "default" and edge["id"] not in kept:
                dropped += 1
                assert index in said or {edge["source"], edge["target"]} & gone, (number, edge)
        for finding in found:
            outcome = finding.outcome or rules[str(finding.rule)].rule.workflow
            edge = case["workflow"]["edges"][finding.pointer[1]]
            if outcome and outcome.stage is Stage.LOAD and finding.rule not in ELSEWHERE:
                assert edge["id"] not in kept, (number, finding)
    assert dropped > 30
