"""GitLab's Code Quality report: what a merge request shows of findings that it adds and fixes.

GitLab compares the reports of two branches by fingerprint alone. So those stay when a file is moved or
laid out anew, and equal ones, as of a file and its copy, are numbered.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.plain import unicode_line
from wflint.report.repository import RepositoryPaths, has_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic, Report
    from wflint.report.formats import Look

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, look: Look) -> Iterator[str]:
    """A list of objects, one a line."""
    paths = RepositoryPaths()
    seen: dict[str, int] = {}
    lines = []
    for d in report.live:
        number = seen[d.fingerprint] = seen.get(d.fingerprint, 0) + 1
        fingerprint = d.fingerprint if number == 1 else f"{d.fingerprint}-{number}"
        lines.append("  " + json.dumps(_issue(d, fingerprint, paths)))
    yield "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _issue(d: Diagnostic, fingerprint: str, paths: RepositoryPaths) -> dict[str, Any]:
    begin = end = 1  # GitLab wants a line of everything
    if d.span is not None and has_lines(d.file):
        begin, end = d.span.line, d.span.end_line
    return {
        "description": unicode_line(d.line),
        "check_name": d.slug,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[d.severity.value],
        "location": {"path": unicode_line(paths(d.file)), "lines": {"begin": begin, "end": end}},
    }
