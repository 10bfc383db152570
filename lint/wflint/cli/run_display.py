"""Showing how runs go: a bar for each node on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wflint.cli.output import draw, write
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

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

    def __call__(self, progress: Progress) -> None:
        if self._quiet:
            return
        if progress.what == "item":
            self._item(progress)
        elif self._terminal:
            self._bar(progress)
        elif progress.what in ("complete", "error"):
            took = f" {progress.seconds:.2f} s" if progress.seconds is not None else ""
            failed = " failed" if progress.what == "error" else ""
            self._line(f"{self._name}: {self._node(progress)}{failed}{took}")

    def close(self) -> None:
        """End the line that is being drawn."""
        if self._open:
            draw("", self._stream, erase=True)
            self._open = False

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
        draw(one_line(f"  [{bar}] {self._node(progress)}{message}")[:_LONGEST], self._stream, erase=True)
        self._open = True

    def _node(self, progress: Progress) -> str:
        label = self._labels.get(progress.node)
        return f'{progress.node_type} "{label}"' if label else progress.node_type

    def _line(self, text: str) -> None:
        self.close()
        write([text + "\n"], self._stream)
