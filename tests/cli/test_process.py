"""What only a process of its own shows: signals, closed pipes, terminals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.cli.conftest import COMMAND, bad_graph, good_graph
from tests.live.serving import gone, until
from wflint.cli.progress import ProgressLine
from wflint.reading import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals, pipes and terminals")


# Stands still at the file of that name, and says first which process does.
STILL = """
import os, time
import wflint.engine.work as work
check = work.Worker.check
def still(self, job):
    if job.path.endswith("still.json"):
        with open("reached", "w") as file:
            file.write(f"{os.getpid()}\\n")
        while True:  # in short pieces: a signal just before a long wait is not noticed until that ends
            time.sleep(0.05)
    return check(self, job)
work.Worker.check = still
from wflint.cli.main import main
main()
"""


def standing_still(
    put: Callable[..., Path], here: Path, jobs: str, **options: Any
) -> subprocess.Popen[bytes]:
    """A check in a group of its own, in the middle of its files."""
    for name in ("0", "still", "1", "2"):
        put(f"w/{name}.json", bad_graph())
    running = subprocess.Popen(
        [sys.executable, "-c", STILL, "check", "--jobs", jobs, "-o", "report.txt", "w"],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True, **options},
    )
    assert until(lambda: (here / "reached").exists() and (here / "reached").read_text().endswith("\n"))
    return running


@pytest.mark.parametrize("to_all", [False, True], ids=["to the command", "to its group"])
@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_without_a_word_and_with_all_its_processes(
    put: Callable[..., Path], here: Path, jobs: str, number: signal.Signals, code: int, to_all: bool
) -> None:
    put("report.txt", "the old one")
    running = standing_still(put, here, jobs)
    family = psutil.Process(running.pid).children(recursive=True)
    assert len(family) == (0 if jobs == "1" else 3)
    os.killpg(running.pid, number) if to_all else running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err.strip()) == (code, b"", b"")
    assert all(gone(process.pid) for process in family)
    assert (here / "report.txt").read_text() == "the old one"
    assert sorted(os.listdir(here)) == ["reached", "report.txt", "w"]


def test_processes_do_not_outlive_a_command_that_is_killed(put: Callable[..., Path], here: Path) -> None:
    running = standing_still(put, here, "3")
    family = psutil.Process(running.pid).children(recursive=True)
    running.kill()
    running.communicate(timeout=60)
    assert until(lambda: all(gone(process.pid) for process in family))


def test_a_terminal_that_closes_ends_it(put: Callable[..., Path], here: Path) -> None:
    import fcntl
    import pty
    import termios

    leader, follower = pty.openpty()
    terminal = dict.fromkeys(("stdin", "stdout", "stderr"), follower)
    running = standing_still(
        put, here, "3", **terminal, preexec_fn=lambda: fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
    )
    family = psutil.Process(running.pid).children(recursive=True)
    os.close(follower)
    os.close(leader)
    assert running.wait(60) == 129
    assert all(gone(process.pid) for process in family)


def test_nohup_keeps_it_running(put: Callable[..., Path], here: Path) -> None:
    running = standing_still(put, here, "2", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    os.killpg(running.pid, signal.SIGHUP)
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)
    assert running.returncode == 143


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


def test_as_a_module_it_loads_none_of_the_current_folder(here: Path, put: Callable[..., Path]) -> None:
    """A stranger's repository may have a module of the name of one that wflint imports."""
    put("a.json", bad_graph())
    for name in ("click", "requests", "keyring", "tomllib", "difflib"):
        (here / f"{name}.py").write_text("open('loaded', 'w').close()\nraise SystemExit(7)\n", "utf-8")
    for words in (["check", "a.json"], ["allow", "http://gpu.lab"], ["chekc"]):
        command = [sys.executable, "-m", "wflint", *words]
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            env={**os.environ, "WFLINT_CONFIG_DIR": str(here / "c")},
        )
        assert done.returncode in (0, 1, 2), done.stderr
        assert not (here / "loaded").exists()


def test_json_is_json_where_standard_output_lacks_a_character(
    process: Callable[..., subprocess.CompletedProcess[bytes]], put: Callable[..., Path]
) -> None:
    name = "\N{GRINNING FACE}\N{LATIN SMALL LETTER E WITH ACUTE}"
    put("a.json", good_graph())
    more = good_graph()
    more["nodes"][name] = {"id": name, "type": "add"}
    put("b.json", more)
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = process("diff", "-f", "json", "a.json", "b.json", env=env)
    assert ran.stdout.isascii()
    assert name in str(json.loads(ran.stdout))


@pytest.mark.parametrize("command", [("upgrade", "--write"), ("check", "--fix"), ("format",)])
def test_standard_input_that_is_too_large_goes_on_whole(
    process: Callable[..., subprocess.CompletedProcess[bytes]], command: tuple[str, ...]
) -> None:
    raw = b" " * (DOCUMENT + 3_000_000) + b"{}"
    ran = process(*command, "-", stdin=raw)
    assert ran.returncode != 0
    assert len(ran.stdout) == len(raw)
    assert ran.stdout == raw
