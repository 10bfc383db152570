"""The pytest plugin contacts servers that the user names, and those of a repository once they are allowed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import good_graph
from tests.cli.tap import Tap, tapped
from tests.live.fake_server import serving
from wflint.net.allowed import Allowed, keep

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["pytester"]


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Somebody with credentials who allowed nothing yet."""
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(tmp_path_factory.mktemp("user")))
    monkeypatch.setenv("WFLINT_TOKEN", "t0ken")
    monkeypatch.setenv("WFLINT_EMAIL", "me@lab")
    monkeypatch.setenv("WFLINT_PASSWORD", "Correct-Horse-7")
    for name in ("WFLINT_SERVER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tap() -> Iterator[Tap]:
    with tapped() as found:
        yield found


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with a document, its case, and a test that takes a snapshot."""
    (pytester.path / "fox.graph.json").write_text(json.dumps(good_graph()))
    (pytester.path / "fox.test.toml").write_text("lint = false\n")
    return pytester


def run(project: pytest.Pytester, *options: str) -> pytest.RunResult:
    return project.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist", *options)


NAMES = {
    "target": ("wflint.toml", 'target = "{url}"\n', "--wflint"),
    "per-path": ("wflint.toml", '[per-path."*"]\ntarget = "{url}"\n', "--wflint"),
    "ini": ("pytest.ini", "[pytest]\nwflint = true\nwflint_target = {url}\n", "-q"),
    "addopts-target": ("pytest.ini", "[pytest]\naddopts = --wflint --wflint-target={url}\n", "-q"),
    "addopts-server": ("pytest.ini", "[pytest]\naddopts = --wflint-server {url}\n", "-q"),
}


@pytest.mark.parametrize("how", NAMES)
def test_a_server_that_the_repository_names(how: str, project: pytest.Pytester, tap: Tap) -> None:
    name, text, option = NAMES[how]
    (project.path / name).write_text(text.format(url=tap.url))
    result = run(project, option)
    assert tap.callers() == 0
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"*{tap.url} is named by a configuration*run `wflint allow {tap.url}`*"])
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize("how", ["per-path", "addopts-server"])
def test_a_server_that_the_repository_names_and_the_user_allowed(how: str, project: pytest.Pytester) -> None:
    name, text, option = NAMES[how]
    with serving({}) as server:  # one that has nothing
        (project.path / name).write_text(text.format(url=server.url))
        keep(Allowed(server.url))
        run(project, option)
        assert server.seen


@pytest.mark.parametrize(
    ("options", "where"),
    [
        (("--wflint", "--wflint-target", "{url}"), "command line"),
        (("--wflint", "-o", "wflint_target={url}"), "command line"),
        (("--wflint-server", "{url}"), "command line"),
        (("--wflint", "--wflint-target={url}"), "variable"),
        (("--wflint", "--wflint-target", "{url}", "-p", "xdist", "-n", "1"), "command line"),
    ],
    ids=str,
)
def test_a_server_that_the_user_names(
    options: tuple[str, ...], where: str, project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({}) as server:
        named = [option.format(url=server.url) for option in options]
        if where == "variable":
            monkeypatch.setenv("PYTEST_ADDOPTS", " ".join(named))
            named = []
        result = project.runpytest_subprocess("-p", "no:cacheprovider", *named)
        assert server.seen
        result.stdout.no_fnmatch_line("*is named by a configuration*")


def test_workers_of_xdist_know_whose_word_it_is(project: pytest.Pytester, tap: Tap) -> None:
    (project.path / "pytest.ini").write_text(f"[pytest]\nwflint_target = {tap.url}\n")
    result = project.runpytest_subprocess("-p", "no:cacheprovider", "-n", "1", "--wflint")
    result.stdout.fnmatch_lines([f"*run `wflint allow {tap.url}`*"])
    assert tap.callers() == 0


def test_recipes_and_snapshots_are_built_for_the_same_target(project: pytest.Pytester, tap: Tap) -> None:
    recipe = "from wflint import Workflow\n\ndef build(target: str = 'latest') -> Workflow:\n"
    recipe += "    return Workflow('x', target=target)\n"
    (project.path / "fox.py").write_text(recipe)
    project.makepyfile(
        test_own="def test(workflow_snapshot):\n    assert 'fox.graph.json' == workflow_snapshot\n"
    )
    (project.path / "pytest.ini").write_text(f"[pytest]\nwflint = true\nwflint_target = {tap.url}\n")
    result = run(project, "--continue-on-collection-errors")
    assert tap.callers() == 0
    result.stdout.fnmatch_lines([f"*run `wflint allow {tap.url}`*"] * 3)
