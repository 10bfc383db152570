"""GitHub Actions workflow commands: annotations on the changed lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.plain import line_of, one_line
from wflint.report.summary import summary_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic, Report
    from wflint.report.formats import Look

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, look: Look) -> Iterator[str]:
    """One command a diagnostic, then the summary for the log."""
    for d in report.live:
        yield _command(d)
    if look.summary:
        yield line_of(summary_line(report)) + "\n"


def _command(d: Diagnostic) -> str:
    properties = [f"file={_property(d.file)}"]
    if d.span is not None:
        properties.append(f"line={d.span.line}")
        if d.span.end_line == d.span.line:
            # GitHub refuses columns on a span of several lines, and counts the end inclusive.
            properties.append(f"col={d.span.column}")
            properties.append(f"endColumn={max(d.span.column, d.span.end_column - 1)}")
        else:
            properties.append(f"endLine={d.span.end_line}")
    properties.append(f"title={_property(f'{d.code} {d.slug}')}")
    lines = [d.message]
    lines += [f"{r.span.line}:{r.span.column}: {r.message}" if r.span else r.message for r in d.related]
    lines.append(f"effect: {d.consequence}")
    if d.help:
        lines.append(f"help: {d.help}")
    text = "\n".join(one_line(line) for line in lines)
    return f"::{_LEVELS[d.severity.value]} {','.join(properties)}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
