"""What is seen while cases run: a line that is drawn over on a terminal, a word now and then in a log."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from wflint.cli.run_case_display import CaseDisplay
from wflint.cli.run_cases import closing
from wflint.cli.run_display import Display
from wflint.live.cases.planned import Planned
from wflint.live.cases.verdict import CaseVerdict, Check
from wflint.live.client.ahead import Ahead
from wflint.live.client.batch_run import Progress
from wflint.live.client.errors import UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable


class Queue:
    """A server that only says what is in its queue."""

    def __init__(self, *counts: Any) -> None:
        self.counts = list(counts)
        self.asked: list[str] = []
        self.queue = SimpleNamespace(path="/api/v1/queue/default")
        self.session = SimpleNamespace(call=self.call)

    def call(self, method: str, path: str, *, seconds: float) -> Any:
        self.asked.append(f"{method} {path}")
        count = self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]
        if isinstance(count, Exception):
            raise count
        return {"queue": {"pending": count, "in_progress": 1}} if type(count) is int else count


BODY = {"batch": {"graph": {"nodes": {"d": {"type": "denoise_latents", "steps": 8}, "s": {"type": "save"}}}}}
REQUEST: Any = SimpleNamespace(labels={"d": "Denoise"})


def displayed(server: Any, *, terminal: bool) -> tuple[CaseDisplay, Callable[[], str]]:
    """A display in the middle of a suite, and what it says when it is looked at."""
    display = CaseDisplay(server, 32, Path.cwd(), quiet=False, as_json=False)
    display._terminal, display._every = terminal, 0.0
    for _ in range(5):
        display.begin(Planned(Path("text/fox.test.toml")))
    return display, display._beat


def last(text: str) -> str:
    return re.split(r"\r\x1b\[K|\n", text.rstrip("\n"))[-1]


@pytest.mark.parametrize("terminal", [True, False])
def test_it_says_which_case_which_node_and_how_far(
    terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    display, beat = displayed(Queue(3), terminal=terminal)

    def said() -> str:
        beat()
        return re.sub(r" \(\d+ s\)$", "", last(capsys.readouterr().err).removeprefix("wflint: "))

    head = "5 of 32 cases, text/fox.test.toml: "
    assert said() == head + "getting ready"
    display.sent(REQUEST, BODY)
    assert said() == head + "behind 3 items of others in the queue"
    display(Progress("item", 1, status="in_progress"))
    assert said() == head + "started"
    display(Progress("progress", 1, "d", "denoise_latents", fraction=0.375))
    assert said() == head + "Denoise 3/8"
    display(Progress("progress", 1, "s", "save", fraction=0.5))
    assert said() == head + "save 50%"
    display(Progress("progress", 1, "s", "save", message="Loading\x1b[2J model"))
    assert said() == head + r"save: Loading\x1b[2J model"
    display.sent(REQUEST, BODY)
    assert said() == head + "run 2, behind 3 items of others in the queue"
    display.pause()
    beat()
    assert "case" not in capsys.readouterr().err, "between two cases there is nothing to say"


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_what_is_drawn_over_is_one_line_of_the_terminal(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    display = CaseDisplay(Queue(120), 32, Path.cwd(), quiet=False, as_json=False)  # type: ignore[arg-type]
    display._terminal, display._every = True, 0.0
    display.begin(Planned(Path(f"{'deep/' * 30}fox.test.toml")))
    display.sent(REQUEST, BODY)
    display._beat()
    drawn = last(capsys.readouterr().err)
    assert len(drawn) < columns, drawn
    assert "fox.test" in drawn, "the end of a path tells it from others"


def test_a_log_hears_of_it_only_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    display = CaseDisplay(Queue(3), 2, Path.cwd(), quiet=False, as_json=False)  # type: ignore[arg-type]
    display._terminal = False
    display._every = 20.0
    display.begin(Planned(Path("fox.test.toml")))
    display._beat()
    assert capsys.readouterr().err == ""
    display._said -= 20.0
    display._beat()
    display._beat()
    assert capsys.readouterr().err == "wflint: 1 of 2 cases, fox.test.toml: getting ready (0 s)\n"


def test_what_is_ahead_only_shrinks_and_is_asked_for_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    lost = UnreachableError("http://gpu: refused")
    queue = Queue(5, 9, 2, lost, "<html>", {"queue": {"pending": "many"}}, 0)
    ahead = Ahead(queue, 2)  # type: ignore[arg-type]
    found = []
    for _ in range(7):
        found.append(ahead.ask())
        assert ahead.ask() == found[-1], "asked again at once, it does not ask the server"
        now[0] += 3.0
    assert found == [4, 4, 1, 1, 1, 1, 0]
    assert queue.asked == ["GET /api/v1/queue/default/status"] * 7
    assert Ahead(Queue(lost), 1).ask() is None  # type: ignore[arg-type]


def test_a_document_that_waits_says_for_whom(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for terminal in (True, False):
        display = Display("fox.workflow.json", {}, terminal=terminal, quiet=False)
        display._ahead, display._said = Ahead(Queue(2), 1), -100.0  # type: ignore[arg-type]
        display._beat()
        said = last(capsys.readouterr().err)
        assert re.fullmatch(
            r"fox\.workflow\.json: waiting behind 2 items of others in the queue \(\d+ s\)", said
        )
        display(Progress("item", 1, status="in_progress"))
        display._said = -100.0
        display._beat()
        assert ("running" in capsys.readouterr().err) is not terminal, "bars tell it on a terminal"
        display.close()
        display._said = -100.0
        display._beat()
        assert last(capsys.readouterr().err) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
def test_a_verdict_fits_the_terminal_and_a_pipe_gets_whole_lines() -> None:
    verdict = CaseVerdict("fox", "fox.test.toml", 1, "", name="text/fox", release="6.14.2", device="cpu")
    verdict.checks = [
        Check("run", "passed"),
        Check(
            "golden",
            "failed",
            f"fox-1.png (tight): {'the mean difference is large; ' * 9}",
            details=("second line",),
        ),
        Check("size", "passed", "::error::max 2 of 24"),
    ]
    folded = verdict.lines(width=80)
    assert all(len(line) <= 80 for line in folded)
    assert "".join(folded).replace(" ", "") == "".join(verdict.lines()).replace(" ", "")
    assert verdict.lines()[2:] == ["    second line", "  size: ::error::max 2 of 24"]
    assert verdict.reason.endswith("; second line")
    hostile = CaseVerdict("fox", "f", 1, "", checks=[Check("run", "failed", f"{'a' * 30} ::error::x")])
    assert not any(line.lstrip().startswith("::") for line in hostile.lines(width=40))


def test_the_end_of_a_report_of_many_cases() -> None:
    verdicts = []
    for number, status in enumerate(("passed", "failed", "passed", "error", "passed", "skipped")):
        verdict = CaseVerdict(f"c{number}", "f", 1, "", checks=[Check("run", status)], name=f"a/c{number}")  # type: ignore[arg-type]
        verdict.seconds = float(number)
        verdicts.append(verdict)
    verdicts[4].cached = "2026-11-30T10:00:00Z"
    assert closing(verdicts, 8, 2) == [
        "not passed: a/c1, a/c3",
        "slowest: a/c5 5.0 s, a/c3 3.0 s, a/c2 2.0 s",
        "2 of 8 cases not run (--max-failures 2)",
        "3 of 6 cases passed (1 from the cache), 1 failed, 1 could not be judged, 1 skipped",
    ]
    assert closing(verdicts[:1], 1, None) == ["1 of 1 cases passed"]


def test_help_has_its_options_in_sections_and_leaves_none_out() -> None:
    from click.testing import CliRunner

    from wflint.cli.run import run

    said = CliRunner().invoke(run, ["--help"], terminal_width=80).output
    heads = [line[:-1] for line in said.splitlines() if re.fullmatch(r"[A-Z][a-z ]+:", line)]
    assert heads[:6] == ["Inputs", "Images", "Running", "Which are run", "Cases", "Report"]
    for parameter in run.params:
        for name in parameter.opts if parameter.param_type_name == "option" else ():
            assert len(re.findall(rf"^ +.*{re.escape(name)}\b", said, re.MULTILINE)) >= 1, name
    cases = said.partition("\nCases:\n")[2].partition("\n\n")[0]
    assert "--cache" in cases
    assert "--server" not in cases
