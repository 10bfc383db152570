"""GitHub Actions workflow commands: annotations on the changed lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.plain import line_of, one_line
from wflint.report.repository import RepositoryPaths, has_lines
from wflint.report.summary import plural, summary_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic, Report
    from wflint.report.formats import Look

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}  # the worst one first
MOST: Final = 10  # annotations of a level that GitHub shows of a step; what comes after them is dropped


def render(report: Report, look: Look) -> Iterator[str]:
    """One command a diagnostic, as many as GitHub shows, then the summary for the log."""
    paths = RepositoryPaths()
    live = report.live
    rest = []
    for severity in _LEVELS:
        found = [d for d in live if d.severity.value == severity]
        for d in found[:MOST]:
            yield _command(d, paths)
        if len(found) > MOST:
            rest.append(plural(len(found) - MOST, f"more {severity}"))
    if rest:
        shows = f"GitHub shows {MOST} of a kind"
        yield line_of(f"{', '.join(rest)} without an annotation: {shows}; --format concise lists all") + "\n"
    if look.summary:
        yield line_of(summary_line(report)) + "\n"


def _command(d: Diagnostic, paths: RepositoryPaths) -> str:
    properties = [f"file={_property(paths(d.file))}"]
    if d.span is not None and has_lines(d.file):
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
