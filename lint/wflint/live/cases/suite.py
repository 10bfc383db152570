"""Many cases: found beside workflows, run one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wflint.endings import CASE
from wflint.live.cases.load import cases_beside
from wflint.live.cases.planned import plan_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wflint.live.cases.planned import Planned
    from wflint.live.cases.runner import CaseRunner
    from wflint.live.cases.verdict import CaseVerdict


def find_case_files(documents: Iterable[str | Path]) -> dict[Path, list[Path]]:
    """The case files beside documents, each with the documents that it stands for."""
    found: dict[Path, list[Path]] = {}
    for document in map(Path, documents):
        file = cases_beside(document)
        if file is not None:
            found.setdefault(file, []).append(document)
    return found


def case_files_under(folder: Path) -> list[Path]:
    """All case files in a folder and below; hidden folders and what ``.gitignore`` names are left out, as for
    documents."""
    from wflint.engine.files import find_named

    return [Path(name) for name, _ in find_named(str(folder), (CASE,))]


def run_suite(
    files: Sequence[Path],
    runner: CaseRunner,
    *,
    tags: frozenset[str] = frozenset(),
    each: Callable[[CaseVerdict], None] = lambda _verdict: None,
) -> list[CaseVerdict]:
    """Run all cases of some files; a file that cannot be used is a verdict too.

    With ``tags``, only the cases that have one of them. ``each`` is told every verdict as it comes.
    """
    return run_planned(plan_cases(files, tags), runner, each=lambda _planned, verdict: each(verdict))


def run_planned(
    planned: Sequence[Planned],
    runner: CaseRunner,
    *,
    begin: Callable[[Planned], None] = lambda _planned: None,
    each: Callable[[Planned, CaseVerdict], None] = lambda _planned, _verdict: None,
    enough: Callable[[], bool] = lambda: False,
) -> list[CaseVerdict]:
    """The verdicts on cases that were planned, in their order. ``begin`` is told each before it is run and
    ``each`` its verdict; the rest is not run as soon as ``enough`` says so."""
    verdicts: list[CaseVerdict] = []
    for one in planned:
        if enough():
            break
        begin(one)
        if one.case is not None:
            verdict = runner.run(one.case)
        elif one.fault is not None:
            verdict = runner.named(one.fault, one.file)
        else:
            continue  # a plain document has no verdict
        verdicts.append(verdict)
        each(one, verdict)
    return verdicts
