"""Measurements, on results and server answers that lie here: what they are, and when there are none."""

from __future__ import annotations

import json
import os
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.test_case_checks import item, request_of
from wflint.live.cases.schema import Times
from wflint.live.cases.spending import Spending
from wflint.live.cases.verdict import CaseVerdict, Check, Measurement, quantity
from wflint.live.client.items import Timings, item_result
from wflint.live.client.results import NodeRun, RunResult
from wflint.live.measure import gpu, memory, times
from wflint.live.measure.baseline import Baselines, Stored
from wflint.live.measure.host import Host, describe_host, listening_pid
from wflint.live.measure.log import LogMark
from wflint.live.measure.memory import MemoryWatch, Peak
from wflint.live.measure.times import UnmeasuredError

if TYPE_CHECKING:
    from collections.abc import Callable

HTTP = Path(__file__).parents[2] / "fixtures" / "http"


def ran(node: str, node_type: str, seconds: float | None) -> NodeRun:
    return NodeRun(node=node, node_type=node_type, prepared=f"p-{node}", seconds=seconds)


RUN = RunResult(
    "batch",
    [
        item(queue_seconds=0.25, run_seconds=2.0, nodes=[ran("a", "noise", 0.5), ran("b", "l2i", 1.0)]),
        item(queue_seconds=2.25, run_seconds=3.0, nodes=[ran("a", "noise", 0.75)]),
    ],
)


def test_the_times_of_a_run() -> None:
    assert times.total(RUN) == 5.0
    assert times.queued(RUN) == 0.25  # of the first: the second waited for the first
    assert times.of_nodes(RUN, {"a"}) == 1.25
    assert times.of_nodes(RUN, {"a", "b"}) == 2.25
    assert times.of_type(RUN, "noise") == 1.25
    assert times.of_type(RUN, "l2i") == 1.0


@pytest.mark.parametrize(
    ("measure", "result", "why"),
    [
        (times.total, RunResult("b"), "it did not run"),
        (times.queued, RunResult("b"), "there is no queue item"),
        (times.total, RunResult("b", [item(run_seconds=1.0), item()]), "the server gave no times of the run"),
        (times.queued, RunResult("b", [item()]), "the server gave no times of the queue"),
        (lambda r: times.of_nodes(r, {"c"}), RUN, "it did not run"),
        (lambda r: times.of_type(r, "c"), RUN, "it did not run"),
        (
            lambda r: times.of_type(r, "noise"),
            RunResult("b", [item(nodes=[ran("a", "noise", 1.0), ran("b", "noise", None)])]),
            "no events came for it; over polling alone nodes cannot be timed",
        ),
    ],
)
def test_times_that_nobody_knows(measure: Callable[[RunResult], float], result: RunResult, why: str) -> None:
    with pytest.raises(UnmeasuredError, match=f"^{why}$"):
        measure(result)


@pytest.mark.parametrize("release", ["5.15.0", "6.14.2"])
def test_the_queue_time_of_a_recorded_answer(release: str) -> None:
    """The server's own stamps: waited from created to started, ran from started to completed."""
    answers = json.loads((HTTP / f"{release}.json").read_text("utf-8"))
    raw = answers["item_completed"]
    raw = raw.get("json", raw)
    stamps = {
        "created_at": "2026-01-02 03:04:05.500",
        "started_at": "2026-01-02 03:04:07.250",
        "completed_at": "2026-01-02 03:04:17.375",
    }
    found = item_result({**raw, **stamps}, Timings())
    result = RunResult("b", [found])
    assert times.queued(result) == 1.75
    assert times.total(result) == 10.125
    for gone in stamps:
        lost = item_result({**raw, **stamps, gone: None}, Timings())
        assert (lost.queue_seconds is None) is (gone != "completed_at")
        assert (lost.run_seconds is None) is (gone != "created_at")
    mixed = {**raw, **stamps, "started_at": "2026-01-02T03:04:07Z"}
    assert item_result(mixed, Timings()).run_seconds is None  # with a zone and without: not to be compared


# -- budgets -----------------------------------------------------------------------------------------

PLACE = ("fox", "6.14.2", "cpu")


def spending(folder: Path, *, update: bool = False) -> Spending:
    return Spending(Baselines(folder / "fox.baseline.json"), PLACE, update=update)


def spent(found: Spending) -> list[tuple[str, str, str]]:
    return [(c.name, c.status, c.message) for c in found.checks]


