"""The documents of a matrix, and the releases that they may be of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple
from wflint.upgrade.matrix_judge import Subject
from wflint.upgrade.run import UpgradeRun

if TYPE_CHECKING:
    from wflint.upgrade.run import UpgradeRequest


class Subjects(NamedTuple):
    """Documents, and one-line texts about files that could not be read."""

    subjects: list[Subject]
    problems: list[str]


def read_subjects(request: UpgradeRequest) -> Subjects:
    """Read every file that an upgrade would judge. Raises ConfigError and TargetError."""
    run = UpgradeRun(request)
    candidates, out = run.candidates()
    given = run.old.version if run.old is not None else None
    subjects: list[Subject] = []
    problems = [f"{file.name}: {file.problem}" for file in out if file.problem is not None]
    for path, named in candidates:
        file = run.read(path, named=named)
        if file.problem is not None:
            problems.append(f"{file.name}: {file.problem}")
        if file.settings is None:
            continue
        wanted = file.settings.wanted
        releases = run.possible(file) if given is None else []
        subjects += [Subject(document, graph, releases, given, wanted) for document, graph in file.documents]
    return Subjects(subjects, problems)
