"""What a signal does to a process: one exception, once, that lets it clean up and ends it in time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from textwrap import dedent
from types import SimpleNamespace
from typing import TYPE_CHECKING

import psutil
import pytest

from wflint import children, stopping, writing
from wflint.engine import workers
from wflint.stopping import StoppedError, Stops, end_with, held, stopped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent")

# A process that says "ready", waits, cleans up in two steps, and says so. It waits in short pieces: Python
# does not notice a signal that comes in the instant before the system call that waits, until that returns.
PROGRAM = """
import contextlib, os, select, signal, sys, time
from wflint import stopping
from wflint.stopping import Stops, held
def say(what):
    print(what, flush=True)
def ask():
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        pass
    sys.stdin.readline()
def sleep():
    while True:
        time.sleep(0.05)
def step(name):
    say(name)
    ask()
with Stops(seconds=float(os.environ.get("SECONDS", "60")), interrupt=True) as stops:
    try:
        BODY
    except BaseException as error:
        with contextlib.suppress(OSError):
            say(type(error).__name__)
    stops.leave()
say("went on")
"""
WAITS = """
        try:
            try:
                say("ready")
                sleep()
            finally:
                step("first")
        finally:
            step("second")
"""


def program(body: str = WAITS, *, before: str = "", **variables: str) -> subprocess.Popen[str]:
    code = dedent(before) + PROGRAM.replace("        BODY\n", body)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def rest(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What else it says, until it ends; its standard input stays open meanwhile."""
    assert process.stdout is not None
    assert process.stderr is not None
    said = process.stdout.read(), process.stderr.read()
    process.wait(60)
    process.communicate()
    return said


def answer(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_each_lets_it_clean_up_and_gives_the_exit_code(number: signal.Signals, code: int) -> None:
    process = program()
    assert line(process) == "ready"
    process.send_signal(number)
    assert line(process) == "first"
    process.send_signal(number)  # as `timeout` does, to the process and to its group
    process.send_signal(signal.SIGTERM)
    answer(process)
    assert line(process) == "second"
    answer(process)
    assert rest(process) == ("StoppedError\n", "")
    assert process.returncode == code


def test_a_later_one_ends_the_step_and_a_third_the_process() -> None:
    soon = "import wflint.stopping\nwflint.stopping._SAME_SECONDS = 0.0\n"
    process = program(before=soon)
    assert line(process) == "ready"
    process.send_signal(signal.SIGHUP)
    assert line(process) == "first"
    process.send_signal(signal.SIGTERM)
    assert line(process) == "second"
    process.send_signal(signal.SIGINT)
    assert rest(process) == ("", "")
    assert process.returncode == 129  # the first one's


def test_cleaning_up_has_an_end() -> None:
    process = program(SECONDS="0.1")
    assert line(process) == "ready"
    process.send_signal(signal.SIGTERM)
    assert rest(process) == ("first\n", "")
    assert process.returncode == 143


def test_a_terminal_that_is_gone_does_not_change_the_exit_code() -> None:
    """Python ends with 120 when what was printed cannot be written."""
    lost = """
        say("ready")
        try:
            sleep()
        finally:
            os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
            sys.stdout.write("lost")
"""
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    process = program(lost)
    assert line(process) == "ready"
    process.send_signal(signal.SIGHUP)
    said = rest(process)
    assert process.returncode == 129, said


def test_what_was_ignored_stays_ignored() -> None:
    process = program(before="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n")
    assert line(process) == "ready"
    process.send_signal(signal.SIGHUP)  # nohup
    process.send_signal(signal.SIGTERM)
    for _ in range(2):
        line(process)
        answer(process)
    rest(process)
    assert process.returncode == 143


def test_it_is_not_lost_where_python_drops_exceptions() -> None:
    dropped = """
        class Held:
            def __del__(self):
                say("ready")
                sys.stdin.readline()
        Held()
        say("behind")
        sleep()
"""
    process = program(dropped)
    assert line(process) == "ready"
    process.send_signal(signal.SIGTERM)
    out, err = rest(process)
    assert (process.returncode, err) == (143, "")
    assert out.endswith("StoppedError\n")


def test_a_block_that_is_held_comes_to_its_end() -> None:
    asks = """
        with held():
            say("ready")
            sys.stdin.readline()
            say("named")
        say("behind")
"""
    process = program(asks)
    assert line(process) == "ready"
    process.send_signal(signal.SIGTERM)
    answer(process)
    assert rest(process)[0] == "named\nStoppedError\n"
    assert process.returncode == 143


def test_a_block_is_not_held_for_ever() -> None:
    asks = """
        stopping._HELD_SECONDS = 0.1
        with held():
            say("ready")
            sys.stdin.readline()
            say("named")
"""
    process = program(asks)
    assert line(process) == "ready"
    process.send_signal(signal.SIGTERM)
    assert rest(process)[0] == "StoppedError\n"
    assert process.returncode == 143


def test_handlers_are_as_before_afterwards() -> None:
    def own(*_: object) -> None:
        pass

    before = signal.signal(signal.SIGHUP, own)
    try:
        others = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)]
        hook = sys.unraisablehook
        with Stops() as stops:
            assert signal.getsignal(signal.SIGHUP) is own
            assert signal.getsignal(signal.SIGINT) is others[0]
            stops.watch()  # twice is once
            with pytest.raises(StoppedError) as caught:
                signal.raise_signal(signal.SIGTERM)
            assert caught.value.number == signal.SIGTERM
            assert stopped()
            end_with(0)
            assert (stops.number, stops.code) == (signal.SIGTERM, 0)
        assert not stopped()
        assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == others
        assert sys.unraisablehook is hook
    finally:
        signal.signal(signal.SIGHUP, before)