def test_queue_time_has_a_budget_and_is_measured_without_one(tmp_path: Path) -> None:
    found = spending(tmp_path)
    found.times("warm", Times(queue=0.25), [RUN], request_of({}))
    assert spent(found) == [("time.warm.queue", "passed", "")]
    queue = next(m for m in found.measurements if m.name == "time.warm.queue")
    assert queue == Measurement("time.warm.queue", "s", 0.25, (0.25,), "the server's clock", 0.25)
    found = spending(tmp_path)
    found.times("warm", Times(queue="240 ms"), [RUN], request_of({}))
    said = "0.25 s is over the budget of 0.24 s; measured by the server's clock"
    assert spent(found) == [("time.warm.queue", "failed", said)]
    found = spending(tmp_path)
    found.times("run", None, [RUN, RUN], request_of({}))
    assert found.checks == []
    assert [(m.name, m.value, m.how, m.limit) for m in found.measurements] == [
        ("time.run.total", 5.0, "the server's clock, median of 2 runs", None),
        ("time.run.queue", 0.25, "the server's clock, median of 2 runs", None),
    ]


def test_budgets_of_nodes_and_types(tmp_path: Path) -> None:
    found = spending(tmp_path)
    budgets = Times(node={"a": 1.25, "b": 0.5, "z": 1}, type={"noise": 1, "vae": 1})
    found.times("warm", budgets, [RUN], request_of({"a": "noise", "b": "l2i"}))
    assert [(name, status) for name, status, _ in spent(found)] == [
        ("time.warm.node.a", "passed"),
        ("time.warm.node.b", "failed"),
        ("time.warm.node.z", "error"),
        ("time.warm.type.noise", "failed"),
        ("time.warm.type.vae", "error"),
    ]
    assert spent(found)[-1][2] == "cannot be measured: it did not run"
    assert found.measurements[2].how == "arrival of the server's events"


def test_nothing_that_was_run_is_an_error_only_where_there_is_a_budget(tmp_path: Path) -> None:
    found = spending(tmp_path)
    found.times("warm", Times(total=1), [], request_of({}))
    assert spent(found) == [("time.warm.total", "error", "cannot be measured: nothing was run for it")]
    found.memory("memory.ram", Times(total=1).total, [])
    assert spent(found)[-1][2] == "cannot be measured: nothing was run for it"
    found = spending(tmp_path)
    found.memory("memory.ram", None, [])
    found.memory("memory.ram", None, [Peak(None, "why")])
    assert found.checks == found.measurements == []


def test_of_memory_the_largest_counts_and_one_that_is_unknown_spoils_it(tmp_path: Path) -> None:
    budget = Times(total=2.0).total
    found = spending(tmp_path)
    found.memory("memory.ram", budget, [Peak(1, "how"), Peak(2, "how"), Peak(1, "how")])
    assert found.measurements == [Measurement("memory.ram", "B", 2.0, (1.0, 2.0, 1.0), "how", 2.0)]
    assert spent(found) == [("memory.ram", "passed", "")]
    found.memory("memory.ram", budget, [Peak(1, "how"), Peak(None, "it ended")])
    assert spent(found)[-1] == ("memory.ram", "error", "cannot be measured: it ended")


def timed(*seconds: float) -> list[RunResult]:
    return [RunResult("b", [item(run_seconds=s)]) for s in seconds]


def test_a_relative_budget_keeps_to_the_stored_noise(tmp_path: Path) -> None:
    budgets = Times(total="+50%")
    store = spending(tmp_path, update=True)
    store.times("warm", budgets, timed(2.0, 2.0, 2.0), request_of({}))
    assert store.stored
    assert spent(store) == [("time.warm.total", "passed", "")]
    store._baselines.save()

    def now(*seconds: float) -> Spending:
        found = spending(tmp_path)
        found.times("warm", budgets, timed(*seconds), request_of({}))
        assert not found.stored
        assert found.measurements[0].limit == 3.0  # half more than what is stored, whatever comes now
        return found

    assert spent(now(2.5, 2.75, 3.5)) == [("time.warm.total", "passed", "")]
    assert spent(now(2.5, 3.25, 3.5))[0][1] == "failed"
    assert spent(now(1.0, 2.0, 5.0)) == [
        (
            "time.warm.total",
            "error",
            "too noisy to judge: 3 repeats from 1 s to 5 s scatter by 2 s, and 1 s is the most; "
            "repeat it while the machine is quiet",
        )
    ]
    assert spent(now(3.25, 9.0, 20.0))[0][1] == "failed"  # noisy, and even the fastest is too slow
    stored = json.loads((tmp_path / "fox.baseline.json").read_text())
    assert stored == {
        "schema": 1,
        "cases": {"fox": {"6.14.2 cpu": {"time.warm.total": {"median": 2.0, "band": 0.0, "repeats": 3}}}},
    }
    assert (tmp_path / "fox.baseline.json").stat().st_mode & 0o777 == 0o644
    assert [p.name for p in tmp_path.iterdir()] == ["fox.baseline.json"]


