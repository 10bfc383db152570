"""JUnit's XML, as CI servers read it: a test case a file, which fails by the findings that fail the run.

A file has one ``failure`` with all of them, since Jenkins shows the first of several only and GitLab none
of their attributes; what does not fail the run is the case's output. Pure ASCII, so that no encoding of a
console contradicts the declaration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Severity
from wflint.plain import unicode_line
from wflint.report.summary import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import CheckedFile, Diagnostic, Report
    from wflint.report.formats import Look

_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def render(report: Report, look: Look) -> Iterator[str]:
    """The document, line by line."""
    files: dict[str, list[CheckedFile]] = {}
    for file in report.files:
        files.setdefault(file.file, []).append(file)
    found: dict[str, list[Diagnostic]] = {name: [] for name in files}
    for d in report.live:
        found.setdefault(d.file, []).append(d)
    cases = [_Case(name, files.get(name, []), found[name], report) for name in found]
    failures = sum(bool(case.failing) for case in cases)
    errors = sum(case.unreadable is not None for case in cases)
    skipped = sum(case.skipped is not None for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="wflint" {counts}>\n'
    yield f'  <testsuite name="wflint" {counts} skipped="{skipped}">\n'
    for case in cases:
        yield from case.lines()
    yield "  </testsuite>\n"
    yield "</testsuites>\n"


class _Case:
    """A file: what fails, what is only told, and why it was not read."""

    def __init__(self, name: str, files: list[CheckedFile], found: list[Diagnostic], report: Report) -> None:
        self.name = name
        self.failing = [d for d in found if report.fails(d)]
        self.told = [d for d in found if not report.fails(d)]
        reasons = {file.status: file.reason or file.status for file in files}
        self.unreadable = reasons.get("unreadable")
        self.skipped = reasons.get("skipped") if "checked" not in reasons and not found else None

    def lines(self) -> Iterator[str]:
        start = f'    <testcase name="{_text(self.name)}" classname="wflint"'
        if not (self.failing or self.told or self.unreadable or self.skipped):
            yield start + "/>\n"
            return
        yield start + ">\n"
        if self.unreadable is not None:
            yield f'      <error type="unreadable" message="{_text(self.unreadable)}"/>\n'
        elif self.skipped is not None:
            yield f'      <skipped message="{_text(self.skipped)}"/>\n'
        if self.failing:
            message = _text(_counted(self.failing))
            yield f'      <failure type="{_worst(self.failing)}" message="{message}">\n'
            yield from _told(self.failing)
            yield "      </failure>\n"
        if self.told:
            yield "      <system-out>\n"
            yield from _told(self.told)
            yield "      </system-out>\n"
        yield "    </testcase>\n"


def _told(found: list[Diagnostic]) -> Iterator[str]:
    for d in found:
        place = f"{d.span.line}:{d.span.column}: " if d.span is not None else ""
        part = f"({d.part}) " if d.part else ""
        yield _text(f"{place}{part}{d.severity.value} {d.code} {d.slug}: {d.message}") + "\n"
        yield _text(f"  effect: {d.consequence}") + "\n"
        if d.help:
            yield _text(f"  help: {d.help}") + "\n"


def _counted(found: list[Diagnostic]) -> str:
    """The finding where there is one, else how many of each severity."""
    if len(found) == 1:
        return found[0].message
    number = {severity: sum(d.severity is severity for d in found) for severity in reversed(Severity)}
    words = [plural(number[severity], severity.value) for severity in Severity if number[severity]]
    return ", ".join(words)


def _worst(found: list[Diagnostic]) -> str:
    return max((d.severity for d in found), key=lambda severity: severity.rank).value


def _text(text: str) -> str:
    """Text of an element or attribute; what XML cannot hold is spelled."""
    return unicode_line(text).translate(_SPECIAL).encode("ascii", "xmlcharrefreplace").decode("ascii")
