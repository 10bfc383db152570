"""The baseline of a repository that is new to wflint: what its files have today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Severity
from wflint.endings import BASELINE
from wflint.engine.adopt.addition import Addition
from wflint.engine.baseline import Looked, written_anew
from wflint.engine.baseline_file import KnownFindingsError, written
from wflint.engine.baseline_places import BaselineWish
from wflint.engine.baselines import name_in
from wflint.engine.check_files import CheckRequest, check_files
from wflint.reading import MIB, RECORDED
from wflint.records import NamedTuple
from wflint.writing import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.diagnostics import Diagnostic
    from wflint.engine.configuration import Wanted
    from wflint.engine.settings import Configured


class Debts(NamedTuple):
    """What the files have: findings by severity, in how many files, and the baseline where there is need.

    ``elsewhere`` counts the files that configurations further down govern, which are not in it.
    """

    errors: int
    warnings: int
    infos: int
    files: int
    change: Addition | None
    elsewhere: int = 0


def debts(
    top: str,
    paths: Sequence[str],
    wanted: Wanted,
    configured: Configured,
    progress: Callable[[int, int], None] | None = None,
) -> Debts:
    """Check the files as they will be checked, and know what is there. Raises what check_files raises."""
    request = CheckRequest(
        tuple(paths),
        wanted,
        skip_unknown=True,
        configured=configured,
        baseline=BaselineWish("off"),
    )
    found: dict[str, list[Diagnostic]] = {}
    if paths:
        for diagnostic in check_files(request, progress).report.diagnostics:
            if diagnostic.counts:
                found.setdefault(diagnostic.file, []).append(diagnostic)
    every = [d.severity for diagnostics in found.values() for d in diagnostics]
    errors, warnings = every.count(Severity.ERROR), every.count(Severity.WARNING)
    change = None
    if errors or warnings:
        looked = [Looked(name_in(top, file), diagnostics) for file, diagnostics in found.items()]
        entries = written_anew([], looked, lambda _name: False, lambda _name: True)
        change = Addition(BASELINE, None, encode(written(entries)))
        if len(change.after) > RECORDED:
            cure = "exclude some files in a configuration first, or use --no-baseline"
            raise KnownFindingsError(f"a baseline would be larger than {RECORDED // MIB} MiB; {cure}")
    return Debts(errors, warnings, len(every) - errors - warnings, len(found), change)
