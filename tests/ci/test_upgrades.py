"""The scheduled jobs: their scripts, run by a shell when a new InvokeAI breaks a workflow."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.catalogue.releases_made import Index, document_of, facts_of
from tests.ci.composite import ROOT
from tests.cli.conftest import good_graph
from wflint.catalogue.store import DATA

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are a POSIX shell's")
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / "templates" / "github-upgrades.yml").read_text("utf-8"))
JUDGE, TELL = WORKFLOW["jobs"]["judge"], WORKFLOW["jobs"]["tell"]
GITLAB: dict[str, Any] = yaml.safe_load((ROOT / "templates" / "gitlab-upgrades.yml").read_text("utf-8"))
GH = """\
#!/bin/sh
printf '%s\\n' "$*" >>"$GH_LOG"
case "$1 $2" in
"issue list") cat "$GH_LOG.open" 2>/dev/null || true ;;
*) for word; do case $word in *.md) cp "$word" "$GH_LOG.body" ;; esac; done ;;
esac
"""


class Job:
    """A checkout with a workflow, an index with a release that breaks it, and what a runner has."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.project = base / "project"
        self.temp = base / "temp"
        self.log = base / "gh"
        for folder in (self.project / "flows", self.temp):
            folder.mkdir(parents=True)
        (self.project / "flows" / "a.json").write_text(json.dumps(good_graph()), "utf-8")
        self.index = Index(base / "index")
        nodes, models = facts_of(DATA, "6.14.2")
        del nodes["save_image"]
        self.index.has("6.14.2", {})
        self.index.has("6.15.0", document_of(nodes, models))
        command = f'PYTHONPATH="{ROOT / "lint"}" exec "{sys.executable}" -m wflint "$@"\n'
        self.program("wflint", f"#!/bin/sh\n{command}")
        self.program("gh", GH)

    def program(self, name: str, text: str) -> None:
        path = self.index.programs / name
        path.write_text(text, "utf-8")
        path.chmod(0o755)

    def run(
        self, script: str, variables: dict[str, Any], shell: tuple[str, ...]
    ) -> subprocess.CompletedProcess[str]:
        """Run a script as the runner does; expressions of GitHub are not its business."""
        own = {k: str(v) for k, v in variables.items() if "${{" not in str(v)}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "WFLINT_"))}
        return subprocess.run(
            [*shell, script],
            cwd=self.project,
            env={
                **kept,
                **own,
                "PATH": self.index.path,
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_OUTPUT": str(self.base / "output"),
                "GITHUB_STEP_SUMMARY": str(self.base / "summary"),
                "WFLINT_CACHE": str(self.base / "cache"),
                "GH_LOG": str(self.log),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def step(self, job: dict[str, Any], name: str, **more: str) -> subprocess.CompletedProcess[str]:
        (script,) = [step["run"] for step in job["steps"] if step.get("name") == name]
        bash = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")
        return self.run(script, {**job["env"], **more}, bash)

    def outputs(self) -> tuple[str, str]:
        """The code and the report of the first job."""
        text = (self.base / "output").read_text("utf-8")
        found = re.fullmatch(r"code=(\d)\nreport<<(end-\w{32})\n(.*)\n\2\n", text, re.S)
        assert found, text
        return found[1], found[3]

    def told(self) -> list[str]:
        """What gh was asked for, but the label and the list."""
        lines = self.log.read_text("utf-8").splitlines()
        self.log.unlink()
        return [line for line in lines if not line.startswith(("label create", "issue list"))]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_a_release_that_breaks_a_workflow_is_an_issue(job: Job) -> None:
    done = job.step(JUDGE, "New releases")
    assert (done.returncode, done.stdout) == (0, "6.15.0: added, 308 nodes\n"), done.stderr
    done = job.step(JUDGE, "Upgrade")
    assert done.returncode == 0, done.stderr
    code, report = job.outputs()
    assert code == "1"
    assert "InvokeAI `6.15.0`" in report
    assert "`flows/a.json`" in report
    assert "removed in 6.15.0; last good 6.14.2" in report
    assert report.strip() == (job.base / "summary").read_text("utf-8").strip()

    said = {"CODE": code, "REPORT": report, "RUN": "https://example.invalid/run"}
    assert job.step(TELL, "Issue", **said).returncode == 0
    body = job.temp / "body.md"
    assert job.told() == [
        f"issue create --title {TELL['env']['TITLE']} --label invokeai-upgrade --body-file {body}"
    ]
    assert report.strip() in (job.base / "gh.body").read_text("utf-8")
    (job.base / "gh.open").write_text("7\n", "utf-8")
    assert job.step(TELL, "Issue", **said).returncode == 0
    assert job.told() == [f"issue edit 7 --body-file {body}"]
    assert job.step(TELL, "Issue", **{**said, "CODE": "0"}).returncode == 0
    assert job.told() == ["issue close 7 --comment Every workflow survives: https://example.invalid/run"]
    (job.base / "gh.open").unlink()
    assert job.step(TELL, "Issue", **{**said, "CODE": "0"}).returncode == 0
    assert job.told() == []


def test_gitlab(job: Job) -> None:
    script = "\n".join(GITLAB["wflint-upgrades"]["script"])
    done = job.run(script, GITLAB["wflint-upgrades"]["variables"], ("sh", "-e", "-c"))
    assert done.returncode == 1, done.stderr
    report = (job.project / "invokeai-upgrade.md").read_text("utf-8")
    assert report in done.stdout
    assert "removed in 6.15.0" in report
    shutil.rmtree(job.project / "flows")
    (job.project / "b.json").write_text(json.dumps({"id": "x", "nodes": {}, "edges": []}), "utf-8")
    done = job.run(script, GITLAB["wflint-upgrades"]["variables"], ("sh", "-e", "-c"))
    assert done.returncode == 0, done.stderr


def test_wrong_usage_fails_the_job(job: Job) -> None:
    done = job.step(JUDGE, "Upgrade", WFLINT_REQUIRE="nothing")
    assert done.returncode == 2
    assert not (job.base / "output").exists()


def test_nothing_in_a_variable_or_a_report_is_run(job: Job) -> None:
    for text in ("$(touch owned)", "; touch owned", "`touch owned`", '"; touch owned; "', "*"):
        job.step(JUDGE, "Upgrade", WFLINT_PATHS=text)
        job.step(TELL, "Issue", CODE="1", REPORT=text, RUN=text)
    assert not list(job.base.rglob("owned*"))
    assert "*\n" in (job.base / "gh.body").read_text("utf-8")


def test_what_the_jobs_may_do() -> None:
    """The one that runs others' code may only read; the one that may write runs none, and no action."""
    assert WORKFLOW["permissions"] == {}
    assert JUDGE["permissions"] == {"contents": "read"}
    assert TELL["permissions"] == {"issues": "write"}
    assert all("uses" not in step for step in TELL["steps"])
    checkout = JUDGE["steps"][0]
    assert checkout["with"] == {"persist-credentials": False}
    for each in (JUDGE, TELL):
        assert "timeout-minutes" in each
        for step in each["steps"]:
            assert "${{" not in step.get("run", "")
    assert "GH_TOKEN" not in JUDGE["env"]
