"""``check --jobs``: a process that dies costs the file that it was at; systems that do not fork."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import bad_graph, good_graph

if TYPE_CHECKING:
    from pathlib import Path

FILES = [f"{number:02}.json" for number in range(12)]
MAIN = "from wflint.cli.main import main; main()"

# What stands before the command: each makes a part of the system fail.
DIES = """
import os, signal, wflint.engine.work as work
real = work.examine
def examine(raw, name, *rest, **more):
    if name in ("03.json", "08.json"):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(raw, name, *rest, **more)
work.examine = examine
"""
EXITS = DIES.replace("os.kill(os.getpid(), signal.SIGKILL)", "os._exit(3)")
NO_MEMORY = DIES.replace("os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError")
NO_FORK = """
import os
def fork(): raise BlockingIOError(11, "Resource temporarily unavailable")
os.fork = fork
"""
ONE_FORK = """
import os
real, times = os.fork, []
def fork():
    times.append(1)
    if len(times) > 1: raise BlockingIOError(11, "Resource temporarily unavailable")
    return real()
os.fork = fork
"""
SPAWNS = """
import multiprocessing, wflint.engine.processes as processes
real = multiprocessing.get_context
multiprocessing.get_context = lambda method=None: real("spawn")
class sys: platform = "win32"
processes.sys = sys
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(FILES):
        (tmp_path / name).write_text(json.dumps(bad_graph() if number % 2 else good_graph()), "utf-8")
    return tmp_path


def check(folder: Path, before: str, jobs: int = 2) -> tuple[int, list[str], list[str]]:
    """Exit code, lines of the report, lines of errors."""
    done = subprocess.run(
        [sys.executable, "-c", before + MAIN, "check", "-q", "-f", "concise", "-j", str(jobs), *FILES],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to share what is made to fail")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are not forked")
@pytest.mark.parametrize(
    ("before", "how"),
    [
        (DIES, "its process was killed (SIGKILL); the system does so when memory runs out"),
        (EXITS, "its process ended unexpectedly (exit code 3)"),
        (NO_MEMORY, "there is not enough memory"),
    ],
    ids=["killed", "ended", "memory"],
)
def test_a_process_that_dies_costs_one_file(folder: Path, before: str, how: str) -> None:
    _, all_lines, _ = check(folder, "", 1)
    code, lines, errors = check(folder, before)
    assert code == 2
    assert errors == [f"wflint: error: {name}: not checked: {how}" for name in ("03.json", "08.json")]
    assert lines == [line for line in all_lines if not line.startswith("03.json")]  # 08 has no findings


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are not forked")
@pytest.mark.parametrize("before", [NO_FORK, ONE_FORK, SPAWNS], ids=["no fork", "one fork", "spawn"])
def test_the_result_is_the_same(folder: Path, before: str) -> None:
    assert check(folder, before) == check(folder, "", 1)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are not forked")
def test_no_module_of_the_current_folder_is_loaded(folder: Path) -> None:
    """What is not forked is a Python of its own, which looks for modules where it is started."""
    for name in ("socket", "multiprocessing", "click"):
        (folder / f"{name}.py").write_text("import os\nopen('loaded', 'w').close()\nos._exit(0)\n", "utf-8")
    # Our own -c has the folder on its path too; the command has not.
    before = f"import sys\nsys.path.remove('')\n{SPAWNS}"
    assert check(folder, before) == check(folder, "import sys\nsys.path.remove('')\n", 1)
    assert not (folder / "loaded").exists()
