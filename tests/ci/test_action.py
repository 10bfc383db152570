"""The action, played step by step: what it finds, says, writes and hands on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.ci.composite import ACTION, ROOT, STEPS, Runner
from tests.cli.conftest import bad_graph, good_graph

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="needs a POSIX bash"
)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A job whose workspace has a clean graph, a faulty one and another program's file."""
    workspace = tmp_path / "work space"
    (workspace / "flows").mkdir(parents=True)
    (workspace / "flows" / "good.json").write_text(json.dumps(good_graph()), "utf-8")
    (workspace / "flows" / "it's bad.json").write_text(json.dumps(bad_graph(), indent=2), "utf-8")
    (workspace / "package.json").write_text('{"name": "x"}', "utf-8")
    git(workspace, "init", "-q")
    return Runner(tmp_path / "runner", workspace)


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def gives(tmp_path: Path) -> dict[str, dict[str, str]]:
    """What the steps give that are not run: the Python, and in place of the installation this checkout."""
    tool = tmp_path / "wflint"
    tool.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT / "lint"}" exec "{sys.executable}" -m wflint "$@"\n', "utf-8"
    )
    tool.chmod(0o755)
    return {"python": {"python-path": sys.executable}, "install": {"wflint": str(tool)}}


NO_INSTALL = ("install",)


def test_findings_are_told_in_every_way(runner: Runner, gives: dict[str, dict[str, str]]) -> None:
    played = runner.play({"upload-sarif": "true"}, gives, NO_INSTALL)
    said = played.steps["Check"].said
    assert played.code == 1, said
    assert played.outputs["exit-code"] == "1"
    assert "dangling-edge" in said
    assert "::error " in said
    assert "file=flows/it's bad.json" in said
    assert "dangling-edge" in played.summary
    report = json.loads((runner.temp / "wflint.sarif").read_text("utf-8"))
    assert [result["ruleId"] for result in report["runs"][0]["results"]] == ["ED101"]
    # The report is handed on although the check failed.
    assert played.steps["Code scanning"].given == {
        "sarif_file": str(runner.temp / "wflint.sarif"),
        "category": "wflint",
    }


def test_what_is_switched_off_is_not_there(runner: Runner, gives: dict[str, dict[str, str]]) -> None:
    off = {"annotations": "false", "summary": "false", "cache": "false", "upload-sarif": "false"}
    played = runner.play(off, gives, NO_INSTALL)
    assert played.code == 1
    assert "::error" not in played.steps["Check"].said
    assert played.summary == ""
    assert {"Cache", "Code scanning"} & played.steps.keys() == set()


def test_a_clean_run(runner: Runner, gives: dict[str, dict[str, str]]) -> None:
    played = runner.play({"working-directory": "flows", "paths": "good.json"}, gives, NO_INSTALL)
    assert (played.code, played.outputs["exit-code"]) == (0, "0")
    assert "No problems in 1 file" in played.steps["Check"].said


def test_paths_are_named_from_the_root(runner: Runner, gives: dict[str, dict[str, str]]) -> None:
    played = runner.play({"working-directory": "flows"}, gives, NO_INSTALL)
    assert "file=flows/it's bad.json" in played.steps["Check"].said


def test_arguments_and_paths_are_split_as_a_shell_splits(
    runner: Runner, gives: dict[str, dict[str, str]]
) -> None:
    inputs = {
        "paths": '"flows/it\'s bad.json" flows/good.json',
        "args": "--ignore ED101 --target '>=6.13,<7'",
    }
    played = runner.play(inputs, gives, NO_INSTALL)
    assert played.code == 0, played.steps["Check"].said
    assert "2 files, InvokeAI 6.13" in played.steps["Check"].said


@pytest.mark.parametrize("name", ["paths", "args", "since", "working-directory", "version", "category"])
@pytest.mark.parametrize(
    "text",
    ["$(touch owned)`touch owned`; touch owned\n touch owned", "' ; touch owned ; '\"; touch owned; \""],
)
def test_nothing_in_an_input_is_run(
    runner: Runner, gives: dict[str, dict[str, str]], name: str, text: str
) -> None:
    if name == "working-directory":
        (runner.workspace / text).mkdir()
    runner.play({name: text}, gives, NO_INSTALL)
    assert not [path for path in runner.workspace.parent.rglob("owned*") if path.is_file()]


@pytest.mark.parametrize("name", ["paths", "args"])
def test_a_quotation_mark_too_many_is_told(
    runner: Runner, gives: dict[str, dict[str, str]], name: str
) -> None:
    played = runner.play({name: "it's"}, gives, NO_INSTALL)
    assert played.code == 2
    assert f"::error title=wflint::{name}: ValueError: No closing quotation" in played.steps["Check"].said


