"""Budgets of time and memory, and the log: measured or an error, never a pass for want of a figure."""

from __future__ import annotations

import json
import os
import random
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.library import copy_of
from tests.live.stand_in import StandIn
from tests.live.test_cases_run import run, says
from wflint.live.cases.budgets import SECONDS, parse_budget
from wflint.live.cases.verdict import _rounded
from wflint.live.measure.host import Host, describe_host, listening_pid, plain_device
from wflint.live.measure.memory import MemoryWatch
from wflint.live.measure.statistics import noise_band

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def text_to_image(tmp_path: Path) -> Path:
    return copy_of("sd15_text_to_image", tmp_path)


BASE: dict[str, Any] = {"golden": None, "time": {"warm": None}}


def timed(seconds: list[float]) -> StandIn:
    server = StandIn()
    server.run_seconds = lambda number: seconds[(number - 1) % len(seconds)]
    return server


def test_the_median_of_the_warm_repeats_counts(text_to_image: Path) -> None:
    table = {**BASE, "repeats": 3, "time": {"warm": {"total": 2.0}}}
    verdict = run(text_to_image, table, timed([9.0, 1.0, 8.0, 1.5]))  # 9 is the run that warms up
    assert verdict.status == "passed", verdict.lines()
    total = next(m for m in verdict.measurements if m.name == "time.warm.total")
    assert (total.value, total.values, total.limit) == (1.5, (1.0, 8.0, 1.5), 2.0)
    verdict = run(text_to_image, table, timed([0.1, 3.0, 2.5, 1.0]))
    assert says(verdict, "time.warm.total") == (
        "2.5 s is over the budget of 2 s; measured by the server's clock, median of 3 runs"
    )


def test_cold_and_warm_are_told_apart(text_to_image: Path) -> None:
    table = {**BASE, "repeats": 2, "time": {"cold_repeats": 2, "cold": {"total": 10}, "warm": {"total": 2}}}
    server = timed([9.0, 8.0, 1.0, 1.0])
    verdict = run(text_to_image, table, server)
    assert verdict.status == "passed", verdict.lines()
    assert server.calls == ["/api/v2/models/empty_model_cache"] * 2
    values = {m.name: m.values for m in verdict.measurements if m.name.endswith("total")}
    assert values == {"time.cold.total": (9.0, 8.0), "time.warm.total": (1.0, 1.0)}
    only_cold = {**BASE, "time": {"cold": {"total": 5}}}
    assert "9 s is over the budget of 5 s" in run(text_to_image, only_cold, timed([9.0])).reason


def test_nodes_and_types_have_budgets(text_to_image: Path) -> None:
    table = {**BASE, "time": {"warm": {"node": {"Denoise": 0.4}, "type": {"l2i": "600 ms", "compel": 0.9}}}}
    verdict = run(text_to_image, table)
    assert says(verdict, "time.warm.node.Denoise").startswith("0.5 s is over the budget of 0.4 s")
    assert says(verdict, "time.warm.type.compel").startswith("1 s is over")  # two nodes of half a second
    assert {c.name for c in verdict.checks if c.status == "passed"} >= {"time.warm.type.l2i"}


def test_what_cannot_be_timed_is_an_error(text_to_image: Path) -> None:
    server = StandIn()
    server.node_seconds = None
    server.run_seconds = lambda _number: None  # type: ignore[assignment, return-value]
    table = {
        **BASE,
        "time": {"warm": {"total": 5, "node": {"Denoise": 9, "Denoize": 9}, "type": {"lora_loader": 9}}},
    }
    verdict = run(text_to_image, table, server)
    assert verdict.status == "error"
    assert says(verdict, "time.warm.total") == "cannot be measured: the server gave no times of the run"
    assert "no events came for it" in says(verdict, "time.warm.node.Denoise")
    assert 'did you mean "Denoise"' in says(verdict, "time.warm.node.Denoize")
    assert says(verdict, "time.warm.type.lora_loader") == "cannot be measured: it did not run"


