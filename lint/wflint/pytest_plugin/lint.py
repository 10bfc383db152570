"""The check of one file as on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.diagnostics import Diagnostic


def lint_file(path: Path, target: str | None) -> list[Diagnostic]:
    """The findings of severity error. Raises ConfigError, TargetError."""
    from wflint.diagnostics import Severity
    from wflint.engine.check_files import CheckRequest, check_files
    from wflint.engine.configuration import Wanted
    from wflint.engine.settle import Showing

    showing = Showing(Severity.ERROR, Severity.ERROR)
    return check_files(
        CheckRequest((str(path),), Wanted(target=target, named=True), jobs=1, showing=showing)
    ).report.live
