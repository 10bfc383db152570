"""``wflint.render`` and ``wflint.merge``: what to do with reports."""

from __future__ import annotations

from collections.abc import Iterable

from wflint.api.errors import SourceError
from wflint.diagnostics import Report
from wflint.errors import Error
from wflint.report import formats


def render(report: Report, to: str = "text", *, verbose: bool = False) -> str:
    """A report in a format of ``wflint check --format``, without colours. Raises Error for another name.

    What is no report is a SourceError.
    """
    _only_report(report)
    if not isinstance(to, str) or to not in formats.FORMATS:
        raise Error(f"no format is called {to!r}; there are {', '.join(formats.FORMATS)}")
    return "".join(formats.render(report, to, formats.Look(verbose=verbose)))


def merge(reports: Iterable[Report]) -> Report:
    """One report of several, in their order: of files that were checked in pieces, anywhere.

    Raises SourceError for what is no list of reports.
    """
    if not isinstance(reports, Iterable) or isinstance(reports, str | bytes | Report):
        raise SourceError(f"give a list of reports, not {type(reports).__name__}")
    merged = Report(())
    targets: dict[str, None] = {}
    for report in reports:
        _only_report(report)
        targets.update(dict.fromkeys(report.targets))
        merged.files += report.files
        merged.diagnostics += report.diagnostics
        merged.hidden += report.hidden
        merged.fail_on.update(report.fail_on)
    merged.targets = tuple(targets)
    return merged


def _only_report(given: object) -> None:
    if not isinstance(given, Report):
        raise SourceError(f"a report is what wflint.check gives, not {type(given).__name__}")
