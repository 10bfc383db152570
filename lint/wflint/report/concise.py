"""One line a diagnostic: ``file:line:column: severity code slug message``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.plain import one_line
from wflint.report.grouping import grouped
from wflint.report.summary import hidden_line, suppressed_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic, Report
    from wflint.report.formats import Look


def render(report: Report, look: Look) -> Iterator[str]:
    """The lines of the report, each with its line end; those of equal cause in a file are one line."""
    paint = look.paint
    for group in grouped(report.live):
        d = group.first
        also = f" (also at {group.places})" if group.places else ""
        yield (
            f"{paint(place(d), 'path')}: {paint(d.severity.value, d.severity.value)} "
            f"{paint(f'{d.code} {d.slug}', 'code')} {one_line(group.message + also)}\n"
        )
    if look.summary and report.hidden:
        yield hidden_line(report) + "\n"
    if look.summary and (suppressed := suppressed_line(report)):
        yield suppressed + "\n"


def place(d: Diagnostic) -> str:
    """``file:line:column``; the part of a file that holds several documents comes behind it in brackets."""
    at = f"{one_line(d.file)}:{d.span.line}:{d.span.column}" if d.span else one_line(d.file)
    return f"{at} ({one_line(d.part)})" if d.part else at