RELATIVE = {**BASE, "repeats": 5, "time": {"warm": {"total": "+20%"}}}


def test_a_relative_budget_needs_its_baseline(text_to_image: Path) -> None:
    server = timed([1.0, 1.0, 1.1, 0.9, 1.0, 1.0])
    verdict = run(text_to_image, RELATIVE, server)
    assert verdict.status == "error"
    assert says(verdict, "time.warm.total") == (
        "there is no baseline for InvokeAI 6.14.2 on cpu; make it with --update-baselines"
    )
    assert run(text_to_image, RELATIVE, server, update_baselines=True).status == "passed"
    stored = json.loads((text_to_image.parent / "sd15_text_to_image.baseline.json").read_text())
    assert stored["cases"]["sd15_text_to_image"]["6.14.2 cpu"]["time.warm.total"]["median"] == 1.0
    assert run(text_to_image, RELATIVE, timed([1.15])).status == "passed"
    verdict = run(text_to_image, RELATIVE, timed([1.5]))
    assert "over the budget of 1.3 s (the baseline +20%, and its noise)" in says(verdict, "time.warm.total")
    gpu = run(text_to_image, RELATIVE, timed([1.0]), Host("cuda"))
    assert "no baseline for InvokeAI 6.14.2 on cuda; there are some for 6.14.2 cpu" in gpu.reason


def test_the_noise_of_a_machine_is_no_regression_and_a_regression_is_no_noise(text_to_image: Path) -> None:
    rng = random.Random(4)

    def repeats(middle: float) -> StandIn:
        return timed([max(0.1, rng.gauss(middle, 0.15)) for _ in range(6)])

    assert run(text_to_image, RELATIVE, repeats(2.0), update_baselines=True).ok
    assert [run(text_to_image, RELATIVE, repeats(2.0)).status for _ in range(20)] == ["passed"] * 20
    assert [run(text_to_image, RELATIVE, repeats(4.0)).status for _ in range(5)] == ["failed"] * 5


def test_a_broken_baseline_is_an_error(text_to_image: Path) -> None:
    file = text_to_image.parent / "sd15_text_to_image.baseline.json"
    for text in ("{", "[]", '{"schema": 9, "cases": {}}', '{"schema": 1, "cases": []}'):
        file.write_text(text)
        verdict = run(text_to_image, RELATIVE)
        assert verdict.status == "error"
        assert "is not a file of baselines" in verdict.reason


def test_noise_bands() -> None:
    assert noise_band([1.0]) == 0
    assert noise_band([1.0, 1.0, 1.4]) == pytest.approx(0.2)  # the deviation is blind here, the range is not
    assert noise_band([1.0, 1.1, 0.9, 1.0, 1.05, 9.0]) < 5  # half the range, moved by the outlier
    assert noise_band([0.9, 1.0, 1.1]) == pytest.approx(3 * 1.4826 * 0.1)


# -- memory ----------------------------------------------------------------------------------------


def test_the_memory_of_the_server_s_process(text_to_image: Path) -> None:
    host = Host("cpu", pid=os.getpid())
    verdict = run(text_to_image, {**BASE, "memory": {"ram_peak": "16 GiB"}}, host=host)
    assert verdict.status == "passed", verdict.lines()
    ram = next(m for m in verdict.measurements if m.name == "memory.ram_peak")
    assert 10 * 2**20 < ram.value < 2**34
    verdict = run(text_to_image, {**BASE, "memory": {"ram_peak": "1 MiB"}}, host=host)
    assert "is over the budget of 1 MiB; measured by resident memory of process" in says(
        verdict, "memory.ram_peak"
    )


