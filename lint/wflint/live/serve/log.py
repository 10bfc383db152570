"""What a server's log says: its address, its device, its last words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# InvokeAI says the first itself (api_app.py), at every log level; before that uvicorn's line was shown.
# Run against 6.14.2, 5.15.0 and 5.0.2.
_RUNNING = re.compile(r"(?:Invoke|Uvicorn) running on (https?)://(\S+):(\d+)")
_DEVICE = re.compile(r"Using torch device: (.+)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class LogFollower:
    """Reads a growing log and remembers where the server listens and what it computes on."""

    def __init__(self, path: Path, start: int = 0) -> None:
        self._path = path
        self._position = start
        self._rest = b""
        self.port: int | None = None
        self.scheme = "http"
        self.device: str | None = None

    def read(self) -> list[str]:
        """The lines that were written since the last call."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._position)
                raw = file.read()
        except FileNotFoundError:
            return []
        self._position += len(raw)
        *whole, self._rest = (self._rest + raw).split(b"\n")
        lines = [_COLOUR.sub("", line.decode("utf-8", "replace").rstrip("\r")) for line in whole]
        for line in lines:
            if found := _RUNNING.search(line):
                self.scheme, self.port = found[1], int(found[3])
            elif found := _DEVICE.search(line):
                self.device = found[1].strip()
        return lines


def tail(path: Path, lines: int = 25) -> list[str]:
    """The last lines of a log; a remark when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 400 * lines))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ["(no log)"]
    return plain_lines(text.splitlines()[-lines:]) or ["(the log is empty)"]


def plain_lines(lines: list[str]) -> list[str]:
    """Lines without their colours."""
    return [_COLOUR.sub("", line) for line in lines]


_CHATTER = re.compile(r"\[[\d :,.-]+\]::\[[^\]]*\]::(?:INFO|DEBUG) --> (Graph stats:)?")


def telling(lines: list[str], last: int = 3) -> list[str]:
    """The lines without InvokeAI's reports of what went well; the ``last`` stay in any case, as they say what
    it did in the end.

    The statistics of one run are two dozen lines up to an empty one, and would push out an error before them.
    What has no level, such as a crash's, is told.
    """
    kept: list[str] = []
    of_stats = False
    for number, line in enumerate(lines):
        found = _CHATTER.match(line)
        of_stats = (
            bool(found[1]) if found is not None else of_stats and bool(line.strip()) and line[:1] != "["
        )
        if not (found or of_stats) or number >= len(lines) - last:
            kept.append(line)
    return kept
