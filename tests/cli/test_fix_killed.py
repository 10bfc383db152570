"""``--fix`` that is ended at any moment: each file is the old one or the mended one, whole.

``WFLINT_KILLS`` sets how often (`.ci/full`: 200).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import COMMAND, good_graph
from wflint.engine.files import discover

if TYPE_CHECKING:
    from pathlib import Path

KILLS = int(os.environ.get("WFLINT_KILLS", "6"))
FILES = 40

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def doubled() -> bytes:
    graph = good_graph()
    graph["edges"] *= 2
    return json.dumps(graph, indent=2).encode()


OLD, NEW = doubled(), json.dumps(good_graph(), indent=2).encode()


def a_run(folder: Path, jobs: str) -> subprocess.Popen[bytes]:
    for number in range(FILES):
        (folder / f"{number}.json").write_bytes(OLD)
    return subprocess.Popen(
        [*COMMAND, "check", "--isolated", "--fix", "--jobs", jobs, str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def fixed(folder: Path) -> int:
    """How many files are mended; every file is whole."""
    states = [(folder / f"{number}.json").read_bytes() for number in range(FILES)]
    assert all(state in (OLD, NEW) for state in states)
    return states.count(NEW)


def test_no_kill_loses_a_file(tmp_path: Path) -> None:
    running = a_run(tmp_path, "1")
    start = time.monotonic()
    while running.poll() is None and fixed(tmp_path) == 0:
        time.sleep(0.001)
    first = time.monotonic() - start
    assert running.wait(timeout=60) == 0
    whole = time.monotonic() - start
    assert fixed(tmp_path) == FILES
    seen = set()
    for number in range(KILLS):
        how = random.Random(number)
        running = a_run(tmp_path, how.choice("13"))
        time.sleep(how.uniform(0.8 * first, whole))
        ending = how.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        os.killpg(running.pid, ending)
        running.wait(timeout=60)
        seen.add(fixed(tmp_path))
        if ending is not signal.SIGKILL:  # what a killed process leaves is hidden, and no document
            assert sorted(os.listdir(tmp_path)) == sorted(f"{n}.json" for n in range(FILES))
        assert len(discover([str(tmp_path)]).files) == FILES
        for path in tmp_path.glob(".wflint-*"):
            path.unlink()
    assert seen


def test_a_file_that_is_replaced_while_read_is_old_or_new(tmp_path: Path) -> None:
    """Whoever reads beside it sees no half of a file."""
    running = a_run(tmp_path, "1")
    looks = 0
    while running.poll() is None:
        fixed(tmp_path)
        looks += 1
    assert looks
    assert fixed(tmp_path) == FILES
