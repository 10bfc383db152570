"""The check of one file as on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.plain import one_line
from wflint.pytest_plugin.failures import ItemFailedError

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.diagnostics import Diagnostic


def lint_file(path: Path, target: str | None, *, known: bool = False) -> list[Diagnostic]:
    """The findings of severity error, with ``known`` also those of the baseline.

    Raises ConfigError, TargetError, and ItemFailedError for a fault of wflint's own.
    """
    from wflint.diagnostics import Severity
    from wflint.engine.baseline_places import BaselineWish
    from wflint.engine.check_files import CheckRequest, check_files
    from wflint.engine.configuration import Wanted
    from wflint.engine.settle import Showing

    showing = Showing(Severity.ERROR, Severity.ERROR, fixes=False)
    request = CheckRequest(
        (str(path),),
        Wanted(target=target, named=True),
        jobs=1,
        showing=showing,
        baseline=BaselineWish("off" if known else "use"),
    )
    result = check_files(request)
    if result.internal:
        raise ItemFailedError([one_line(problem) for problem in result.internal])
    return result.report.live
