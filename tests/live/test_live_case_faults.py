"""Cases on a real server that dies, freezes, restarts or runs out of disk under them.

Each gets a clear verdict in time, the next case runs, and nothing is left behind. What a server answers with
a wrong status, or a socket that breaks in mid-word, is replayed in test_case_faults.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.library import WORKFLOWS, case_with
from tests.live.serving import until
from tests.live.test_client_live import pictures, settled
from wflint import Server
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.measure.host import describe_host
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.client.batch_run import Progress

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system has no such signals"),
]

FILE = WORKFLOWS / "sd15_text_to_image.test.toml"
LONG = {"inputs": {"Denoise.steps": 400}, "golden": None, "timeout": 60.0}
KILLED = "InvokeAI was killed (SIGKILL), perhaps because memory ran out"
SOON = 120.0  # seconds in which there must be a verdict: the case's own 60, and what tidying up may take


@pytest.fixture(scope="module")
def victim(server: InvokeAIServer) -> Iterator[InvokeAIServer]:
    """A server of its own, which other tests do not need afterwards."""
    with InvokeAIServer(
        server.release, models="tiny", device=os.environ.get("WFLINT_LIVE_DEVICE", "auto")
    ) as own:
        yield own


def run(server: InvokeAIServer, table: Any = None, strike: Callable[[], None] | None = None) -> CaseVerdict:
    """Run the case; ``strike`` is called once when its first node that tells of steps does so."""
    struck = threading.Event()

    def watch(progress: Progress) -> None:
        if strike is not None and progress.what == "progress" and not struck.is_set():
            struck.set()
            strike()

    with Server(server.url, seconds=20.0, patience=15.0) as client:
        begun = time.monotonic()
        verdict = CaseRunner(client, describe_host(client, server), CaseOptions(progress=watch)).run(
            case_with(FILE, table)
        )
        assert time.monotonic() - begun < SOON
    assert strike is None or struck.is_set()
    assert "\n" not in verdict.reason
    return verdict


def passes(server: InvokeAIServer) -> None:
    """The untouched case runs, and leaves nothing."""
    with Server(server.url) as client:
        before = settled(client)
        verdict = run(server)
        assert verdict.status == "passed", verdict.lines()
        assert pictures(client) == before


def send(server: InvokeAIServer, number: signal.Signals) -> None:
    assert server.pid is not None
    os.kill(server.pid, number)


def test_killed_before_a_case(victim: InvokeAIServer) -> None:
    with Server(victim.url, patience=15.0) as client:
        runner = CaseRunner(client, describe_host(client, victim))
        _ = client.version
        send(victim, signal.SIGKILL)
        assert victim.process.wait(20)
        begun = time.monotonic()
        verdict = runner.run(case_with(FILE))
        assert time.monotonic() - begun < 30
    assert verdict.status == "error"
    assert verdict.reason.endswith(KILLED)
    victim.restart()
    passes(victim)


def test_killed_during_a_case(victim: InvokeAIServer) -> None:
    verdict = run(victim, LONG, lambda: send(victim, signal.SIGKILL))
    assert verdict.status == "error"
    assert verdict.reason.startswith("server: ")
    assert verdict.reason.endswith(KILLED)
    assert any("Executing queue item" in note for note in verdict.notes), verdict.notes  # the end of its log
    victim.restart()
    passes(victim)


def test_killed_between_the_run_and_its_pictures(victim: InvokeAIServer) -> None:
    """The run is over, and its pictures can no longer be had."""
    with Server(victim.url, patience=15.0) as client:
        runner = CaseRunner(client, describe_host(client, victim))
        wait = client.wait

        def wait_and_strike(*arguments: Any, **limits: Any) -> Any:
            result = wait(*arguments, **limits)
            send(victim, signal.SIGKILL)
            victim.process.wait(20)
            return result

        client.wait = wait_and_strike  # type: ignore[method-assign]
        verdict = runner.run(case_with(FILE, {"repeats": 1, "time": {}}))
        assert verdict.status == "error"
        assert verdict.reason.endswith(KILLED)
        assert any("may still be there" in note for note in verdict.notes)
        client.wait = wait  # type: ignore[method-assign]
        victim.restart()
        with Server(victim.url) as other:
            before = settled(other)
            verdict = runner.run(case_with(FILE))
            assert verdict.status == "passed", verdict.lines()
            assert pictures(other) < before  # what the killed one left went with it


def test_frozen_during_a_case_and_thawed(victim: InvokeAIServer) -> None:
    """Thawed, the server would go on with the run, for all its 400 steps, before it does anything else."""
    struck = threading.Event()

    def strike(progress: Progress) -> None:
        if progress.what == "progress" and not struck.is_set():
            struck.set()
            send(victim, signal.SIGSTOP)

    with Server(victim.url, seconds=20.0, patience=15.0) as client:
        before = settled(client)
        runner = CaseRunner(client, describe_host(client, victim), CaseOptions(progress=strike))
        begun = time.monotonic()
        try:
            verdict = runner.run(case_with(FILE, LONG))
            assert time.monotonic() - begun < SOON
            assert verdict.status in ("error", "failed"), verdict.lines()
        finally:
            send(victim, signal.SIGCONT)
        again = runner.run(case_with(FILE))
        assert again.status == "passed", again.lines()
        until(lambda: client.clean_up() == 0 and pictures(client) == before, 20)
        assert settled(client) == before  # nothing of the one that was frozen, nothing of the other


def test_frozen_for_a_moment_only(victim: InvokeAIServer) -> None:
    """Shorter than patience: the case passes as if nothing had been."""

    def freeze() -> None:
        send(victim, signal.SIGSTOP)
        threading.Timer(2.0, lambda: send(victim, signal.SIGCONT)).start()

    table = {"inputs": {"Denoise.steps": 40}, "golden": None}
    assert run(victim, table, freeze).status == "passed"


def test_restarted_during_a_case(victim: InvokeAIServer) -> None:
    """The queue of the new server no longer runs what the old one ran; the verdict says so in time."""
    restarting: list[threading.Thread] = []

    def strike() -> None:
        send(victim, signal.SIGKILL)
        restarting.append(threading.Thread(target=victim.restart))
        restarting[0].start()

    verdict = run(victim, LONG, strike)
    restarting[0].join(120)
    assert verdict.status in ("error", "failed"), verdict.lines()
    passes(victim)


# -- no room on the disk ---------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MB in memory, where we may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = sys.platform == "linux" and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode  # fmt: skip
    if not mounted:
        pytest.skip("a file system cannot be mounted here (needs Linux and root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no byte free; the file that takes the room."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass
    return filler


def test_no_room_for_pictures_here(server: InvokeAIServer, small_disk: Path) -> None:
    """The command says so, keeps no half picture, and goes on once there is room."""
    filler = fill(small_disk)
    workflow = str(WORKFLOWS / "sd15_text_to_image.workflow.json")
    command = [
        sys.executable, "-m", "wflint", "run", "--server", server.url, "--clean", "--quiet",
        "-o", str(small_disk), "--set", "Model=tiny-sd15", "--set", "Noise.width=64",
        "--set", "Noise.height=64",
        "--set", "Denoise.steps=2", "--set", "Decode.fp32=true", workflow,
    ]  # fmt: skip
    full = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert full.returncode == 1
    assert "No space left on device" in full.stderr
    assert [path.name for path in small_disk.iterdir()] == ["filler"]
    filler.unlink()
    assert subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0
    assert [path.suffix for path in small_disk.iterdir()] == [".png"]


def test_no_room_for_what_a_case_keeps(server: InvokeAIServer, small_disk: Path) -> None:
    fill(small_disk)
    with Server(server.url) as client:
        runner = CaseRunner(client, describe_host(client, server), CaseOptions(artifacts=small_disk / "kept"))
        verdict = runner.run(case_with(FILE, {"inputs": {"Noise.seed": 12345}}))
        assert verdict.status == "error"
        assert "No space left on device" in verdict.reason
        assert CaseRunner(client, describe_host(client, server)).run(case_with(FILE)).status == "passed"


def test_no_room_on_the_server(server: InvokeAIServer, small_disk: Path) -> None:
    """InvokeAI on a full disk: the case fails with the server's own words, and passes once there is room.

    Which words depends on what does not fit first: torch's ("unexpected pos"), SQLite's, or Python's.
    """
    with InvokeAIServer(server.release, models="tiny", root=small_disk / "root") as own:
        passes(own)
        filler = fill(small_disk)
        verdict = run(own)
        assert verdict.status in ("failed", "error"), verdict.lines()
        assert verdict.reason.startswith(("run: ", "server: ")), verdict.reason
        filler.unlink()
        passes(own)