@pytest.mark.parametrize(
    ("host", "budget", "reason"),
    [
        (
            Host("cpu", pid=os.getpid()),
            "vram_peak",
            "the server computes on the CPU and uses no video memory",
        ),
        (Host("cuda"), "vram_peak", "the server runs on another machine"),
        (Host("cuda"), "ram_peak", "the server's process cannot be seen from here"),
        (Host("cuda", pid=2**22 + 5), "ram_peak", "the server's process ended"),
    ],
)
def test_memory_that_cannot_be_measured_is_an_error(
    text_to_image: Path, host: Host, budget: str, reason: str
) -> None:
    verdict = run(text_to_image, {**BASE, "memory": {budget: "80 GiB"}}, host=host)
    assert verdict.status == "error"
    assert f"cannot be measured: {reason}" in says(verdict, f"memory.{budget}")


def test_of_a_gpu_that_is_not_here_the_models_alone_are_known(text_to_image: Path) -> None:
    """More than the budget is a failure; less is no pass, as a run needs memory besides its models."""
    server = StandIn()
    server.stats = {"high_watermark": 3 * 2**30}
    verdict = run(text_to_image, {**BASE, "memory": {"vram_peak": "2 GiB"}}, server, Host("cuda"))
    assert verdict.status == "failed"
    assert says(verdict, "memory.vram_peak") == "the models alone take 3 GiB, over the budget of 2 GiB"
    verdict = run(text_to_image, {**BASE, "memory": {"vram_peak": "4 GiB"}}, server, Host("cuda"))
    assert verdict.status == "error"
    assert says(verdict, "memory.vram_peak") == (
        "cannot be measured: the server runs on another machine; the models alone take 3 GiB"
    )


def test_the_server_s_cache_is_asked_for_a_budget_only(text_to_image: Path) -> None:
    """Of models alone: nothing to show as a case's memory unless the case asks for it."""
    server = StandIn()
    server.stats = {"high_watermark": 3 * 2**30}
    verdict = run(text_to_image, BASE, server, Host("cuda"))
    assert verdict.status == "passed", verdict.lines()
    assert [m.name for m in verdict.measurements if m.name.startswith("memory.vram")] == []


class _Nvml(types.ModuleType):
    """Says of this process that it uses more each time it is asked."""

    NVMLError = RuntimeError

    def __init__(self, *, shows_processes: bool) -> None:
        super().__init__("pynvml")
        self.shows_processes = shows_processes
        self.asked = 0
        self.shut = 0

    def nvmlInit(self) -> None:  # noqa: N802
        pass

    def nvmlShutdown(self) -> None:  # noqa: N802
        self.shut += 1

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        return 2

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:  # noqa: N802
        return index

    def nvmlDeviceGetMemoryInfo(self, _device: int) -> Any:  # noqa: N802
        self.asked += 1
        return types.SimpleNamespace(used=(5 if self.asked > 2 else 4) * 2**30)

    def nvmlDeviceGetComputeRunningProcesses(self, device: int) -> list[Any]:  # noqa: N802
        if not self.shows_processes:
            return []
        others = [types.SimpleNamespace(pid=1, usedGpuMemory=2**40)]
        return [*others, types.SimpleNamespace(pid=os.getpid(), usedGpuMemory=(device + 1) * 2**30)]


@pytest.mark.parametrize(("shows", "grown", "most"), [(True, 0, 3 * 2**30), (False, 2 * 2**30, 10 * 2**30)])
def test_nvml(monkeypatch: pytest.MonkeyPatch, shows: bool, grown: int, most: int) -> None:
    nvml = _Nvml(shows_processes=shows)
    monkeypatch.setitem(sys.modules, "pynvml", nvml)
    with MemoryWatch(Host("cuda", pid=os.getpid())) as watch:
        pass
    assert (watch.vram_growth.value, watch.vram_peak.value) == (grown, most)
    assert ("it shows no processes here" in watch.vram_peak.how) is not shows
    assert nvml.shut == 1


def test_no_nvml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", None)
    with MemoryWatch(Host("cuda", pid=os.getpid())) as watch:
        pass
    assert watch.vram_peak.value is None
    assert watch.vram_peak.how == "pynvml is not installed (pip install nvidia-ml-py)"


