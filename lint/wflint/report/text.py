"""For people: each diagnostic with the line it is about, a caret, related places and what InvokeAI does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence
from wflint.plain import UNSAFE, one_line
from wflint.report.concise import place
from wflint.report.grouping import grouped
from wflint.report.summary import (
    explain_line,
    fixable_line,
    hidden_line,
    summary_line,
    suppressed_line,
    targets_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic, Report
    from wflint.report.formats import Look, Paint
    from wflint.report.grouping import Group

_WIDTH = 100  # characters of a source line that are shown
_BEFORE = 30  # characters shown before the caret where the line is cut

_LABEL = 8  # columns of the word before a line: a place, "effect", "help"


def render(report: Report, look: Look) -> Iterator[str]:
    """The report piece by piece."""
    several = len(report.targets) > 1
    groups = grouped(report.live)
    for group in groups:
        yield from _group(group, look, several=several)
    if look.summary:
        if groups:
            yield explain_line(report) + "\n"
        if fixable := fixable_line(report, unsafe=look.unsafe, mended=look.mended):
            yield fixable + "\n"
        yield summary_line(report) + "\n"
        if report.hidden:
            yield hidden_line(report) + "\n"
        if suppressed := suppressed_line(report):
            yield suppressed + "\n"


def _group(group: Group, look: Look, *, several: bool) -> Iterator[str]:
    d, paint = group.first, look.paint
    kind = d.severity.value
    count = f" ({len(group.members)} places)" if len(group.members) > 1 else ""
    yield f"{paint(place(d), 'path')}: {paint(kind, kind)} {paint(f'{d.code} {d.slug}', 'code')}{count}\n"
    yield f"  {one_line(group.message)}\n"
    if d.span is not None and d.source_line and d.source_line.strip():
        yield from _excerpt(d, paint)

    def line(label: str, text: str) -> str:
        return f"  {paint(label.ljust(_LABEL - 1), 'dim')} {one_line(text)}\n"

    if group.places:
        yield line("also at", group.places)
    else:
        for related in d.related:
            yield line(
                f"{related.span.line}:{related.span.column}" if related.span else "see", related.message
            )
    likely = " (likely)" if d.confidence is Confidence.LIKELY else ""
    yield line("effect", d.consequence + likely)
    if d.help:
        yield line("help", d.help)
    if look.verbose and d.fix is not None:
        yield line("fix", f"{d.fix.title} ({d.fix.safety.value})")
    if look.verbose and d.detail:
        yield line("detail", d.detail)
    if several and d.targets:
        yield line("in", targets_in_words(d.targets))
    yield "\n"


def _excerpt(d: Diagnostic, paint: Paint) -> Iterator[str]:
    """The source line, cut to a window if it is long, and carets under the span."""
    assert d.span is not None
    line = d.source_line or ""
    start = min(d.span.column - 1, len(line))
    end = d.span.end_column - 1 if d.span.end_line == d.span.line else len(line)
    left = next((i for i in range(start) if not line[i].isspace()), start)
    prefix = ""
    if start - left > _WIDTH - _BEFORE:
        left = start - _BEFORE
        prefix = "..."
    window = line[left : left + _WIDTH]
    suffix = "..." if left + _WIDTH < len(line) else ""
    width = max(1, min(end, left + len(window)) - start)
    number = str(d.span.line)
    bar = paint("|", "dim")
    # Every character of the window must stay one column wide, or the carets would point elsewhere.
    shown = "".join(c if c.isprintable() else " " for c in re.sub(UNSAFE, " ", window))
    yield f"  {paint(number, 'dim')} {bar} {prefix}{shown}{suffix}\n"
    gap = " " * (len(prefix) + _columns(line[left:start]))
    carets = "^" * max(1, _columns(line[start : start + width]))
    yield f"  {' ' * len(number)} {bar} {gap}{paint(carets, d.severity.value)}\n"


def _columns(text: str) -> int:
    """How many terminal columns a text takes: wide East Asian characters two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in text)
