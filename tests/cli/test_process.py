"""What only a process of its own shows: signals, closed pipes, terminals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, bad_graph
from wflint.cli.progress import ProgressLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals, pipes and terminals")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt(put: Callable[..., Path], here: Path, jobs: str) -> None:
    """Ctrl-C ends a run with 130 and not a word."""
    put("w/0.json", bad_graph())
    put("w/1.json", bad_graph())
    os.mkfifo(here / "w" / "zz.json")  # never gets a writer: the run stands still there
    running = subprocess.Popen(
        [*COMMAND, "check", "--jobs", jobs, "w/0.json", "w/zz.json", "w/1.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(1.5)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err.strip()) == (130, b"", b"")


def test_reader_that_goes_away(put: Callable[..., Path]) -> None:
    graph = bad_graph()
    graph["edges"] += [bad_graph(f"gone-{i}")["edges"][1] for i in range(3000)]
    put("a.json", graph)
    running = subprocess.Popen([*COMMAND, "check", "a.json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    err = running.stderr.read()
    running.stderr.close()
    assert running.wait(20) == 1
    assert err == b""


def terminal(args: list[str], env: dict[str, str], command: list[str] = COMMAND) -> str:
    """Standard output and error of a run on a pseudo-terminal."""
    import pty

    leader, follower = pty.openpty()
    running = subprocess.Popen(
        [*command, *args], stdin=follower, stdout=follower, stderr=follower, env={**os.environ, **env}
    )
    os.close(follower)
    chunks = []
    try:
        while chunk := os.read(leader, 65536):
            chunks.append(chunk)
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(leader)
    assert running.wait(20) == 1
    return b"".join(chunks).decode()


def test_colours_on_a_terminal_only(
    put: Callable[..., Path], process: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    put("a.json", bad_graph())
    args = ["check", "a.json"]
    assert "\x1b[" in terminal(args, {"TERM": "xterm"})
    assert "\x1b[" not in terminal(args, {"TERM": "xterm", "NO_COLOR": "1"})
    assert "\x1b[" not in terminal(args, {"TERM": "dumb"})
    assert b"\x1b[" not in process(*args).stdout
    assert b"\x1b[" in process(*args, env={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b[" not in process(*args, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    assert b"\x1b[" not in process(*args, "-f", "json", env={"FORCE_COLOR": "1"}).stdout


def test_progress_only_when_slow(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    clock = SimpleNamespace(now=100.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr("wflint.cli.progress.time", clock)
    shown = ProgressLine()
    for now, done, wanted in (
        (100.75, 1, ""),
        (101.0, 2, "\rchecking 2/30 "),
        (101.0625, 3, ""),  # not as often as there are files
        (101.125, 10, "\rchecking 10/30 "),
    ):
        clock.now = now
        shown(done, 30)
        assert capsys.readouterr().err == wanted
    shown.close()
    assert capsys.readouterr().err == f"\r{' ' * 15}\r"
    ProgressLine().close()
    assert capsys.readouterr().err == ""


def test_progress_is_wiped_before_the_report(put: Callable[..., Path]) -> None:
    put("a.json", bad_graph())
    impatient = "import wflint.cli.progress as p; p._PATIENCE = 0; from wflint.cli.main import main; main()"
    shown = terminal(["check", "a.json"], {"TERM": "xterm"}, [sys.executable, "-c", impatient])
    wiped = "\rchecking 1/1 \r" + " " * 13 + "\r"
    assert 0 <= shown.index(wiped) < shown.index("dangling-edge")


def test_module_writes_json_as_ascii(
    put: Callable[..., Path], process: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    put("日本.json", bad_graph("ü"))
    ran = process("check", "-f", "json", ".", env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
    assert ran.stdout.isascii()
    assert json.loads(ran.stdout)["diagnostics"][0]["file"] == "日本.json"
