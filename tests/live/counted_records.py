"""What report and history cost in a run, counted in that run: time of a CPU in their code alone.

Not by a clock: a busy machine makes that longer, and two runs, one with and one without, differ by more.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wflint.live.cases.runner import CaseRunner
from wflint.live.report.records import RunRecords

if TYPE_CHECKING:
    from collections.abc import Iterator


class CpuCounter:
    """Seconds of a CPU that this thread spent within."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def counting(self) -> Iterator[None]:
        begun = time.thread_time()
        try:
            yield
        finally:
            self.seconds += time.thread_time() - begun


class CountedRecords(RunRecords):
    """Counts what it does from case to case and at the end."""

    def __init__(self, *files: Any) -> None:
        super().__init__(*files)
        self.counter = CpuCounter()

    def seen(self, *given: Any) -> None:
        with self.counter.counting():
            super().seen(*given)

    def add(self, *given: Any) -> None:
        with self.counter.counting():
            super().add(*given)

    def write(self, server: str) -> list[str]:
        with self.counter.counting():
            return super().write(server)


class CountedRunner(CaseRunner):
    """Counts what it gathers for those who look."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.counter = CpuCounter()

    def _gather(self, *given: Any) -> None:
        with self.counter.counting():
            super()._gather(*given)
