"""Judge documents at all releases of a range, each group of equal releases once, in several processes."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Final

from wflint.graph.reading.read import read_document
from wflint.records import NamedTuple
from wflint.release import release_of
from wflint.upgrade.matrix import Cell, Matrix, Row
from wflint.upgrade.matrix_groups import Grouper
from wflint.upgrade.matrix_judge import Answer, Subject, Task, judging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wflint.catalogue.model import Catalogue

_MANY: Final = 150  # judgements from which other processes pay


class LostError(Exception):
    """A judgement that could not be made; the text says of which document, at which release and why."""


def build(
    subjects: Sequence[Subject],
    catalogues: Sequence[Catalogue],
    *,
    processes: int | None = None,
    grouped: bool = True,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Matrix:
    """The matrix of some documents and releases (oldest first).

    ``processes`` None takes one a core where that pays. Without ``grouped`` every release is judged for
    itself. Raises LostError.
    """
    names = tuple(catalogue.name for catalogue in catalogues)
    grouper = Grouper(catalogues)
    groups: list[list[tuple[str, ...]]] = []
    for subject in subjects:
        types = {node.type for node in read_document(subject.document)[0].nodes.values()}
        own = release_of(subject.old)
        groups.append(grouper.groups(types, own) if grouped else [(name,) for name in names])
    # By release: whatever is worked out for one serves all documents that are judged at it.
    place = {name: number for number, name in enumerate(names)}
    tasks = sorted(
        (Task(number, group[0]) for number, of in enumerate(groups) for group in of),
        key=lambda task: (place[task.release], task.subject),
    )
    answers: dict[Task, Answer] = {}
    for task, answer in zip(tasks, _answers(subjects, tasks, processes), strict=True):
        if answer.lost:
            raise LostError(f"{subjects[task.subject].path}: at {task.release}: {answer.lost}")
        answers[task] = answer
        progress(len(answers), len(tasks))
    rows = []
    for number, subject in enumerate(subjects):
        given = [(group, answers[Task(number, group[0])]) for group in groups[number]]
        rows.append(
            Row(
                subject.path,
                subject.part,
                subject.old,
                subject.guessed,
                max((answer.before for _, answer in given), default=0),
                tuple(Cell(group, answer.verdict, answer.reasons) for group, answer in given),
            )
        )
    return Matrix(names, tuple(rows), len(tasks))


def _answers(subjects: Sequence[Subject], tasks: Sequence[Task], processes: int | None) -> Iterator[Answer]:
    if processes is None:
        processes = (os.cpu_count() or 1) if len(tasks) >= _MANY else 1
    start = partial(judging, tuple(subjects))
    if processes < 2:
        return map(start(), tasks)
    from wflint.engine.processes import in_processes

    return in_processes(tasks, processes, start, _lost)


def _lost(_task: Task, how: str) -> Answer:
    return Answer.without(f"not judged: {how}")