def test_baselines_of_other_places_are_named(tmp_path: Path) -> None:
    baselines = Baselines(tmp_path / "b.json")
    assert baselines.known("fox") == []
    baselines.store("fox", "6.14.2", "cuda", "time", Stored.of([1.0]))
    baselines.store("fox", "5.15.0", "cpu", "time", Stored.of([1.0, 2.0]))
    assert baselines.known("fox") == ["5.15.0 cpu", "6.14.2 cuda"]
    assert baselines.find("fox", "5.15.0", "cpu", "time") == (1.5, pytest.approx(2.2239), 2)
    assert baselines.find("fox", "5.15.0", "cuda", "time") is None
    assert baselines.find("fox", "5.15.0", "cpu", "other") is None
    (tmp_path / "b.json").write_text(
        '{"schema": 1, "cases": {"fox": {"6 cpu": {"t": {"median": "x"}}, "y": 1}}}'
    )
    odd = Baselines(tmp_path / "b.json")
    assert odd.find("fox", "6", "cpu", "t") is None
    assert odd.find("fox", "y", "", "t") is None


@pytest.mark.parametrize(
    "figures", ['"nan", "band": 0', '1, "band": "nan"', '"inf", "band": 0', '1, "band": -1']
)
def test_a_baseline_that_no_run_can_exceed_is_none(tmp_path: Path, figures: str) -> None:
    stored = f'{{"fox": {{"6 cpu": {{"t": {{"median": {figures}, "repeats": 3}}}}}}}}'
    (tmp_path / "b.json").write_text(f'{{"schema": 1, "cases": {stored}}}')
    assert Baselines(tmp_path / "b.json").find("fox", "6", "cpu", "t") is None


# -- verdicts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        ([], "error"),
        (["passed"], "passed"),
        (["skipped"], "skipped"),
        (["passed", "skipped"], "passed"),
        (["passed", "failed"], "failed"),
        (["failed", "error"], "error"),
        (["skipped", "failed"], "failed"),
    ],
)
def test_a_verdict_is_the_worst_of_its_checks(statuses: list[Any], wanted: str) -> None:
    verdict = CaseVerdict("fox", "f", 1, "w", checks=[Check(f"c{i}", s) for i, s in enumerate(statuses)])
    assert verdict.status == wanted
    assert verdict.ok is (wanted in ("passed", "skipped"))


def test_a_verdict_to_read() -> None:
    checks = [
        Check("a", "passed"),
        Check("b", "failed", "wrong", (Path("x.png"),)),
        Check("c", "skipped", "not here"),
        Check("d", "error", "broken"),
    ]
    figures = [
        Measurement("time", "s", 2.0, (1.0, 2.0, 3.0), "clock", 4.0),
        Measurement("ram", "B", 2.0**30, (2.0**30,), "looking"),
    ]
    verdict = CaseVerdict(
        "fox",
        "f",
        1,
        "w",
        "http://s",
        "6.14.2",
        "cpu",
        1.25,
        checks=checks,
        measurements=figures,
        notes=["n"],
    )
    assert verdict.reason == "b: wrong\nd: broken"
    assert verdict.lines() == [
        "ERROR fox (InvokeAI 6.14.2 on cpu; 1 of 4 checks, 1.2 s)",
        "  FAILED b: wrong",
        "    see x.png",
        "  ERROR d: broken",
        "  note: n",
        "  time: 2 s (1 s to 3 s, 3 runs) of 4 s [clock]",
        "  ram: 1 GiB [looking]",
    ]
    assert verdict.lines(measurements=False)[-1] == "  note: n"
    skipped = CaseVerdict("fox", "f", 1, "w", "http://s", checks=[checks[2]])
    assert skipped.lines() == ["skipped fox: c: not here"]
    verdict.release = ""
    assert verdict.lines()[0].startswith("ERROR fox (http://s; ")
    assert verdict.properties() == [
        ("invokeai.device", "cpu"),
        ("wflint.time", "2"),
        ("wflint.time.limit", "4"),
        ("wflint.time.how", "clock"),
        ("wflint.ram", str(2**30)),
        ("wflint.ram.how", "looking"),
    ]
    assert [m["limit"] for m in verdict.as_json()["measurements"]] == [4.0, None]
    assert verdict.as_json()["checks"][1]["files"] == ["x.png"]
    assert verdict.as_json()["seconds"] == 1.25


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        (0.12345, "s", "0.123 s"),
        (99.9, "s", "99.9 s"),
        (100.4, "s", "100 s"),
        (1023, "B", "1023 B"),
        (1024, "B", "1 KiB"),
        (1.5 * 2**20, "B", "1.5 MiB"),
        (999 * 2**20, "B", "999 MiB"),
        (1001 * 2**20, "B", "1001 MiB"),
        (2.0**30, "B", "1 GiB"),
        (2.0**41, "B", "2048 GiB"),
    ],
)
def test_figures_to_read(value: float, unit: str, wanted: str) -> None:
    assert quantity(value, unit) == wanted


