"""The change of a text file as a unified diff, coloured where somebody reads it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from wflint.report.formats import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.report.formats import Paint

_CONTEXT = 3
_MOST = 20_000  # lines in which the shortest change is looked for; it takes the product of both sides


def unified_diff(name: str, before: str, after: str, paint: Paint = plain) -> Iterator[str]:
    """The lines of a diff of a file, each with a newline; none where nothing changes.

    A line is shown without its carriage return: where only those differ, every line is.
    """
    old, new = before.splitlines(), after.splitlines()
    if before == after:
        return
    yield paint(f"--- {name}", "path") + "\n"
    yield paint(f"+++ {name}", "path") + "\n"
    if old == new:
        yield paint("only line ends differ, or what stands before the first letter", "dim") + "\n"
        return
    yield from (_painted(line, paint) for line in _lines(old, new))
    if before and not before.endswith("\n"):
        yield paint("\\ No newline at end of file, before", "dim") + "\n"


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if len(old) + len(new) <= _MOST:
        diff = difflib.unified_diff(old, new, n=_CONTEXT, lineterm="")
        next(diff), next(diff)
        yield from diff
        return
    yield from _one_hunk(old, new)


def _one_hunk(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """From the first line that differs to the last: of a long file nothing shorter is looked for."""
    start, least = 0, min(len(old), len(new))
    while start < least and old[start] == new[start]:
        start += 1
    end = 0
    while end < least - start and old[-1 - end] == new[-1 - end]:
        end += 1
    first = max(start - _CONTEXT, 0)
    behind = min(end, _CONTEXT)
    last = len(old) - end
    yield f"@@ -{first + 1},{last - first + behind} +{first + 1},{len(new) - end - first + behind} @@"
    yield from (f" {line}" for line in old[first:start])
    yield from (f"-{line}" for line in old[start:last])
    yield from (f"+{line}" for line in new[start : len(new) - end])
    yield from (f" {line}" for line in old[last : last + behind])


def _painted(line: str, paint: Paint) -> str:
    role = {"+": "info", "-": "error", "@": "dim"}.get(line[:1])
    return (paint(line, role) if role else line) + "\n"
