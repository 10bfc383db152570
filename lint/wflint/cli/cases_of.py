"""The cases that paths on a command line mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wflint.cli.errors import Failure

if TYPE_CHECKING:
    from wflint.live.cases.load import Case


def cases_of(paths: tuple[str, ...], tags: frozenset[str]) -> list[Case]:
    """The cases of files and folders. Raises Failure for one that cannot be used, and where there is none."""
    from wflint.endings import CASE
    from wflint.live.cases.load import cases_beside
    from wflint.live.cases.planned import load_or_explain
    from wflint.live.cases.suite import case_files_under
    from wflint.live.cases.verdict import CaseVerdict

    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += case_files_under(path)
        elif path.name.endswith(CASE):
            files.append(path)
        else:
            beside = cases_beside(path)
            if beside is None:
                raise Failure(f"{path} has no case beside it; write {path.name.partition('.')[0]}{CASE}")
            files.append(beside)
    cases: list[Case] = []
    for file in dict.fromkeys(files):
        loaded = load_or_explain(file)
        if isinstance(loaded, CaseVerdict):
            raise Failure(loaded.checks[0].message)
        cases += [case for case in loaded if not tags or tags & set(case.table.tags)]
    if not cases:
        raise Failure(f"no cases under {', '.join(paths)}")
    return cases
