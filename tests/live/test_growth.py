"""How much a process grows: a real one, that takes and gives back memory as it is told."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.library import copy_of
from tests.live.stand_in import StandIn
from tests.live.test_cases_run import run, says
from wflint.live.measure import memory
from wflint.live.measure.allocator import VARIABLE, keeps_freed_memory
from wflint.live.measure.host import Host
from wflint.live.measure.memory import MemoryWatch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator, and /proc")

MIB = 2**20
_TAKER = """
import subprocess, sys
kept = []
for line in sys.stdin:
    what, size = line.split()
    if what == "take":
        kept.append(bytearray(b"x") * int(size))
    elif what == "child":
        code = "import sys; kept = b'x' * int(sys.argv[1]); print('there', flush=True); sys.stdin.read()"
        child = subprocess.Popen([sys.executable, "-c", code, size], stdin=-1, stdout=-1, text=True)
        child.stdout.readline()
        kept.append(child)
    else:
        del kept[:]
    print("done", flush=True)
"""


class Taker:
    """A process that takes memory."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.host = Host("cpu", pid=process.pid)

    def tell(self, what: str, size: int = 0) -> None:
        self._process.stdin.write(f"{what} {size}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"


@contextmanager
def taker(**environment: str) -> Iterator[Taker]:
    command = [sys.executable, "-c", _TAKER]
    changed = {**os.environ, VARIABLE: "65536", **environment}
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, env=changed) as process:
        found = Taker(process)
        found.tell("free")  # so that it has started
        yield found


def test_growth_is_over_the_start_and_counts_what_was_given_back_at_once() -> None:
    with taker() as process:
        process.tell("take", 20 * MIB)
        with MemoryWatch(process.host) as watch:
            process.tell("take", 30 * MIB)
            process.tell("free")
        assert watch.ram_growth.value == pytest.approx(30 * MIB, abs=3 * MIB)
        assert watch.ram_peak.value is not None
        assert watch.ram_peak.value > 50 * MIB
        assert watch.ram_growth.how.startswith(f"growth of resident memory of process {process.host.pid}")
        with MemoryWatch(process.host) as again:  # the peak of before is not this one's
            process.tell("take", 5 * MIB)
        assert again.ram_growth.value == pytest.approx(5 * MIB, abs=3 * MIB)


def test_what_children_have_for_themselves_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_CHILDREN_EVERY", 1)
    with taker() as process:
        process.tell("child", 20 * MIB)
        alone = memory._own_memory_of_children(memory_of(process))
        assert 20 * MIB < alone < 60 * MIB
        with MemoryWatch(process.host) as watch:
            process.tell("child", 40 * MIB)
            watched = watch._thread
            assert watched is not None
            before = watch._looks
            while watch._looks < before + 2:  # that it has looked since
                watched.join(0.01)
        assert watch.ram_growth.value is not None
        assert watch.ram_growth.value > 40 * MIB


def memory_of(process: Taker) -> Any:
    import psutil

    return psutil.Process(process.host.pid)


def test_where_freed_memory_stays_growth_is_not_told() -> None:
    with taker(GLIBC_TUNABLES="glibc.malloc.mmap_threshold=65536") as process:
        assert keeps_freed_memory(process.host.pid or 0) == ""
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    with subprocess.Popen(["sleep", "600"], env=environment) as sleeper:
        try:
            said = keeps_freed_memory(sleeper.pid)
            with MemoryWatch(Host("cpu", pid=sleeper.pid)) as watch:
                pass
        finally:
            sleeper.kill()
    assert "keeps freed memory, so growth depends on what ran before; start it with MALLOC_MMAP" in said
    assert watch.ram_growth == (None, said, None)
    assert watch.ram_peak.value
    assert "cannot be read" in keeps_freed_memory(2**22 + 5)


# -- cases -------------------------------------------------------------------------------------------


@pytest.fixture
def text_to_image(tmp_path: Path) -> Path:
    return copy_of("sd15_text_to_image", tmp_path)


BASE: dict[str, Any] = {"golden": None, "time": {"warm": {}}, "repeats": 3}


