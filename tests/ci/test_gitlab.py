"""The job for GitLab: its script, run by a shell with the variables of the template."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.ci.composite import ROOT
from tests.cli.conftest import bad_graph, good_graph
from tests.test_precommit import git
from wflint.report.links import PROJECT
from wflint.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script is a POSIX shell's")
JOB: dict[str, Any] = yaml.safe_load((ROOT / "templates" / "gitlab.yml").read_text("utf-8"))["wflint"]
PROGRAM = "/tmp/wflint/bin/wflint"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a clean graph and a faulty one, committed."""
    folder = tmp_path / "project"
    (folder / "flows").mkdir(parents=True)
    (folder / "flows" / "good.json").write_text(json.dumps(good_graph()), "utf-8")
    (folder / "flows" / "bad.json").write_text(json.dumps(bad_graph()), "utf-8")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all")
    return folder


def play(project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script as the runner has it: its lines one after the other, ended by the first that fails."""
    tool = project.parent / "wflint"
    tool.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT / "lint"}" exec "{sys.executable}" -m wflint "$@"\n', "utf-8"
    )
    tool.chmod(0o755)
    script = "\n".join(JOB["script"])
    assert script.count(PROGRAM) == 1
    return subprocess.run(
        ["sh", "-e", "-c", script.replace(PROGRAM, str(tool))],
        cwd=project,
        env={**os.environ, **JOB["variables"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_findings_and_their_reports(project: Path) -> None:
    done = play(project)
    assert done.returncode == 1, done.stderr
    assert "dangling-edge" in done.stdout
    reports = JOB["artifacts"]["reports"]
    (found,) = json.loads((project / reports["codequality"]).read_text("utf-8"))
    assert found["location"]["path"] == "flows/bad.json"
    assert "<testsuites" in (project / reports["junit"]).read_text("utf-8")
    assert JOB["artifacts"]["when"] == "always"
    assert play(project).returncode == 1  # its own reports are no documents


def test_variables(project: Path) -> None:
    assert play(project, WFLINT_PATHS="flows/good.json").returncode == 0
    assert play(project, WFLINT_ARGS="--ignore ED101 --target 6.13").returncode == 0
    unchanged = play(project, WFLINT_SINCE="HEAD")
    assert unchanged.returncode == 0, unchanged.stderr
    assert "nothing about them changed since HEAD" in unchanged.stderr
    assert play(project, WFLINT_SINCE="nowhere").returncode == 2
    assert play(project, WFLINT_SINCE="0" * 40).returncode == 1  # before the first push of a branch


@pytest.mark.parametrize("name", ["WFLINT_PATHS", "WFLINT_ARGS", "WFLINT_SINCE"])
def test_nothing_in_a_variable_is_run(project: Path, name: str) -> None:
    for text in ("$(touch owned)", "; touch owned", "`touch owned`", '"; touch owned; "'):
        play(project, **{name: text})
    assert not list(project.parent.rglob("owned*"))


def test_it_is_installed_as_the_action_installs_it() -> None:
    (made, installed) = JOB["before_script"]
    assert made == f"python -m venv {PROGRAM.removesuffix('/bin/wflint')}"
    wanted = installed.partition('"')[2].rstrip('"')
    for name in ("WFLINT_SOURCE", "WFLINT_VERSION"):
        wanted = wanted.replace(f"${name}", JOB["variables"][name])
    assert wanted == f"wflint @ git+{PROJECT}@v{__version__}"
