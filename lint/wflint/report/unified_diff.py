"""The change of a text file as a unified diff, coloured where somebody reads it."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from wflint.report.formats import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.report.formats import Paint

_CONTEXT = 3
_LONG = 300  # characters of a line that people read
_PIECE = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^",{}\[\]])*(?:[,{\[]|[}\]]+,?|$)')
_MOST = 20_000  # lines in which the shortest change is looked for; it takes the product of both sides


def unified_diff(
    name: str, before: str, after: str, paint: Paint = plain, *, pieces: bool = False
) -> Iterator[str]:
    """The lines of a diff of a file, each with a newline; none where nothing changes.

    A line is shown without its carriage return: where only those differ, every line is. With ``pieces`` long
    lines are shown as the pieces of JSON that differ: people can read that, and no program can apply it.
    """
    old, new = before.splitlines(), after.splitlines()
    if before == after:
        return
    yield paint(f"--- {name}", "path") + "\n"
    yield paint(f"+++ {name}", "path") + "\n"
    if old == new:
        yield paint("only line ends differ, or what stands before the first letter", "dim") + "\n"
        return
    if pieces and any(len(line) > _LONG for line in (*old, *new)):
        yield from (_painted(line, paint) for line in _in_pieces(old, new))
        return
    yield from (_painted(line, paint) for line in _lines(old, new))
    if before and not before.endswith("\n"):
        yield paint("\\ there was no newline at the end of the file", "dim") + "\n"


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if len(old) + len(new) <= _MOST:
        diff = difflib.unified_diff(old, new, n=_CONTEXT, lineterm="")
        next(diff), next(diff)
        yield from diff
        return
    yield from _one_hunk(old, new)


def _in_pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The same of the pieces of long lines; a hunk says at which line and character of the file it begins."""
    places = [(number, start) for number, line in enumerate(old, 1) for start, _ in _pieces(line)]
    one, other = ([piece for line in lines for _, piece in _pieces(line)] for lines in (old, new))
    for line in _lines(one, other):
        if line.startswith("@@ -"):
            first = int(line[4:].partition(" ")[0].partition(",")[0])
            number, start = places[max(first - 1, 0)] if places else (1, 0)
            yield f"@@ line {number}, character {start + 1} @@"
        else:
            yield line if len(line) <= _LONG else f"{line[: _LONG // 2]}\u2026{line[-_LONG // 2 :]}"


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    """A short line as it is; of a long one what stands between the commas and brackets of JSON."""
    if len(line) <= _LONG:
        yield 0, line
        return
    for found in _PIECE.finditer(line):
        if not found[0]:
            break
        yield found.start(), found[0]


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