def hungry(process: Taker, sizes: list[int]) -> StandIn:
    """A server whose runs take so many MiB, one after the other."""
    server = StandIn()

    rest = itertools.cycle(sizes)

    def eat(_number: int) -> None:
        if len(server.bodies[-1]["batch"]["graph"]["edges"]):  # not those that empty the cache of images
            process.tell("take", next(rest) * MIB)
            process.tell("free")

    server.before_run = eat
    return server


def test_growth_is_measured_with_an_emptied_cache_after_a_run_that_does_not_count(
    text_to_image: Path,
) -> None:
    with taker() as process:
        server = hungry(process, [90, 20, 21, 20])
        table = {**BASE, "memory": {"ram_growth": "30 MiB"}}
        verdict = run(text_to_image, table, server, process.host)
    assert verdict.status == "passed", verdict.lines()
    assert server.calls == ["/api/v2/models/empty_model_cache"] * 3
    sent = [body["batch"]["graph"] for body in server.bodies]
    # One to warm up, three with an emptied cache, and the three warm ones.
    assert sum(len(graph["edges"]) > 0 for graph in sent) == 7
    assert {node["type"] for graph in sent if not graph["edges"] for node in graph["nodes"].values()} == {
        "blank_image"
    }
    figures = {m.name: m for m in verdict.measurements}
    assert len(figures["memory.ram_growth"].values) == 3
    assert figures["memory.ram_growth"].value == pytest.approx(21 * MIB, abs=3 * MIB)
    assert len(figures["memory.ram_peak"].values) == 3


def test_a_case_that_needs_more_than_its_baseline_fails_whatever_ran_before(text_to_image: Path) -> None:
    table = {**BASE, "memory": {"ram_growth": "+10%"}}
    with taker() as process:
        server = hungry(process, [40])
        assert run(text_to_image, table, server, process.host, update_baselines=True).ok
        process.tell("take", 300 * MIB)  # what others keep on the server
        assert run(text_to_image, table, server, process.host).status == "passed"
        verdict = run(text_to_image, table, hungry(process, [60]), process.host)
        assert verdict.status == "failed"
        assert "(the baseline +10%, and its noise)" in says(verdict, "memory.ram_growth")


def test_a_release_that_cannot_empty_its_cache_has_no_growth(text_to_image: Path) -> None:
    with taker() as process:
        table = {**BASE, "memory": {"ram_growth": "8 GiB"}}
        server = StandIn("5.6.0")
        verdict = run(text_to_image, table, server, process.host)
        assert verdict.status == "error"
        assert says(verdict, "memory.ram_growth") == (
            "cannot be measured: InvokeAI 5.6.0 cannot empty its model cache (5.6.1 and later can)"
        )
        assert server.calls == []
        verdict = run(text_to_image, {**BASE, "time": {"cold": {"total": 9}}}, server, process.host)
        assert "time.cold cannot be measured: InvokeAI 5.6.0 cannot empty" in verdict.reason


def counts(over: int, left: int = 0) -> dict[str, int]:
    return {"pending": left, "in_progress": 0, "completed": over, "failed": 0, "canceled": 0, "total": over}


@pytest.mark.parametrize("what", ["nobody", "waited before it", "came between", "does not say"])
def test_what_others_run_on_the_server_is_not_the_case_s(text_to_image: Path, what: str) -> None:
    """Told by the queue's counts before and after each run: its own item is over then, and nothing else."""
    one = {
        "nobody": [counts(5), counts(6)],
        "waited before it": [counts(5, left=1), counts(7)],
        "came between": [counts(5), counts(7)],
        "does not say": [{}, {}],
    }[what]
    table = {**BASE, "repeats": 1, "memory": {"ram_growth": "300 MiB", "ram_peak": "8 GiB"}}
    with taker() as process:
        server = hungry(process, [20])
        server.counts = itertools.cycle(one)
        verdict = run(text_to_image, table, server, process.host)
    if what in ("nobody", "does not say"):
        assert verdict.status == "passed", verdict.lines()
        return
    said = "cannot be measured: the server ran something else as well; repeat it while nobody uses it"
    assert [says(verdict, name) for name in ("memory.ram_growth", "memory.ram_peak")] == [said, said]
    assert not [m for m in verdict.measurements if m.name.startswith("memory.")]
