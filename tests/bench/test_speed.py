"""Speed, as ratios within one run: ``pytest -m bench tests/bench`` prints the table at its end.

Nothing is asserted on time (machines are noisy and shared); what is asserted is that the work was done.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from tests.bench.corpus import texts, workflow
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

pytestmark = pytest.mark.bench
SECONDS: dict[str, float] = {}
FILES = 1000


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Prints the ratios when all of the module's benchmarks have run."""
    yield
    rows = [
        ("start-up of `wflint check one.json`", "start wflint", "start python", "ms more"),
        ("1,000 clean workflows over json.loads", "clean", "json", "times"),
        ("1,000 workflows with ten findings each over json.loads", "faulty", "json", "times"),
        ("a graph of 10,000 nodes over one of 1,000", "10000 nodes", "1000 nodes", "times"),
    ]
    print()
    for words, one, other, unit in rows:
        if one in SECONDS and other in SECONDS:
            a, b = SECONDS[one], SECONDS[other]
            figure = f"{(a - b) * 1000:.0f} ms more" if unit == "ms more" else f"{a / b:.1f} times"
            print(f"{words}: {figure}  ({a * 1000:.1f} ms against {b * 1000:.1f} ms)")


def timed(benchmark: BenchmarkFixture, name: str, work: Callable[[], Any], rounds: int = 5) -> Any:
    """Runs the work in rounds, keeps the median for the table, and returns its last result."""
    result = benchmark.pedantic(work, rounds=rounds, warmup_rounds=1)
    SECONDS[name] = median(benchmark.stats.stats.data)
    return result


@pytest.fixture(scope="module")
def clean() -> list[bytes]:
    return texts(FILES)


@pytest.fixture(scope="module")
def faulty() -> list[bytes]:
    return texts(FILES, faults=10)


def run(*command: str) -> None:
    # Bytecode caches are part of an installed program; a shell that forbids them would measure compilation.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


@pytest.mark.benchmark(group="start-up")
def test_start_python(benchmark: BenchmarkFixture) -> None:
    timed(benchmark, "start python", lambda: run(sys.executable, "-c", "pass"), rounds=15)


@pytest.mark.benchmark(group="start-up")
def test_start_wflint(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(workflow(1)), encoding="utf-8")
    command = (sys.executable, "-m", "wflint", "check", "--quiet", str(file))
    timed(benchmark, "start wflint", lambda: run(*command), rounds=15)


@pytest.mark.benchmark(group="1,000 workflows")
def test_json_loads(benchmark: BenchmarkFixture, clean: list[bytes]) -> None:
    loaded = timed(benchmark, "json", lambda: [json.loads(t)["name"] for t in clean])
    assert len(loaded) == FILES


def _check_all(files: list[bytes]) -> int:
    """Bytes to located diagnostics, as the command line does it; the number found."""
    checker = Checker((open_release("6.14.2"),))
    return sum(len(examine(raw, "bench.json", checker).diagnostics) for raw in files)


@pytest.mark.benchmark(group="1,000 workflows")
def test_clean(benchmark: BenchmarkFixture, clean: list[bytes]) -> None:
    assert timed(benchmark, "clean", lambda: _check_all(clean)) == 0


@pytest.mark.benchmark(group="1,000 workflows")
def test_ten_findings_each(benchmark: BenchmarkFixture, faulty: list[bytes]) -> None:
    assert timed(benchmark, "faulty", lambda: _check_all(faulty)) == FILES * 10


def _chain(count: int) -> bytes:
    """A graph of that many image filters in a row."""
    nodes: dict[str, Any] = {"n0": {"id": "n0", "type": "blank_image", "is_intermediate": True}}
    edges = []
    for i in range(1, count):
        nodes[f"n{i}"] = {"id": f"n{i}", "type": "img_blur", "radius": 2.0, "is_intermediate": i < count - 1}
        source, target = {"node_id": f"n{i - 1}", "field": "image"}, {"node_id": f"n{i}", "field": "image"}
        edges.append({"source": source, "destination": target})
    return json.dumps({"id": "chain", "nodes": nodes, "edges": edges}).encode()


@pytest.mark.benchmark(group="one large graph")
@pytest.mark.parametrize("count", [1000, 10_000])
def test_large_graph(benchmark: BenchmarkFixture, count: int) -> None:
    raw = _chain(count)
    assert timed(benchmark, f"{count} nodes", lambda: _check_all([raw])) == 0