def test_what_comes_at_the_very_end_is_only_noted() -> None:
    with Stops() as stops:
        stops.finish()
        signal.raise_signal(signal.SIGTERM)
        assert stops.code == 143


def test_other_threads_are_left_alone() -> None:
    seen = []

    def work() -> None:
        with Stops(interrupt=True), held():
            seen.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
    assert not stopped()
    end_with(5)  # nobody was stopped: it changes nothing


class At:
    """Sends this process a signal at the n-th step of Python in one file, whatever runs there."""

    def __init__(self, step: int, file: str) -> None:
        self.left = step
        self.file = file

    def __call__(self, frame: FrameType, event: str, _: object) -> At | None:
        if event == "call":
            frame.f_trace_opcodes = True
            return self if frame.f_code.co_filename == self.file else None
        if event == "opcode":
            self.left -= 1
            if self.left == 0:
                sys.settrace(None)
                signal.raise_signal(signal.SIGTERM)
        return self

    def during(self, work: Callable[[], object]) -> bool:
        """Whether the signal came before the work was done."""
        before = sys.gettrace()
        try:
            with Stops():
                sys.settrace(self)
                work()
                sys.settrace(None)
        except StoppedError:
            return True
        finally:
            sys.settrace(before)
        return self.left <= 0


def test_writing_leaves_all_or_nothing_at_whatever_step_it_comes(tmp_path: Path) -> None:
    pair = [tmp_path / "a", tmp_path / "b"]
    step, seen = 1, set()
    while True:
        for path in pair:
            path.write_text("old")
        came = At(step, writing.__file__).during(lambda: writing.write_files([(p, "new") for p in pair]))
        assert sorted(os.listdir(tmp_path)) == ["a", "b"]
        seen.add(tuple(path.read_text() for path in pair))
        if not came:
            break
        step += 7
    assert seen <= {("old", "old"), ("new", "new")}
    assert step > 100


def test_no_process_is_left_at_whatever_step_it_comes() -> None:
    step = 1
    while At(step, children.__file__).during(lambda: children.run_child([sys.executable, "-c", "input()"])):
        assert not psutil.Process().children()
        step += 11
    assert step > 50


def test_windows_has_other_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """No SIGHUP but SIGBREAK, and no signal to a thread. Played here with the number that is free for it."""
    names = ("SIGINT", "SIGTERM", "SIG_DFL", "default_int_handler", "getsignal", "signal")
    windows = SimpleNamespace(**{name: getattr(stopping._signal, name) for name in names})
    windows.SIGBREAK = signal.SIGUSR1
    monkeypatch.setattr(stopping, "_signal", windows)
    monkeypatch.setattr(stopping, "_HELD_SECONDS", 0.0)
    before = signal.getsignal(signal.SIGHUP)

    def hold() -> None:
        with held():
            signal.raise_signal(signal.SIGUSR1)
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                time.sleep(0.01)

    with Stops(interrupt=True) as stops:
        assert signal.getsignal(signal.SIGHUP) is before
        with pytest.raises(StoppedError):
            hold()
        assert stops.code == 128 + signal.SIGUSR1


def test_processes_are_started_without_signal_masks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    monkeypatch.setattr(sys, "platform", "win32")
    with workers.starting():
        pass
