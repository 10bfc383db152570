"""Warnings and errors of two servers' logs, held against each other without what differs every time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wflint.plain import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_LINES: Final = 8  # of a case that are told
_KEPT: Final = 2000  # that are looked at
_MOST_BYTES: Final = 16 * 2**20  # of a whole log, its end
_LONGEST: Final = 240  # characters of a line
# InvokeAI's form (logging.py, 5.0 to 6.14): "[2026-01-31 12:00:00,123]::[InvokeAI]::WARNING --> text". What
# Python's own warnings module prints: "/path/file.py:12: FutureWarning: text".
_RECORD: Final = re.compile(r"^\[[^\]]*\]::\[([^\]]*)\]::([A-Z]+) --> (.*)")
_LEVELS: Final = frozenset({"WARNING", "ERROR", "CRITICAL"})
_PYTHON: Final = re.compile(r"^(\S*?)([^/\\\s]+\.py):\d+: (\w*Warning: .*)")
# For whoever writes InvokeAI and its libraries; each release of them has its own.
_DEVELOPERS: Final = ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "ResourceWarning")
# What is another each time, longest first: ids, addresses of objects, places of files, dates, figures.
_CHANGING: Final = (
    (re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}"), "ID"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b"), "ADDRESS"),
    (re.compile(r"\b[0-9a-f]{12,}\b"), "ID"),
    (re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^\s/\\:'\"]+){2,}"), "PATH"),
    (re.compile(r"\d+(?:[.,:]\d+)*"), "0"),
)


def warnings_of(lines: Iterable[str]) -> list[str]:
    """The warnings and errors among a log's lines, without time, each once, in order."""
    found: dict[str, str] = {}
    for line in lines:
        text = _warning(line)
        if text and len(found) < _KEPT:
            found.setdefault(unchanging(text), line_of(text)[:_LONGEST])
    return list(found.values())


def all_warnings(log: Path) -> list[str]:
    """Those of a whole log, or of its end where it is long. Raises OSError."""
    from wflint.live.serve.log import LogFollower

    return warnings_of(LogFollower(log, max(0, log.stat().st_size - _MOST_BYTES)).read())


def unchanging(text: str) -> str:
    """A text without ids, places and figures: two runs of the same say the same."""
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return " ".join(text.split())


def only_there(lines: Iterable[str], others: Iterable[str]) -> list[str]:
    """Those of some lines that the others do not have, whatever their figures."""
    known = {unchanging(line) for line in others}
    return [line for line in lines if unchanging(line) not in known]


def _warning(line: str) -> str:
    line = line.rpartition("\r")[2]  # a progress bar is written over itself
    if match := _RECORD.match(line):
        return f"{match[2]}: {match[3]}" if match[2] in _LEVELS else ""
    match = _PYTHON.match(line)
    if match and not match[3].startswith(_DEVELOPERS):
        return f"{match[2]}: {match[3]}"
    return ""
