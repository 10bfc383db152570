"""The part of a server's log that a run wrote."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SETTLE = 0.2  # seconds in which the server writes the rest: it logs after it has told of the end


class LogMark:
    """A place in a log; ``since`` reads what came after it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = path.stat().st_size

    def since(self) -> list[str]:
        """The lines since then. Raises OSError."""
        from wflint.live.serve.log import LogFollower

        time.sleep(_SETTLE)
        if self._path.stat().st_size < self._position:
            self._position = 0  # rotated
        return LogFollower(self._path, self._position).read()
