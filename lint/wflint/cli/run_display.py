"""Showing how runs go: a bar for each node on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from typing import TYPE_CHECKING

from wflint.cli.heartbeat import LOG_SECONDS, Heartbeat, behind
from wflint.cli.output import draw, write
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from wflint.live.client.ahead import Ahead
    from wflint.live.client.batch_run import Progress

_WIDTH = 24
_LONGEST = 114  # columns of a line that is drawn over
_STATUS = {
    "in_progress": "started",
    "completed": "completed",
    "failed": "failed",
    "canceled": "was cancelled",
}


class Display:
    """Takes the progress of one document's run; ``labels`` are the names of its nodes by id."""

    def __init__(self, name: str, labels: Mapping[str, str], *, terminal: bool, quiet: bool) -> None:
        self._name = name
        self._labels = labels
        self._terminal = terminal
        self._quiet = quiet
        self._stream: TextIO = sys.stderr
        self._open = False  # a line without its end is on the terminal
        self._numbers: dict[int, int] = {}
        self._lock = threading.RLock()
        self._heart = Heartbeat(self._beat)
        self._ahead: Ahead | None = None  # while it waits in the queue
        self._begun = self._said = time.monotonic()
        self._doing = "waiting"
        self._closed = False

    def waits(self, ahead: Ahead) -> None:
        """The run is about to be put into the queue."""
        self._ahead = ahead
        if not self._quiet:
            self._heart.start()

    def __call__(self, progress: Progress) -> None:
        if self._quiet:
            return
        with self._lock:
            self._take(progress)

    def _take(self, progress: Progress) -> None:
        if progress.what != "item" or progress.status == "in_progress":
            self._ahead = None
        self._doing = "running" if progress.what == "item" else self._node(progress)
        if progress.what == "item":
            self._item(progress)
        elif self._terminal:
            self._bar(progress)
        elif progress.what in ("complete", "error"):
            took = f" {progress.seconds:.2f} s" if progress.seconds is not None else ""
            failed = " failed" if progress.what == "error" else ""
            self._line(f"{self._name}: {self._node(progress)}{failed}{took}")

    def close(self) -> None:
        """The run is over: end the line that is being drawn."""
        self._heart.stop()
        with self._lock:
            self._closed = True
            self._erase()

    def _erase(self) -> None:
        if self._open:
            draw("", self._stream, erase=True)
            self._open = False

    def _beat(self) -> None:
        """Say what goes on, where nothing else does: while it waits, and in a log now and then."""
        with self._lock:
            ahead, now = self._ahead, time.monotonic()
            if self._terminal and ahead is None:
                return  # the bars tell
            if not self._terminal and now < self._said + LOG_SECONDS:
                return
        number = ahead.ask() if ahead is not None else None
        with self._lock:
            if self._closed or self._ahead is not ahead:
                return
            doing = f"waiting {behind(number)}" if number else self._doing
            said = f"{self._name}: {doing} ({now - self._begun:.0f} s)"
            if self._terminal:
                draw(said[: _longest()], self._stream, erase=True)
                self._open = True
            else:
                self._line(said)

    def _item(self, progress: Progress) -> None:
        number = self._numbers.setdefault(progress.item_id, len(self._numbers) + 1)
        of = f" {number} of {progress.total}" if progress.total > 1 else ""
        said = _STATUS.get(progress.status)
        if said is not None and (of or progress.status != "in_progress" or not self._terminal):
            self._line(f"{self._name}: run{of} {said}")

    def _bar(self, progress: Progress) -> None:
        if progress.what == "complete":
            took = f"{progress.seconds:7.2f} s" if progress.seconds is not None else ""
            self._line(f"  [{'#' * _WIDTH}] {self._node(progress)} {took}")
            return
        if progress.what == "error":
            self._line(f"  [{'!' * _WIDTH}] {self._node(progress)}")
            return
        filled = round((progress.fraction or 0.0) * _WIDTH)
        bar = "#" * filled + "." * (_WIDTH - filled)
        message = f" {progress.message}" if progress.message else ""
        draw(one_line(f"  [{bar}] {self._node(progress)}{message}")[: _longest()], self._stream, erase=True)
        self._open = True

    def _node(self, progress: Progress) -> str:
        label = self._labels.get(progress.node)
        return f'{progress.node_type} "{label}"' if label else progress.node_type

    def _line(self, text: str) -> None:
        self._erase()
        self._said = time.monotonic()
        write([text + "\n"], self._stream)


def _longest() -> int:
    """Columns of a line that is drawn over: one that is broken in two could not be."""
    return min(_LONGEST, shutil.get_terminal_size().columns - 1)
