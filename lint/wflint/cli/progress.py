"""A line that counts files, on a terminal and only when a run takes long."""

from __future__ import annotations

import sys
import time

from wflint.cli.output import draw

_PATIENCE = 1.0  # seconds before anything is shown
_EVERY = 0.1  # seconds between updates


class ProgressLine:
    """Call it with the number of files done and of all; ``close`` wipes the line. ``doing`` stands before."""

    def __init__(self, doing: str = "checking") -> None:
        self._doing = doing
        self._next = time.monotonic() + _PATIENCE
        self._width = 0  # of what is shown

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            text = f"{self._doing} {done}/{total} "
            self._width = len(text)
            draw(text, sys.stderr)

    def close(self) -> None:
        """Leave no trace; by blanks, which every terminal understands."""
        if self._width:
            draw(" " * self._width, sys.stderr)
            draw("", sys.stderr)
