"""A line that counts files, on a terminal and only when a run takes long."""

from __future__ import annotations

import sys
import time

_PATIENCE = 1.0  # seconds before anything is shown
_EVERY = 0.1  # seconds between updates


class ProgressLine:
    """Call it with the number of files done and of all; ``close`` wipes the line."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            self._shown = True
            sys.stderr.write(f"\rchecking {done}/{total} ")
            sys.stderr.flush()

    def close(self) -> None:
        """Leave no trace."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