# -- the machine -------------------------------------------------------------------------------------


class Card:
    """NVML with devices and processes as they are said."""

    NVMLError = RuntimeError

    def __init__(self, *devices: dict[int, int | None], fails: str = "") -> None:
        self.devices, self.fails, self.open = devices, fails, False

    def nvmlInit(self) -> None:  # noqa: N802
        if self.fails:
            raise RuntimeError(self.fails)
        self.open = True

    def nvmlShutdown(self) -> None:  # noqa: N802
        self.open = False

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        return len(self.devices)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:  # noqa: N802
        return index

    def nvmlDeviceGetMemoryInfo(self, device: int) -> Any:  # noqa: N802
        return types.SimpleNamespace(used=sum(used or 0 for used in self.devices[device].values()))

    def nvmlDeviceGetComputeRunningProcesses(self, device: int) -> list[Any]:  # noqa: N802
        found = self.devices[device].items()
        return [types.SimpleNamespace(pid=pid, usedGpuMemory=used) for pid, used in found]


def test_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card({1: 10, 2: 20}, {2: 5, 3: None})
    monkeypatch.setitem(sys.modules, "pynvml", card)  # type: ignore[arg-type]
    found, why = gpu.open_gpus()
    assert found is not None
    assert why == ""
    assert (found.count, found.used()) == (2, 35)
    assert [found.used_by(pid) for pid in (1, 2, 3, 4)] == [10, 25, None, None]
    found.close()
    assert not card.open


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (Card(), "NVML finds no NVIDIA device"),
        (Card(fails="no driver"), "NVML does not work here: no driver"),
    ],
)
def test_no_cards(card: Card, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", card)  # type: ignore[arg-type]
    assert gpu.open_gpus() == (None, why)


def watched(host: Host, looks: list[Any], monkeypatch: pytest.MonkeyPatch) -> MemoryWatch:
    """A watch that looked as often as there are things to see, in this thread: resident bytes each time."""
    import psutil

    seen = iter(looks)
    monkeypatch.setattr(memory, "_own_memory_of_children", lambda _process: 0)

    class Process:
        def __init__(self, _pid: int) -> None:
            pass

        def memory_info(self) -> Any:
            value = next(seen, None)
            if value is None:
                raise psutil.NoSuchProcess(1)
            return types.SimpleNamespace(rss=value)

    monkeypatch.setattr(psutil, "Process", Process)
    monkeypatch.setattr(memory, "INTERVAL", 0)
    watch = MemoryWatch(host)
    watch._watch(watch._look())
    return watch


def test_the_most_of_what_was_seen_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = watched(Host("cpu", pid=7), [10, 30, 20], monkeypatch)
    assert watch.ram_peak == Peak(30, "resident memory of process 7 and its children, every 50 ms")
    assert watched(Host("cpu", pid=7), [], monkeypatch).ram_peak == Peak(None, "the server's process ended")


def test_the_growth_of_a_device_counts_until_the_process_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card({1: 100})
    monkeypatch.setitem(sys.modules, "pynvml", card)  # type: ignore[arg-type]
    watch = MemoryWatch(Host("cuda", pid=7))
    watch._gpus, _ = gpu.open_gpus()
    watch._before = 100
    for used in (150, 130):
        card.devices = ({1: used},)
        watch._look_at_gpus()
    assert watch.vram_growth == Peak(
        50, "NVML, growth of the whole device (it shows no processes here), every 50 ms"
    )
    assert watch.vram_peak == Peak(
        150, "NVML, all that is used of the device (it shows no processes here), every 50 ms"
    )
    card.devices = ({1: 900, 7: 60},)
    watch._look_at_gpus()
    card.devices = ({1: 900},)  # gone again: others' memory is not taken for its own
    watch._look_at_gpus()
    assert watch.vram_peak == Peak(60, "NVML, process 7, every 50 ms")
    watch._first_vram = 20
    assert watch.vram_growth == Peak(40, "NVML, growth of process 7, every 50 ms")


def test_a_watch_ends_its_thread_and_gives_the_library_back(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card({os.getpid(): 5})
    monkeypatch.setitem(sys.modules, "pynvml", card)  # type: ignore[arg-type]
    with MemoryWatch(Host("cuda", pid=os.getpid())) as watch:
        assert card.open
        assert watch._thread is not None
    assert not card.open
    assert not watch._thread.is_alive()
    assert (watch.vram_peak.value, watch.vram_growth.value) == (5, 0)
    with MemoryWatch(Host("cpu", pid=os.getpid())) as cpu:
        assert not card.open  # nobody looks at graphics cards for it
    assert (
        cpu.vram_peak
        == cpu.vram_growth
        == Peak(None, "the server computes on the CPU and uses no video memory")
    )
    with MemoryWatch(Host("cuda")) as elsewhere:
        assert elsewhere._thread is None
    assert elsewhere.vram_peak == elsewhere.vram_growth == Peak(None, "the server runs on another machine")


class Listening:
    """Who listens on this machine."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import psutil

        def connection(status: str, port: int, pid: int) -> Any:
            return types.SimpleNamespace(status=status, laddr=types.SimpleNamespace(port=port), pid=pid)

        found = [
            types.SimpleNamespace(status=psutil.CONN_LISTEN, laddr=(), pid=0),
            connection(psutil.CONN_ESTABLISHED, 9090, 1),
            connection(psutil.CONN_LISTEN, 9090, 2),
            connection(psutil.CONN_LISTEN, 80, 3),
            connection(psutil.CONN_LISTEN, 443, 4),
        ]
        monkeypatch.setattr(psutil, "net_connections", lambda _kind: found)


def test_the_process_that_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    Listening(monkeypatch)
    wanted = {
        "http://127.0.0.1:9090": 2,
        "http://localhost": 3,
        "https://localhost/base": 4,
        "http://127.0.0.1:9091": None,
        "http://gpu:9090": None,
    }
    assert {url: listening_pid(url) for url in wanted} == wanted


def test_a_server_that_was_left_running_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Listening(monkeypatch)
    left = types.SimpleNamespace(
        preset="", url="http://127.0.0.1:9090/", pid=77, log=str(tmp_path / "log"), device="cuda:1"
    )
    monkeypatch.setattr("wflint.live.serve.detached.detached_servers", lambda: [left])
    client: Any = types.SimpleNamespace(session=types.SimpleNamespace(url="http://127.0.0.1:9090"))
    assert describe_host(client) == Host("cuda", pid=77, log=tmp_path / "log")
    assert describe_host(client, device="mps", log=tmp_path / "mine") == Host(
        "mps", pid=77, log=tmp_path / "mine"
    )
    left.pid = 0  # not known: then whoever listens
    assert describe_host(client).pid == 2
    managed: Any = types.SimpleNamespace(preset=None, device="NVIDIA H200", pid=5, log_path=tmp_path / "own")
    assert describe_host(client, managed) == Host("cuda", pid=5, log=tmp_path / "own")
    assert describe_host(client, managed, device="cpu", log=tmp_path / "mine") == Host(
        "cpu", pid=5, log=tmp_path / "mine"
    )


def test_the_part_of_a_log_that_a_run_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("wflint.live.measure.log.time.sleep", pauses.append)
    log = tmp_path / "log"
    log.write_text("old\n")
    mark = LogMark(log)
    assert mark.since() == []
    with log.open("a") as file:
        file.write("new\nnewer\n")
    assert mark.since() == ["new", "newer"]
    log.write_text("x\n")  # rotated: all of it is new
    assert mark.since() == ["x"]
    assert pauses == [0.2] * 3
