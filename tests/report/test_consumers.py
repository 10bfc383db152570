"""SARIF, JUnit and GitLab reports of every rule's bad fixtures, as their readers take them."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.golden import cases
from tests.report import consumers
from wflint.diagnostics import CheckedFile, Report
from wflint.report.formats import Look, render
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from pathlib import Path


@cache
def everything() -> Report:
    """What all rules find in all the bad fixtures, as one report."""
    report = Report(("6.14.2",))
    for case in cases("bad"):
        name = f"fixtures/rules/{case.slug}/{case.path.name}"
        report.files.append(CheckedFile(name, "graph", None, "checked"))
        report.diagnostics += [d._replace(file=name) for d in case.diagnostics()]
    return report


@cache
def text(name: str) -> str:
    return "".join(render(everything(), name, Look()))


def test_sarif_of_every_rule_is_valid() -> None:
    run = consumers.sarif(text("sarif"))
    rules = run["tool"]["driver"]["rules"]
    assert {rule["name"] for rule in rules} == set(all_rules())
    assert len(run["results"]) == len(everything().diagnostics)
    for rule in rules:
        assert rule["shortDescription"]["text"] != rule["fullDescription"]["text"]
        assert len(rule["fullDescription"]["text"]) <= 1024, "GitHub takes no more"
        assert rule["help"]["text"].count("\n\n") >= 3
        assert "## How to fix" in rule["help"]["markdown"]
        assert rule["helpUri"].endswith(f"/{rule['name']}.md")
        assert all_rules()[rule["name"]].area in rule["properties"]["tags"]


def test_the_tools_of_sarif_itself_find_no_fault(tmp_path: Path) -> None:
    program = consumers.multitool()
    if program is None:
        pytest.skip("no sarif-multitool on the PATH (npm install -g @microsoft/sarif-multitool)")
    log, verdict = tmp_path / "wflint.sarif", tmp_path / "verdict.sarif"
    log.write_text(text("sarif"), "utf-8")
    subprocess.run(
        [program, "validate", str(log), "--output", str(verdict)],
        check=False,
        capture_output=True,
        timeout=300,
    )
    (run,) = json.loads(verdict.read_text("utf-8-sig"))["runs"]
    told = [result["ruleId"] for result in run["results"]]
    # It says nothing at all of a log that it cannot load; so the places without a line show that it did.
    without = [d for d in everything().diagnostics if d.span is None]
    assert told == ["SARIF2017"] * len(without) != []


@pytest.mark.parametrize(
    ("suppressed", "kind"), [("notes", "inSource"), ("configuration", "external"), ("baseline", "external")]
)
def test_what_is_suppressed_is_told_to_code_scanning(suppressed: str, kind: str) -> None:
    """All results of a run say whether they are suppressed, or none does."""
    first, second, *_ = everything().diagnostics
    hidden = first._replace(suppressed=suppressed)
    report = Report(("6.14.2",), [], [hidden, second])
    run = consumers.sarif("".join(render(report, "sarif", Look())))
    expected = [{"kind": kind, "justification": suppressed}]
    assert [result["suppressions"] for result in run["results"]] == [expected, []]
    assert len(consumers.gitlab("".join(render(report, "gitlab", Look())))) == 1
    (case,) = consumers.junit("".join(render(report, "junit", Look())))
    assert (case.get("name"), [child.tag for child in case]) == (second.file, ["failure"])
    run = consumers.sarif("".join(render(Report((), [], [second]), "sarif", Look())))
    assert "suppressions" not in run["results"][0]


def test_a_rule_that_is_not_ours_has_a_code_and_a_name() -> None:
    found = everything().diagnostics[0]._replace(code="XX101", slug="our-own-policy")
    run = consumers.sarif("".join(render(Report((), [], [found]), "sarif", Look())))
    assert run["tool"]["driver"]["rules"] == [{"id": "XX101", "name": "our-own-policy"}]


def test_junit_of_every_rule_is_valid() -> None:
    found = consumers.junit(text("junit"))
    assert len(found) == len(everything().files)
    said = "\n".join("".join(case.itertext()) for case in found)
    for d in everything().diagnostics:
        assert f"{d.severity.value} {d.code} {d.slug}: " in said


def test_gitlab_report_of_every_rule_is_valid() -> None:
    issues = consumers.gitlab(text("gitlab"))
    assert [issue["check_name"] for issue in issues] == [d.slug for d in everything().live]


def test_json_lines_are_the_diagnostics_of_the_json_report() -> None:
    lines = [json.loads(line) for line in text("jsonl").splitlines()]
    assert lines == json.loads(text("json"))["diagnostics"]


def test_paths_of_models_are_code_flows() -> None:
    """From where a model is chosen, step by step, to where it meets another: SARIF's own word for a path."""
    run = consumers.sarif(text("sarif"))
    name = "fixtures/rules/base-model-mismatch/bad-conditioning.json"
    (found,) = (
        result
        for result in run["results"]
        if result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == name
    )
    flows = [flow["threadFlows"][0]["locations"] for flow in found["codeFlows"]]
    told = [[step["location"]["message"]["text"] for step in flow] for flow in flows]
    here = (
        'prompt encoded with SD1.5 main model "dreamshaper-8" is used with SDXL main model "juggernaut-xl-v9"'
    )
    meet = 'they meet here, at "positive_conditioning" of Denoise - SD1.5, SDXL (denoise)'
    assert told == [
        [
            'SD1.5 main model "dreamshaper-8" chosen here',
            'through "conditioning" of Prompt - SD1.5 (positive)',
            here,
            meet,
        ],
        ['SDXL main model "juggernaut-xl-v9" chosen here', meet],
    ]


def test_every_way_is_told_whole() -> None:
    """A way names places that there are, each once, and none but one of two paths lacks the finding's own."""
    with_ways = [d for d in everything().diagnostics if d.ways]
    assert len(with_ways) > 15
    for d in with_ways:
        assert any(-1 in way for way in d.ways)
        for way in d.ways:
            assert len(set(way)) == len(way) > 1
            assert all(-1 <= step < len(d.related) for step in way)
