"""The history that a configuration names: found by every command, and no way out of the repository."""

from __future__ import annotations

import json
import os
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from tests.live.library import copy_of
from tests.live.test_run_cases_command import Client
from tests.test_pytest_plugin import ROOT, STAND_IN
from wflint.cli.config import config
from wflint.cli.history import history
from wflint.cli.run import run
from wflint.live.history.store import History

pytest_plugins = ["pytester"]
FOX = "sd15_text_to_image"
SERVER = ("--wflint-server", "http://stand-in")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that keeps a history, and beside it what is none of its business."""
    monkeypatch.setattr("wflint.live.client.client.Client", Client)
    repository = tmp_path / "repository"
    copy_of(FOX, repository / "flows")
    (repository / ".git" / "hooks").mkdir(parents=True)
    (repository / "wflint.toml").write_text('history = "kept/runs.sqlite"\n')
    (repository / "kept").mkdir()
    monkeypatch.chdir(repository)
    return repository


def wflint_run(*arguments: str) -> Result:
    return CliRunner().invoke(run, [*arguments, "--no-save", "-q"], standalone_mode=False)


def kept(file: Path) -> list[str]:
    return [result.case for result in History(file).latest()]


def test_a_run_keeps_its_results_where_the_configuration_says(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wflint_run("flows")
    assert kept(Path("kept/runs.sqlite")) == [f"flows/{FOX}"]
    monkeypatch.chdir("flows")
    wflint_run(".")
    assert kept(Path("../kept/runs.sqlite")) == [f"flows/{FOX}", FOX]
    shown = CliRunner().invoke(history, [FOX, "--format", "json"], standalone_mode=False)
    assert [result["case"] for result in json.loads(shown.stdout)["results"]] == [FOX]
    assert not list(Path().glob("*.sqlite"))
    said = json.loads(CliRunner().invoke(config, [], standalone_mode=False).stdout)
    assert said["history"] == str(repository / "kept" / "runs.sqlite")


@pytest.mark.usefixtures("repository")
def test_the_command_line_speaks_over_it() -> None:
    for option in (("--no-history",), ("--history", "")):
        wflint_run("flows", *option)
        assert not Path("kept/runs.sqlite").exists()
    wflint_run("flows", "--history", "other.sqlite")
    assert kept(Path("other.sqlite")) == [f"flows/{FOX}"]
    assert not Path("kept/runs.sqlite").exists()
    both = wflint_run("flows", "--no-history", "--history", "other.sqlite")
    assert kept(Path("other.sqlite")) == [f"flows/{FOX}"]
    assert both.exception is None
    assert len(History(Path("other.sqlite")).of(f"flows/{FOX}")) == 1


@pytest.mark.usefixtures("repository")
def test_an_empty_name_keeps_none_though_a_configuration_below_does() -> None:
    Path("shared.toml").write_text('history = "kept/runs.sqlite"\n')
    Path("wflint.toml").write_text('extend = "shared.toml"\n')
    wflint_run("flows")
    assert len(History(Path("kept/runs.sqlite")).of(f"flows/{FOX}")) == 1
    Path("wflint.toml").write_text('extend = "shared.toml"\nhistory = ""\n')
    wflint_run("flows")
    assert len(History(Path("kept/runs.sqlite")).of(f"flows/{FOX}")) == 1
    found = CliRunner().invoke(history, [], standalone_mode=False)
    assert "there is no history wflint-history.sqlite" in str(found.exception)


OUTSIDE = ["../runs.sqlite", "{here}/runs.sqlite", "link/runs.sqlite", "link.sqlite", ".git/hooks/pre-commit"]


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights elsewhere")
@pytest.mark.parametrize("name", OUTSIDE)
def test_a_configuration_names_no_file_outside_of_its_project(repository: Path, name: str) -> None:
    outside = repository.parent
    (repository / "link").symlink_to("..")
    (repository / "link.sqlite").symlink_to(outside / "runs.sqlite")
    before = sorted(outside.rglob("*"))
    (repository / "wflint.toml").write_text(f'history = "{name.format(here=outside)}"\n')
    for done in (wflint_run("flows"), CliRunner().invoke(history, [], standalone_mode=False)):
        assert "is not a file of the project in" in str(done.exception)
    assert sorted(outside.rglob("*")) == before


@pytest.mark.usefixtures("repository")
def test_a_file_of_the_project_that_is_no_history_stays_what_it_is() -> None:
    Path("wflint.toml").write_text(f'history = "flows/{FOX}.workflow.json"\n')
    before = Path(f"flows/{FOX}.workflow.json").read_bytes()
    assert "this is not a history of wflint" in str(wflint_run("flows").exception)
    assert Path(f"flows/{FOX}.workflow.json").read_bytes() == before


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    file = copy_of(FOX, pytester.path)
    file.write_text(file.read_text().replace('[golden]\npreset = "tight"\n', ""))
    pytester.makeconftest(dedent(STAND_IN).format(root=str(ROOT)))
    (pytester.path / ".git").mkdir()
    (pytester.path / "wflint.toml").write_text('history = "runs.sqlite"\n')
    return pytester


def with_pytest(project: pytest.Pytester, *options: str) -> pytest.RunResult:
    return project.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist", *SERVER, *options)


def test_pytest_keeps_its_results_there_too(project: pytest.Pytester) -> None:
    with_pytest(project, "--wflint-history", "").assert_outcomes(passed=1)
    assert not (project.path / "runs.sqlite").exists()
    with_pytest(project).assert_outcomes(passed=1)
    assert kept(project.path / "runs.sqlite") == [FOX]
    with_pytest(project, "--wflint-history", "other.sqlite").assert_outcomes(passed=1)
    assert kept(project.path / "other.sqlite") == [FOX]
    assert len(History(project.path / "runs.sqlite").of(FOX)) == 1


@pytest.mark.parametrize("option", ["history", "report", "artifacts", "wflint.toml"])
def test_pytest_lets_a_repository_name_no_file_outside(project: pytest.Pytester, option: str) -> None:
    out = f"out-{option}"
    file, text = "pytest.ini", f"[pytest]\naddopts = --wflint-{option} ../{out}\n"
    if option == "wflint.toml":
        file, text = "wflint.toml", f'history = "../{out}"\n'
    (project.path / file).write_text(text)
    result = with_pytest(project)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*../{out} is not a file of the project in*"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert not (project.path.parent / out).exists()
    if option == "report":  # and the user may
        (project.path / file).unlink()
        with_pytest(project, f"--wflint-{option}", f"../{out}").assert_outcomes(passed=1)