def test_only_what_changed(runner: Runner, gives: dict[str, dict[str, str]]) -> None:
    git(runner.workspace, "add", "-A")
    git(runner.workspace, "commit", "-q", "-m", "old")
    played = runner.play({"since": "HEAD"}, gives, NO_INSTALL)
    assert played.code == 0, played.steps["Check"].said
    assert "nothing about them changed since HEAD" in played.steps["Check"].said
    wrong = runner.play({"since": "no-such-branch", "upload-sarif": "true"}, gives, NO_INSTALL)
    assert (wrong.code, wrong.outputs["exit-code"]) == (2, "2")
    assert "no-such-branch" in wrong.steps["Check"].said
    assert "Code scanning" not in wrong.steps  # there is no report


def test_the_first_push_of_a_branch_has_zeros(runner: Runner, gives: dict[str, dict[str, str]]) -> None:
    for zeros in ("0" * 40, "0" * 64):
        played = runner.play({"since": zeros}, gives, NO_INSTALL)
        assert (played.code, "dangling-edge" in played.steps["Check"].said) == (1, True)


def test_what_python_says_has_no_line_ends_of_windows() -> None:
    """Python ends its lines with two signs there, and the shell would keep the first of them."""
    for step in STEPS:
        for call in re.findall(r"print\((.*)\)'", step.get("run", "")):
            assert call.endswith('end=""'), call
        assert "sys.stdout.write" not in step.get("run", "")


def test_paths_beyond_ascii(runner: Runner, gives: dict[str, dict[str, str]]) -> None:
    (runner.workspace / "flows" / "it's bad.json").rename(runner.workspace / "flows" / "Füchse 狐.json")
    runner.environment["PYTHONIOENCODING"] = "cp1252"  # what a pipe has on Windows
    played = runner.play({"paths": "'flows/Füchse 狐.json'"}, gives, NO_INSTALL)
    assert played.code == 1, played.steps["Check"].said
    report = json.loads((runner.temp / "wflint.sarif").read_text("utf-8"))
    assert [result["ruleId"] for result in report["runs"][0]["results"]] == ["ED101"]


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("", str(ROOT)),
        ("0.1.0", "wflint @ git+https://github.com/wflint/wflint@v0.1.0"),
        ("v1.2.0rc1", "wflint @ git+https://github.com/wflint/wflint@v1.2.0rc1"),
        ("0" * 40, f"wflint @ git+https://github.com/wflint/wflint@{'0' * 40}"),
        ("main", None),
        ("0.1.0 --index-url x", None),
        ("0.1.0\nwanted=other", None),
    ],
)
def test_versions(runner: Runner, gives: dict[str, dict[str, str]], version: str, wanted: str | None) -> None:
    played = runner.play({"version": version}, gives, ("install", "check"))
    if wanted is None:
        assert played.code == 2
        assert "::error title=wflint::version takes a release" in played.steps["What is installed"].said
        assert "Check" not in played.steps
        return
    assert played.code == 0, played.steps["What is installed"].said
    output = (runner.base / "output").read_text("utf-8").splitlines()
    assert output[0] == f"wanted={wanted}"
    key = f"wflint-Linux-X64-python-{sys.version_info[0]}.{sys.version_info[1]}-"
    assert played.steps["Cache"].given["key"].startswith(key)
    assert played.steps["Cache"].given["path"] == str(runner.temp / "wflint-pip")


def test_inputs_reach_scripts_through_the_environment_only() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", ""), step["name"]
    for name, of in ACTION["inputs"].items():
        assert of["description"].strip(), name
        assert "required" not in of


def test_every_input_is_used() -> None:
    steps = json.dumps(STEPS)
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in steps] == []


def test_every_action_is_pinned() -> None:
    """By the whole hash of a commit, its version beside it."""
    for name in ("action.yml", "templates/github.yml"):
        text = (ROOT / name).read_text("utf-8")
        for used in re.findall(r"uses: (\S+)(.*)", text):
            if used[0].startswith("wflint/"):
                continue
            assert re.fullmatch(r"[\w-]+(/[\w-]+)+@[0-9a-f]{40}", used[0]), used
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", used[1]), used


@pytest.mark.network
def test_all_steps_with_a_real_installation(runner: Runner, tmp_path: Path) -> None:
    gives = {"python": {"python-path": sys.executable}}
    runner.environment["PYTHONPATH"] = ""
    played = runner.play({}, gives)
    assert played.code == 1, played.steps
    assert "wflint 0" in played.steps["Install wflint"].said
    assert "dangling-edge" in played.steps["Check"].said
    assert (runner.temp / "wflint-environment" / "bin" / "wflint").exists()


@pytest.mark.network
def test_a_version_is_installed_from_its_tag(runner: Runner, tmp_path: Path) -> None:
    """The address leads to a repository here, which has the tag."""
    from tests.test_precommit import source_repository

    source = tmp_path / "source"
    commit = source_repository(source)
    git(source, "tag", "v0.1.0")
    runner.environment.update(
        {
            "PYTHONPATH": "",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{source.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/wflint/wflint",
            "PATH": os.environ["PATH"],
        }
    )
    gives = {"python": {"python-path": sys.executable}}
    for version in ("0.1.0", commit):
        played = runner.play({"version": version, "paths": "flows/good.json"}, gives)
        assert played.code == 0, played.steps
