"""What a run leaves in the summary of a step of GitHub Actions."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph
from wflint.cli.step_summary import MOST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]


@pytest.fixture
def summary(put: Put, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the runner has made, in an Actions step with one faulty graph."""
    put("a.json", bad_graph())
    path = tmp_path_factory.mktemp("runner") / "summary.md"
    path.touch()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


def test_a_table_is_added_whatever_the_format(wflint: Wflint, summary: Path) -> None:
    table = wflint("check", "-f", "markdown", "--no-step-summary", ".")
    assert summary.read_text() == ""
    for name in ("text", "github", "sarif"):
        ran = wflint("check", "-f", name, ".")
        assert (ran.code, ran.err) == (1, "")
        assert ran.out == wflint("check", "-f", name, "--no-step-summary", ".").out
    assert summary.read_text("utf-8") == "\n".join([table.out] * 3)


def test_a_clean_run_says_so(wflint: Wflint, put: Put, summary: Path) -> None:
    put("a.json")
    assert wflint("check", "-q", ".").out == ""
    assert summary.read_text() == "### wflint\n\n`No problems in 1 file, InvokeAI 6.14.2.`\n"


@pytest.mark.parametrize("used", [0, MOST - 900, MOST - 300, MOST - 60, MOST, MOST + 10])
def test_it_never_grows_over_what_github_takes(wflint: Wflint, put: Put, summary: Path, used: int) -> None:
    graph = bad_graph()
    graph["edges"] += [edge for n in range(999) for edge in bad_graph(f"gone{n}" + "x" * 100)["edges"][1:]]
    for n in range(1 if used else 5):
        put(f"{n}.json", graph)
    summary.write_text("#" * used)
    wflint("check", "-q", ".")
    size = summary.stat().st_size
    assert used <= size <= max(MOST, used)
    added = summary.read_text()[used:]
    assert (" had no room here.\n" in added) == (used < MOST - 100)
    if used == 0:
        assert size > MOST - 1000, "as many as there is room for"


@pytest.mark.parametrize("variables", [{}, {"GITHUB_ACTIONS": "false"}, {"GITHUB_STEP_SUMMARY": ""}])
def test_only_in_actions(
    wflint: Wflint, summary: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    if not variables:
        monkeypatch.delenv("GITHUB_ACTIONS")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    wflint("check", ".")
    assert summary.read_text() == ""


def test_who_writes_it_gets_it_once(wflint: Wflint, summary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wflint("check", "-o", f"markdown:{summary}", ".")
    assert summary.read_text().count("### wflint") == 1
    with summary.open("w", encoding="utf-8") as stream, monkeypatch.context() as patch:
        assert isinstance(stream, io.TextIOWrapper)
        patch.setattr("sys.stdout", stream)
        wflint("check", "-f", "markdown", ".")
    assert summary.read_text().count("### wflint") == 1


def test_what_cannot_be_written_fails_nothing(
    wflint: Wflint, summary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = wflint("check", "--no-step-summary", ".")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary / "below"))
    ran = wflint("check", ".")
    assert (ran.code, ran.out) == (alone.code, alone.out)
    assert ran.err.startswith("wflint: no step summary: cannot write ")
