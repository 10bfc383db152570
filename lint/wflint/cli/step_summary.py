"""The summary of a step of GitHub Actions, where a run there leaves a table by itself."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from wflint.cli.output import cleaned, note
from wflint.cli.outputs import identity
from wflint.report.markdown_report import table
from wflint.writing import append_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Report

MOST: Final = 1 << 20  # bytes; of a step whose summary is longer GitHub shows nothing


def add_step_summary(report: Report, written: Iterable[str]) -> None:
    """Add a table to the summary, as far as there is room after what other commands of the step wrote.

    Whoever writes one there with ``--output`` (``written``) or by a redirection does not get a second.
    """
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path or os.environ.get("GITHUB_ACTIONS") != "true" or _is_stdout(path):
        return
    if identity(path) in map(identity, written):
        return
    try:
        used = os.path.getsize(path) if os.path.exists(path) else 0
        lines = list(table(report, MOST - used - 1))
        apart = ["\n"] if used and lines else []  # a table ends at an empty line
        append_file(path, cleaned(apart + lines))
    except OSError as error:
        note(f"no step summary: cannot write {path}: {error.strerror or error}")


def _is_stdout(path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(sys.stdout.fileno()), os.stat(path))
    except (OSError, ValueError):  # a stream of a test has no number
        return False
