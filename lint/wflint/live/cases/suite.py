"""Many cases: found beside workflows, run one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wflint.endings import CASE
from wflint.live.cases.load import CaseError, cases_beside, load_cases
from wflint.live.cases.verdict import CaseVerdict, Check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wflint.live.cases.load import Case
    from wflint.live.cases.runner import CaseRunner


def find_case_files(documents: Iterable[str | Path]) -> dict[Path, list[Path]]:
    """The case files beside documents, each with the documents that it stands for."""
    found: dict[Path, list[Path]] = {}
    for document in map(Path, documents):
        file = cases_beside(document)
        if file is not None:
            found.setdefault(file, []).append(document)
    return found


def case_files_under(folder: Path) -> list[Path]:
    """All case files in a folder and below, hidden folders left out."""
    return sorted(
        path
        for path in folder.rglob(f"*{CASE}")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts[:-1])
    )


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
    verdicts: list[CaseVerdict] = []

    def note(verdict: CaseVerdict) -> None:
        verdicts.append(verdict)
        each(verdict)

    for file in files:
        loaded = load_or_explain(file)
        if isinstance(loaded, CaseVerdict):
            note(loaded)
            continue
        for case in loaded:
            if not tags or tags & set(case.table.tags):
                note(runner.run(case))
    return verdicts


def load_or_explain(file: Path) -> list[Case] | CaseVerdict:
    """The cases of a file, or a verdict that says why there are none."""
    try:
        return load_cases(file)
    except CaseError as error:
        faults = [Check("case file", "error", f"{f.file}:{f.line}: {f.message}") for f in error.faults]
        line = error.faults[0].line
    except OSError as error:
        faults, line = [Check("case file", "error", f"{file}: {error.strerror or error}")], 1
    return CaseVerdict(
        case=file.name.removesuffix(CASE), file=str(file), line=line, workflow="", checks=faults
    )
