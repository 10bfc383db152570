"""The most memory that a server used while something ran, by looking often."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, NamedTuple

from wflint.live.measure.gpu import Gpus, open_gpus

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from wflint.live.measure.host import Host

INTERVAL = 0.05  # seconds; allocations shorter than that can be missed


class Peak(NamedTuple):
    """The most memory in bytes, or None and why it could not be measured. ``how`` it was measured."""

    value: int | None
    how: str


class MemoryWatch:
    """Watches a server's process, as a context manager; ``ram`` and ``vram`` are there afterwards.

    Video memory is what NVML says of the process (the driver's count, torch's cache included); in a
    container, where NVML shows no processes, how much more of the whole device is used than before.
    """

    def __init__(self, host: Host) -> None:
        self._pid = host.pid
        self._device = host.device
        self._most_ram = 0
        self._most_vram = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._gpus: Gpus | None = None
        self._no_gpus = ""
        self._before: int | None = None
        self._seen = False

    def __enter__(self) -> Self:
        if self._pid is None:
            return self
        if self._device != "cpu":
            self._gpus, self._no_gpus = open_gpus()
            if self._gpus is not None:
                self._before = self._gpus.used()
        self._thread = threading.Thread(target=self._watch, name="wflint-memory", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        if self._gpus is not None:
            self._gpus.close()

    def _watch(self) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self._pid)
            while True:
                self._most_ram = max(self._most_ram, process.memory_info().rss)
                self._look_at_gpus()
                if self._stop.wait(INTERVAL):
                    return

    def _look_at_gpus(self) -> None:
        if self._gpus is None or self._pid is None:
            return
        own = self._gpus.used_by(self._pid)
        if own is not None:
            self._seen = True
            self._most_vram = max(self._most_vram, own)
        elif not self._seen and self._before is not None:
            self._most_vram = max(self._most_vram, self._gpus.used() - self._before)

    @property
    def ram(self) -> Peak:
        """The most resident memory of the server's process."""
        if self._pid is None:
            return Peak(
                None, "the server's process cannot be seen from here (another machine, or no permission)"
            )
        if not self._most_ram:
            return Peak(None, "the server's process ended")
        return Peak(self._most_ram, f"resident memory of process {self._pid}, every {INTERVAL * 1000:.0f} ms")

    @property
    def vram(self) -> Peak:
        """The most video memory."""
        if self._device == "cpu":
            return Peak(None, "the server computes on the CPU and uses no video memory")
        if self._pid is None:
            return Peak(None, "the server runs on another machine")
        if self._gpus is None:
            return Peak(None, self._no_gpus)
        if self._seen:
            return Peak(self._most_vram, f"NVML, process {self._pid}, every {INTERVAL * 1000:.0f} ms")
        return Peak(
            self._most_vram,
            f"NVML, growth of the whole device (it shows no processes here), every {INTERVAL * 1000:.0f} ms",
        )
