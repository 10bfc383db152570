"""Markdown: a table for a comment on a pull request, or the summary of a step of GitHub Actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.plain import unicode_line
from wflint.report.concise import place
from wflint.report.grouping import grouped
from wflint.report.links import rule_url
from wflint.report.markdown import code, row
from wflint.report.summary import hidden_line, plural, summary_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Report
    from wflint.report.formats import Look
    from wflint.report.grouping import Group

COMMENT: Final = 65_000  # bytes: GitHub takes a comment of 65,536 characters
_HEAD = row("severity", "place", "rule", "what is wrong", "what to do") + "|---|---|---|---|---|\n"
_LAST = 60  # bytes that are kept for the line about the rest


def render(report: Report, look: Look) -> Iterator[str]:
    """The lines, each with its newline. Nothing of the files' texts works as Markdown."""
    yield from table(report, COMMENT, summary=look.summary)


def table(report: Report, room: int, *, summary: bool = True) -> Iterator[str]:
    """The report in at most that many bytes: errors first, and how many findings had no room."""
    lines = []
    if summary:
        lines += ["### wflint\n", "\n", f"{code(unicode_line(summary_line(report)))}\n"]
        if report.hidden:
            lines += ["\n", f"{hidden_line(report)}\n"]
    groups = sorted(grouped(report.live), key=lambda group: -group.first.severity.rank)
    if groups:
        lines += ["\n", *_HEAD.splitlines(keepends=True)]
    left = room - sum(map(_size, lines))
    if left < (_LAST if groups else 0):
        return
    yield from lines
    for number, group in enumerate(groups):
        line = _row(group)
        left -= _size(line)
        if left < (_LAST if group is not groups[-1] else 0):
            rest = sum(len(other.members) for other in groups[number:])
            yield from ("\n", f"{plural(rest, 'more finding')} had no room here.\n")
            return
        yield line


def _size(line: str) -> int:
    return len(line.encode("utf-8", "backslashreplace"))


def _row(group: Group) -> str:
    d = group.first
    rule = f"[{d.code}]({rule_url(d.slug)}) {d.slug}"
    also = f"<br>also at {code(group.places)}" if group.places else ""
    return row(
        d.severity.value,
        code(unicode_line(place(d))),
        rule,
        code(unicode_line(group.message)) + also,
        code(unicode_line(d.help)) if d.help else "",
    )
