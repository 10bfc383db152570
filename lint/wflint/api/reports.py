"""``wflint.render`` and ``wflint.merge``: what to do with reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Report
from wflint.errors import Error
from wflint.report import formats

if TYPE_CHECKING:
    from collections.abc import Iterable


def render(report: Report, to: str = "text", *, verbose: bool = False) -> str:
    """A report in a format of ``wflint check --format``, without colours. Raises Error for another name."""
    if to not in formats.FORMATS:
        raise Error(f"no format is called {to!r}; there are {', '.join(formats.FORMATS)}")
    return "".join(formats.render(report, to, formats.Look(verbose=verbose)))


def merge(reports: Iterable[Report]) -> Report:
    """One report of several, in their order: of files that were checked in pieces, anywhere."""
    merged = Report(())
    targets: dict[str, None] = {}
    for report in reports:
        targets.update(dict.fromkeys(report.targets))
        merged.files += report.files
        merged.diagnostics += report.diagnostics
        merged.hidden += report.hidden
        merged.fail_on.update(report.fail_on)
    merged.targets = tuple(targets)
    return merged
