"""Judge documents at all releases of a range, each group of equal releases once, in several processes."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Final

from wflint.catalogue.packs.index import shipped_index
from wflint.upgrade.matrix import Cell, Matrix, MatrixRow
from wflint.upgrade.matrix_groups import Grouper
from wflint.upgrade.matrix_judge import Answer, Subject, Task, judging, opened, options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MANY: Final = 150  # judgements from which other processes pay


class LostError(Exception):
    """A judgement that could not be made; the text says of which document, at which release and why."""


def build(
    subjects: Sequence[Subject],
    releases: Sequence[str],
    *,
    processes: int | None = None,
    grouped: bool = True,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Matrix:
    """The matrix of some documents and releases (oldest first).

    ``processes`` None takes one a core where that pays. Without ``grouped`` every release is judged for
    itself. Raises LostError, and TargetError where a configuration's catalogue cannot be read.
    """
    groupers: dict[tuple[str, ...], Grouper] = {}
    groups = [
        _groups(subject, releases, groupers) if grouped else [(release,) for release in releases]
        for subject in subjects
    ]
    # By release: whatever is worked out for one serves all documents that are judged at it.
    place = {name: number for number, name in enumerate(releases)}
    tasks = sorted(
        (Task(number, group[0]) for number, of in enumerate(groups) for group in of),
        key=lambda task: (place[task.release], task.subject),
    )
    answers: dict[Task, Answer] = {}
    for task, answer in zip(tasks, _answers(subjects, tasks, processes), strict=True):
        if answer.lost:
            name = subjects[task.subject].document.source.name
            raise LostError(f"{name}: at {task.release}: {answer.lost}")
        answers[task] = answer
        progress(len(answers), len(tasks))
    rows = []
    for number, subject in enumerate(subjects):
        given = [(group, answers[Task(number, group[0])]) for group in groups[number]]
        rows.append(
            MatrixRow(
                subject.document.source.name,
                subject.document.part or "",
                subject.old(releases[-1]) if subject.given or subject.possible else "",
                subject.given is None,
                given[-1][1].before,
                tuple(Cell(group, a.verdict, a.reasons, a.meets) for group, a in given),
            )
        )
    return Matrix(tuple(releases), tuple(rows), len(tasks))


def _groups(
    subject: Subject, releases: Sequence[str], groupers: dict[tuple[str, ...], Grouper]
) -> list[tuple[str, ...]]:
    grouper = groupers.get(subject.key)
    if grouper is None:
        of_packs = options(subject.wanted)
        index = (of_packs.packs if of_packs is not None else None) or shipped_index()
        catalogues = [opened(release, subject.wanted) for release in releases]
        grouper = groupers[subject.key] = Grouper(catalogues, index)
    types = {node.type for node in subject.graph.nodes.values()}
    return grouper.groups(types, [subject.old(release) for release in releases])


def _answers(subjects: Sequence[Subject], tasks: Sequence[Task], processes: int | None) -> Iterator[Answer]:
    if processes is None:
        processes = (os.cpu_count() or 1) if len(tasks) >= _MANY else 1
    start = partial(judging, tuple(subjects))
    if processes < 2:
        return map(start(), tasks)
    from wflint.engine.processes import in_processes
    from wflint.rules.registry import load_rules
    from wflint.upgrade.faults import selection

    load_rules(selection().enabled)  # forked processes share what is loaded already
    return in_processes(tasks, processes, start, _lost)


def _lost(_task: Task, how: str) -> Answer:
    return Answer.without(f"not judged: {how}")
