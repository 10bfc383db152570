"""JSON Lines: one diagnostic a line, with the members that it has in the JSON report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from wflint.report.json_report import diagnostic_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Report
    from wflint.report.formats import Look


def render(report: Report, look: Look) -> Iterator[str]:
    """A line a diagnostic, suppressed ones too; nothing at all where there are none."""
    for d in report.diagnostics:
        yield json.dumps(diagnostic_members(d)) + "\n"
