"""Lines of a file around a finding, and what a fix does to them."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.diagnostics import Span
    from wflint.diagnostics.diagnostic import Replacement

_BESIDE: Final = 2  # lines shown before and after
_WIDTH: Final = 160  # characters of a line that are shown
_BEFORE: Final = 24  # of them before the place, where the line is cut
_MOST: Final = 60  # lines of a change
_HUNK: Final = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)")


class ShownLine(NamedTuple):
    """A line with its number (empty: none), and its text in three: before the place, the place, after it.

    ``kind``: ``here``, ``near``, ``+``, ``-``, `` `` (of a change) or ``@`` (a gap between its parts).
    """

    number: str
    kind: str
    before: str
    place: str = ""
    after: str = ""


def around(span: Span | None, lines: list[str] | None, own: str | None) -> list[ShownLine]:
    """The line of a place and those beside it; only the line itself where the file is not at hand."""
    if span is None:
        return []
    if lines is None or not 1 <= span.line <= len(lines):
        return [_here(span, own)] if own is not None else []
    first, last = max(1, span.line - _BESIDE), min(len(lines), span.line + _BESIDE)
    return [
        _here(span, lines[number - 1])
        if number == span.line
        else ShownLine(str(number), "near", _cut(lines[number - 1].rstrip("\r")))
        for number in range(first, last + 1)
    ]


def _here(span: Span, line: str) -> ShownLine:
    line = line.rstrip("\r")
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    left = start - _BEFORE if start > _WIDTH - _BEFORE else 0
    end = max(start, min(end, left + _WIDTH))
    before = ("..." if left else "") + line[left:start]
    after = line[end : left + _WIDTH] + ("..." if len(line) > left + _WIDTH else "")
    return ShownLine(str(span.line), "here", before, line[start:end] or " ", after)


def changed_lines(changes: Sequence[Replacement], lines: list[str]) -> list[ShownLine]:
    """What a fix does, as the lines of a unified diff without its heading."""
    if not changes:
        return []
    first = min(c.span.line for c in changes)
    last = max(c.span.end_line for c in changes)
    if last > len(lines) or last - first > 2_000:
        return []
    old = lines[first - 1 : last]
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(old)
    pieces, at = [], 0
    for change in sorted(changes, key=lambda c: (c.span.line, c.span.column)):
        begin = starts[change.span.line - first] + change.span.column - 1
        end = starts[change.span.end_line - first] + change.span.end_column - 1
        if begin < at:
            return []  # two that overlap are not drawn
        pieces += [text[at:begin], change.text]
        at = end
    new = "".join([*pieces, text[at:]]).split("\n")
    near = lines[max(0, first - 1 - _BESIDE) : first - 1], lines[last : last + _BESIDE]
    diff = list(unified_diff([*near[0], *old, *near[1]], [*near[0], *new, *near[1]], lineterm="", n=_BESIDE))
    found = _numbered(diff[2:], max(1, first - _BESIDE))[1:]
    return (
        found
        if len(found) <= _MOST
        else [*found[:_MOST], ShownLine("", "@", f"{len(found) - _MOST} more lines")]
    )


def _numbered(diff: list[str], first: int) -> list[ShownLine]:
    """Lines of a diff of a piece that begins at line ``first``, with their numbers: in the file as it is, and
    in what it becomes of added ones."""
    found, old, new = [], first, first
    for line in diff:
        kind = line[:1]
        if kind == "@":
            starts = _HUNK.match(line)
            if starts is not None:
                old, new = (first + max(int(each), 1) - 1 for each in starts.groups())
            found.append(ShownLine("", "@", ""))
            continue
        found.append(ShownLine(str(new if kind == "+" else old), kind, _cut(line[1:])))
        old += kind != "+"
        new += kind != "-"
    return found


def _cut(line: str) -> str:
    line = line.rstrip("\r")
    return line if len(line) <= _WIDTH else line[:_WIDTH] + "..."
