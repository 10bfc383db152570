"""The most memory that a server used while something ran: its peak, and how much more than before.

Growth means something when the server was idle and its model cache empty at the start; whoever watches
sees to that.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.live.measure.allocator import keeps_freed_memory
from wflint.live.measure.gpu import Gpus, open_gpus

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from wflint.live.measure.host import Host

INTERVAL = 0.05  # seconds; shorter allocations can be missed, except where the kernel keeps the peak
_CHILDREN_EVERY = 20  # looks; child processes are looked for that often, since it takes milliseconds
_STEADY = 2**18  # bytes that an idle server may grow or shrink between two looks
_STEADY_SECONDS = 1.0
_POINTS = 1000


class Peak(NamedTuple):
    """An amount of memory in bytes, or None and why it could not be measured. ``how`` it was measured.
    ``at_least`` is what is known of it where it could not be measured."""

    value: int | None
    how: str
    at_least: int | None = None


class MemoryWatch:
    """Watches a server's process, as a context manager; its properties are there afterwards.

    RAM is the resident memory of the process and what its children have for themselves. Where the kernel
    keeps the most that a process had (Linux, a server of the same user), that is asked too, so that no
    moment is missed. Video memory is what NVML says of the process (the driver's count, torch's cache
    included); in a container, where NVML shows no processes, what is used of the whole device.
    """

    def __init__(self, host: Host) -> None:
        self._pid = host.pid
        self._device = host.device
        self._first_ram: int | None = None
        self._most_ram = 0
        self._children = 0
        self._looks = 0
        self._curve: list[tuple[float, int]] = []
        self._every = 1  # looks between two points of the curve
        self._keeps_peak = False
        self._keeps_freed = ""
        self._first_vram = 0
        self._most_vram = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._gpus: Gpus | None = None
        self._no_gpus = ""
        self._before = 0
        self._most_used = 0
        self._seen = False

    def __enter__(self) -> Self:
        if self._pid is None:
            return self
        if self._device != "cpu":
            self._gpus, self._no_gpus = open_gpus()
            if self._gpus is not None:
                self._before = self._most_used = self._gpus.used()
                self._first_vram = self._gpus.used_by(self._pid) or 0
        self._keeps_freed = keeps_freed_memory(self._pid)
        self._keeps_peak = _restart_peak(self._pid)
        # The first look is before anything runs: growth starts there.
        process = self._look()
        self._thread = threading.Thread(
            target=self._watch, args=(process,), name="wflint-memory", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        if self._keeps_peak and self._pid is not None and self._most_ram:
            self._most_ram = max(self._most_ram, _kept_peak(self._pid) + self._children)
        if self._gpus is not None:
            self._gpus.close()

    def _look(self) -> Any:
        """Look once; the process, None when it is gone."""
        import psutil

        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self._pid)
            self._look_at(process)
            return process
        return None

    def _watch(self, process: Any) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):
            while process is not None and not self._stop.wait(INTERVAL):
                self._look_at(process)

    def _look_at(self, process: Any) -> None:
        own = process.memory_info().rss
        if self._looks % _CHILDREN_EVERY == 0:
            self._children = _own_memory_of_children(process)
        self._looks += 1
        found = own + self._children
        self._note(found)
        if self._first_ram is None:
            self._first_ram = found
        self._most_ram = max(self._most_ram, found)
        self._look_at_gpus()

    def _note(self, memory: int) -> None:
        """A point of the curve; when there are many, every other one goes."""
        if self._looks % self._every == 0:
            self._curve.append((time.monotonic(), memory))
        if len(self._curve) > _POINTS:
            self._curve, self._every = self._curve[::2], self._every * 2

    @property
    def curve(self) -> list[tuple[float, int]]:
        """Resident memory in bytes over the seconds of ``time.monotonic``: a thousand points at most."""
        return self._curve

    def _look_at_gpus(self) -> None:
        if self._gpus is None or self._pid is None:
            return
        own = self._gpus.used_by(self._pid)
        if own is not None:
            self._seen = True
            self._most_vram = max(self._most_vram, own)
        elif not self._seen:
            self._most_used = max(self._most_used, self._gpus.used())

    @property
    def ram_peak(self) -> Peak:
        """The most resident memory of the server's process and its children."""
        if self._pid is None:
            return Peak(
                None, "the server's process cannot be seen from here (another machine, or no permission)"
            )
        if not self._most_ram:
            return Peak(None, "the server's process ended")
        return Peak(self._most_ram, f"resident memory of process {self._pid} and its children{self._often}")

    @property
    def ram_growth(self) -> Peak:
        """How much more that was than at the start."""
        peak = self.ram_peak
        if peak.value is None or self._first_ram is None:
            return peak
        if self._keeps_freed:
            return Peak(None, self._keeps_freed)
        return Peak(max(peak.value - self._first_ram, 0), f"growth of {peak.how}")

    @property
    def vram_peak(self) -> Peak:
        """The most video memory of the process; where NVML shows none, of the whole device."""
        why = self._unseen_gpu()
        if why:
            return Peak(None, why)
        if self._seen:
            return Peak(self._most_vram, f"NVML, process {self._pid}, {_EVERY}")
        return Peak(
            self._most_used, f"NVML, all that is used of the device (it shows no processes here), {_EVERY}"
        )

    @property
    def vram_growth(self) -> Peak:
        """How much more video memory that was than at the start."""
        why = self._unseen_gpu()
        if why:
            return Peak(None, why)
        if self._seen:
            grown = max(self._most_vram - self._first_vram, 0)
            return Peak(grown, f"NVML, growth of process {self._pid}, {_EVERY}")
        return Peak(
            self._most_used - self._before,
            f"NVML, growth of the whole device (it shows no processes here), {_EVERY}",
        )

    def _unseen_gpu(self) -> str:
        """Why video memory cannot be seen; empty when it can."""
        if self._device == "cpu":
            return "the server computes on the CPU and uses no video memory"
        if self._pid is None:
            return "the server runs on another machine"
        return self._no_gpus if self._gpus is None else ""

    @property
    def _often(self) -> str:
        return ", peak kept by the kernel" if self._keeps_peak else f", {_EVERY}"


def wait_until_steady(host: Host) -> None:
    """Wait, a second at most, until a server's process keeps its size: it tidies up after a run."""
    if host.pid is None:
        return
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(host.pid)
        deadline, before = time.monotonic() + _STEADY_SECONDS, process.memory_info().rss
        while time.monotonic() < deadline:
            time.sleep(INTERVAL)
            now = process.memory_info().rss
            if abs(now - before) < _STEADY:
                return
            before = now


_EVERY = f"every {INTERVAL * 1000:.0f} ms"


def _own_memory_of_children(process: Any) -> int:
    """Bytes that the children of a process do not share: forked ones share most of theirs with it."""
    import psutil

    found = 0
    with contextlib.suppress(psutil.Error):
        for child in process.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                found += int(child.memory_full_info().uss)
    return found


def _restart_peak(pid: int) -> bool:
    """Let the kernel count the most resident memory of a process anew; whether it does."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")  # proc(5): resets VmHWM, and nothing else
        file.flush()
        return True
    return False


def _kept_peak(pid: int) -> int:
    """The most resident memory of a process in bytes since then; 0 when it is gone."""
    with contextlib.suppress(OSError, ValueError), open(f"/proc/{pid}/status", encoding="utf-8") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name == "VmHWM":
                return int(value.split()[0]) * 1024
    return 0
