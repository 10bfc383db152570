"""Processes that wflint starts end with it, and so do theirs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.live.serving import gone, until
from wflint import children
from wflint.children import child, program, run_child

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent")

# Starts another process, says both numbers, and waits for it.
PAIR = """
import os, subprocess, sys
more = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
print(os.getpid(), more.pid, flush=True)
more.wait()
"""
# In short pieces: Python does not notice a signal that comes just before a long wait until that ends.
SLEEP = "import time; any(time.sleep(0.05) for _ in iter(int, 1))"
STUBBORN = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); " + SLEEP
OWNER = """
import sys
from wflint.children import run_child
from wflint.stopping import Stops
with Stops() as stops:
    try:
        run_child([sys.executable, "-c", sys.argv[1], sys.argv[2]], stdout=open("said", "w"))
    except KeyboardInterrupt:
        stops.leave()
"""


def test_what_it_said_and_how_it_ended() -> None:
    code = "import sys; print('out'); sys.stdout.flush(); print('err', file=sys.stderr); sys.exit(3)"
    assert run_child([sys.executable, "-c", code]) == (3, "out\nerr\n")
    assert run_child([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) == (
        3,
        "err\n",
    )
    with pytest.raises(FileNotFoundError):
        run_child(["./nonesuch"])


@posix
@pytest.mark.parametrize("last", [SLEEP, STUBBORN], ids=["quick", "ignores Ctrl-C"])
def test_an_error_in_the_block_ends_it_and_what_it_started(last: str) -> None:
    family: list[int] = []

    def work() -> None:
        with child([sys.executable, "-c", PAIR, last], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            family.extend(int(pid) for pid in process.stdout.readline().split())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert len(family) == 2
    assert until(lambda: all(gone(pid) for pid in family))


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.chdir(tmp_path)
    owner = subprocess.Popen([sys.executable, "-c", OWNER, PAIR, SLEEP])
    said = tmp_path / "said"
    assert until(lambda: said.exists() and said.read_text().endswith("\n"))
    family = [int(pid) for pid in said.read_text().split()]
    os.kill(owner.pid, number)
    assert owner.wait(60) == 128 + number
    assert until(lambda: all(gone(pid) for pid in family))


def test_no_program_of_the_current_folder_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("repository", "tools"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "git.exe").touch()
    monkeypatch.chdir(tmp_path / "repository")
    monkeypatch.setattr(children, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", str(tmp_path / "none"), str(tmp_path / "tools")]))
    assert program("git") == str(tmp_path / "tools" / "git.exe")
    monkeypatch.setenv("PATH", os.pathsep.join(["", "."]))
    assert program("git") is None