# -- the host and the log --------------------------------------------------------------------------


def test_devices() -> None:
    names = {
        "cuda:1": "cuda",
        "CPU": "cpu",
        "mps": "mps",
        "auto": None,
        "": None,
        "NVIDIA H200": "cuda",
        None: None,
    }
    assert {text: plain_device(text) for text in names} == names


def test_who_listens() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert listening_pid(f"http://127.0.0.1:{port}") == os.getpid()
        assert listening_pid(f"http://gpu.example:{port}") is None


def test_a_server_elsewhere_is_described_by_its_answers() -> None:
    server = StandIn()
    server.session.get = lambda _path: {"config": {"device": "cuda:0"}}
    assert describe_host(server) == Host("cuda")  # type: ignore[arg-type]
    server.session.get = lambda _path: {"config": {"device": "auto"}}
    assert describe_host(server) == Host("unknown")  # type: ignore[arg-type]
    assert describe_host(server, device="mps") == Host("mps")  # type: ignore[arg-type]


def test_patterns_in_the_log_fail_a_case_although_a_picture_came(text_to_image: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("OutOfMemoryError of yesterday\ninvalid value encountered in cast\n")
    server = StandIn()

    def write(line: str) -> None:
        server.before_run = lambda _number: log.write_text(log.read_text() + line + "\n") and None

    host = Host("cpu", log=log)
    table = {**BASE, "log": {"fail": ["OutOfMemory"]}}
    assert run(text_to_image, table, server, host).status == "passed"
    write("torch.OutOfMemoryError: falling back to tiles")
    assert says(run(text_to_image, table, server, host), "log") == (
        "the server logged: torch.OutOfMemoryError: falling back to tiles"
    )
    write("RuntimeWarning: invalid value encountered in cast")
    assert "invalid value" in says(run(text_to_image, BASE, server, host), "log")
    assert run(text_to_image, {**BASE, "log": {"ignore": ["invalid value"]}}, server, host).status == "passed"
    assert "nothing that the server logged matches" in says(
        run(text_to_image, {**BASE, "log": {"need": ["xformers"], "ignore": ["invalid"]}}, server, host),
        "log",
    )


def test_a_log_that_is_not_here_cannot_be_checked(text_to_image: Path) -> None:
    verdict = run(text_to_image, {**BASE, "log": {"fail": ["x"]}})
    assert verdict.status == "error"
    assert "cannot be checked: the server's log is not here" in verdict.reason
    assert run(text_to_image, BASE).status == "passed"


def test_a_verdict_for_machines_and_for_junit(text_to_image: Path) -> None:
    verdict = run(
        text_to_image, {**BASE, "time": {"warm": {"total": 0.5}}}, host=Host("cpu", pid=os.getpid())
    )
    data = json.loads(json.dumps(verdict.as_json()))
    assert data["status"] == "failed"
    assert data["release"] == "6.14.2"
    total = next(m for m in data["measurements"] if m["name"] == "time.warm.total")
    assert total == {
        "name": "time.warm.total", "unit": "s", "value": 1.0, "values": [1.0], "limit": 0.5,
        "how": "the server's clock",
    }  # fmt: skip
    properties = dict(verdict.properties())
    assert properties["wflint.time.warm.total"] == "1"
    assert properties["wflint.time.warm.total.limit"] == "0.5"
    assert int(properties["wflint.memory.ram_peak"]) > 10**7
    assert properties["invokeai.device"] == "cpu"


def test_baselines_hold_a_tenth_of_a_millisecond_and_whole_bytes() -> None:
    assert [_rounded(1.23456789, unit) for unit in ("s", "B")] == [1.2346, 1]


@pytest.mark.parametrize("budget", [2.5, "800 ms", "+20%"])
def test_a_budget_that_was_read_is_one(budget: object) -> None:
    read = parse_budget(budget, SECONDS)
    assert parse_budget(read, SECONDS) is read
