"""One judgement of a matrix: a document at a release, in whatever process it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.store import open_release
from wflint.records import NamedTuple
from wflint.release import release_of
from wflint.upgrade.verdict import Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.document import Document


class Subject(NamedTuple):
    """A document of a file, and the release that it was made for."""

    path: str
    part: str
    document: Document
    old: str
    guessed: bool


class Task(NamedTuple):
    """The number of a subject, and the release that it is judged at."""

    subject: int
    release: str


class Answer(NamedTuple):
    """What a cell needs of a judgement; it travels between processes. ``lost`` says why there is none."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    before: int
    lost: str = ""

    @staticmethod
    def without(why: str) -> Answer:
        """No judgement."""
        return Answer(Verdict.BROKEN, (), 0, why)


def judging(subjects: tuple[Subject, ...]) -> Callable[[Task], Answer]:
    """What does tasks in a process."""
    return _Judge(subjects).answer


class _Judge:
    def __init__(self, subjects: tuple[Subject, ...]) -> None:
        self._subjects = subjects
        self._checkers: dict[str, Any] = {}
        self._old: dict[int, Any] = {}

    def _check(self, document: Document, release: str) -> Any:
        from wflint.engine.check import Checker

        checker = self._checkers.get(release)
        if checker is None:
            checker = self._checkers[release] = Checker((open_release(release),))
        return checker.check(document)

    def answer(self, task: Task) -> Answer:
        from wflint.diagnostics import Severity
        from wflint.rules.registry import all_rules

        subject = self._subjects[task.subject]
        if task.subject not in self._old:
            self._old[task.subject] = self._check(subject.document, subject.old)
        old = self._old[task.subject]
        key = lambda f: (f.rule, f.pointer, f.field)
        before = {key(f) for f, _ in old}
        new = [
            f
            for f, _ in self._check(subject.document, task.release)
            if key(f) not in before and (f.outcome or all_rules()[f.rule].rule.outcome(subject.document.kind)).severity is Severity.ERROR
        ]
        if release_of(task.release) < release_of(subject.old) and new:
            return Answer(Verdict.NEWER, (), 0)
        reasons = tuple(Reason(Verdict.BROKEN, str(f.message), f.help, f.node, f.field) for f in new)
        return Answer(Verdict.BROKEN if new else Verdict.FINE, reasons, len(before))
