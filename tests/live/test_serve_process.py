"""Nothing that was started outlives its owner, whatever happens to either."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.live.serving import gone, until
from wflint.live.serve.process import ServerProcess

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('up', flush=True)
time.sleep(99)
"""
OWNER = """
import json, os, sys, time
from pathlib import Path
from wflint.live.serve.process import ServerProcess
folder = Path(sys.argv[1])
process = ServerProcess([sys.executable, "-c", sys.argv[2]], cwd=folder, log=folder / "log",
                        environment=dict(os.environ), remove=[folder / "root"], grace=1.0)
if "fork" in sys.argv and os.fork() == 0:
    time.sleep(99)
print(json.dumps([process.pid, process.guard_pid]), flush=True)
time.sleep(99)
"""


def start(folder: Path, code: str, grace: float = 1.0) -> ServerProcess:
    return ServerProcess(
        [sys.executable, "-c", code],
        cwd=folder,
        log=folder / "log",
        environment=dict(os.environ),
        grace=grace,
    )


def own(folder: Path, *more: str) -> tuple[subprocess.Popen[str], int, int]:
    """A process of its own that owns a server: the process, the server's id and the guard's."""
    (folder / "root").mkdir()
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder), STUBBORN, *more],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert owner.stdout is not None
    pid, guard = json.loads(owner.stdout.readline())
    until(lambda: "up" in (folder / "log").read_text())
    return owner, pid, guard


def test_stop_asks_first(tmp_path: Path) -> None:
    polite = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye', flush=True), sys.exit(0)))\n"
        "print('up', flush=True); time.sleep(99)"
    )
    process = start(tmp_path, polite, grace=20)
    assert until(lambda: "up" in (tmp_path / "log").read_text())
    process.stop()
    assert "bye" in (tmp_path / "log").read_text()
    assert process.pid is not None
    assert gone(process.pid)


@pytest.mark.parametrize("stopped", [False, True], ids=["ignores SIGTERM", "was sent SIGSTOP"])
def test_stop_kills_what_does_not_listen(tmp_path: Path, stopped: bool) -> None:
    process = start(tmp_path, STUBBORN)
    assert until(lambda: "up" in (tmp_path / "log").read_text())
    assert process.pid is not None
    if stopped:
        os.kill(process.pid, signal.SIGSTOP)
    process.stop()
    assert gone(process.pid)


def test_end_of_its_own_is_noticed(tmp_path: Path) -> None:
    process = start(tmp_path, "import sys; sys.exit(7)")
    assert process.wait(20)
    assert process.exit_code == 7
    process.stop()


def test_what_the_server_started_goes_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
        "print(child.pid, flush=True); time.sleep(99)"
    )
    process = start(tmp_path, code)
    assert until(lambda: (tmp_path / "log").read_text().endswith("\n"))
    child = int((tmp_path / "log").read_text())
    process.stop()
    assert until(lambda: gone(child))


@pytest.mark.parametrize("more", [(), ("fork",)], ids=["alone", "with a forked copy that lives on"])
def test_owner_killed(tmp_path: Path, more: tuple[str, ...]) -> None:
    owner, pid, guard = own(tmp_path, *more)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    assert until(lambda: gone(pid) and gone(guard))
    assert until(lambda: not (tmp_path / "root").exists())
    if more:
        os.killpg(owner.pid, signal.SIGKILL)
    assert owner.stdout is not None
    owner.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_guard_killed(tmp_path: Path) -> None:
    process = start(tmp_path, STUBBORN)
    assert process.pid is not None
    os.kill(process.guard_pid, signal.SIGKILL)
    pid = process.pid
    assert until(lambda: gone(pid))
    process.stop()


def test_command_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot start"):
        ServerProcess(
            [str(tmp_path / "none")], cwd=tmp_path, log=tmp_path / "log", environment=dict(os.environ)
        )
