"""One judgement of a matrix: a document at a release, in whatever process it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.store import open_release
from wflint.diagnostics.words import listed
from wflint.engine.targets import open_targets
from wflint.records import NamedTuple
from wflint.release import release_of
from wflint.upgrade.faults import FaultFinder
from wflint.upgrade.guess import taken
from wflint.upgrade.judge import Judge
from wflint.upgrade.verdict import Reason, Strictness, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.engine.configuration import Wanted
    from wflint.graph.ir import Graph
    from wflint.rules.options import RuleOptions
    from wflint.upgrade.faults import Key, ReleaseFault
    from wflint.upgrade.guess import Guess
    from wflint.upgrade.silent.change import Met
    from wflint.upgrade.verdict import Judgement


class Subject(NamedTuple):
    """A document of a file. ``possible`` are the releases that it may be of (:mod:`wflint.upgrade.guess`),
    ``given`` the one that somebody says it is of. ``wanted`` is what the configuration says for the file.
    """

    document: Document
    graph: Graph
    possible: list[str]
    given: str | None
    wanted: Wanted

    @property
    def key(self) -> tuple[str, ...]:
        """What its catalogues depend on beside the release."""
        return self.wanted.catalogues + self.wanted.packs

    def guessed(self, release: str) -> Guess | None:
        """The release that it is taken to be of when it is judged at another one."""
        return taken(self.possible, release_of(release)) if self.given is None else None

    def old(self, release: str) -> str:
        """The same, whoever says it; the release itself where nobody can tell."""
        guess = self.guessed(release)
        return self.given or (guess.release if guess is not None else release)


class Task(NamedTuple):
    """The number of a subject, and the release that it is judged at."""

    subject: int
    release: str


class Answer(NamedTuple):
    """What a cell needs of a judgement; it travels between processes. ``lost`` says why there is none."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    meets: Strictness | None
    before: int
    lost: str = ""

    @staticmethod
    def without(why: str) -> Answer:
        """No judgement."""
        return Answer(Verdict.BROKEN, (), None, 0, why)


def opened(release: str, wanted: Wanted) -> Catalogue:
    """A release with the nodes that a configuration adds. Raises TargetError."""
    return (
        open_targets(release, wanted.catalogues, named=True)[0]
        if wanted.catalogues
        else open_release(release)
    )


def options(wanted: Wanted) -> RuleOptions | None:
    """Whose packs there are."""
    return wanted._replace(models=None).options() if wanted.packs else None


def judging(subjects: tuple[Subject, ...]) -> Callable[[Task], Answer]:
    """What does tasks in a process."""
    return _Judges(subjects).answer


class _Remembering(FaultFinder):
    """A finder that looks once at a document at its own release, and once a task at the other."""

    def __init__(self, subjects: tuple[Subject, ...], of_packs: RuleOptions | None) -> None:
        super().__init__(of_packs)
        self._known = {id(subject.document) for subject in subjects}
        self._own: dict[tuple[int, str], dict[Key, ReleaseFault]] = {}
        self._now: dict[tuple[int, str], dict[Key, ReleaseFault]] = {}
        self._names: tuple[str, ...] = ()

    def begin(self, *own: str) -> None:
        """The next task is about a document of one of these releases."""
        self._names = own
        self._now.clear()

    def faults(self, document: Document, catalogue: Catalogue) -> dict[Key, ReleaseFault]:
        """See FaultFinder."""
        if id(document) not in self._known:  # a migrated one, which soon is no more
            return super().faults(document, catalogue)
        kept = self._own if catalogue.name in self._names else self._now
        key = id(document), catalogue.name
        found = kept.get(key)
        if found is None:
            found = kept[key] = super().faults(document, catalogue)
        return found


class _Judges:
    """Judges of the releases that are asked for, with what they share."""

    def __init__(self, subjects: tuple[Subject, ...]) -> None:
        self._subjects = subjects
        self._finders: dict[tuple[str, ...], _Remembering] = {}
        self._judges: dict[tuple[str, tuple[str, ...]], tuple[Judge, Judge]] = {}

    def answer(self, task: Task) -> Answer:
        """Do a task. What is wrong with wflint itself is told instead of an answer."""
        subject = self._subjects[task.subject]
        try:
            return self._answer(subject, task.release)
        except RecursionError:
            return Answer.without("it is nested too deep")
        except MemoryError:
            return Answer.without("there is not enough memory")

    def _answer(self, subject: Subject, release: str) -> Answer:
        finder = self._finder(subject)
        finder.begin(subject.old(release), *subject.possible[:1])
        guess = self._guess(subject, release)
        old = guess.release if guess is not None else subject.old(release)
        judgement = self._judgement(subject, release, old, guess)
        if finder.crashes:
            crash = finder.crashes[0]
            finder.crashes.clear()
            return Answer.without(
                f"internal error in rule {crash.where}: {type(crash.error).__name__} (please report it)"
            )
        verdict, silent = judgement.verdict, judgement.silent
        if release_of(release) < release_of(old):
            silent = []  # they are about the way up
            if not judgement.is_well and verdict is not Verdict.NEEDS_PACK:
                verdict = Verdict.NEWER
        meets = next((each for each in reversed(Strictness) if judgement.survives(each)), None)
        return Answer(verdict, (*judgement.reasons, *map(_silent, silent)), meets, judgement.before)

    def _guess(self, subject: Subject, release: str) -> Guess | None:
        """What the document is taken to be of: nothing that refuses what an older release takes."""
        guess = subject.guessed(release)
        if guess is None or guess.release != release:
            return guess
        judge, _ = self._judges_of(subject, release)
        narrowed = judge.narrowed(subject.possible, [(subject.document, subject.graph)])
        return taken(narrowed, release_of(release))

    def _judgement(self, subject: Subject, release: str, old_name: str, guessed: Guess | None) -> Judgement:
        quick, whole = self._judges_of(subject, release)
        old = opened(old_name, subject.wanted)
        found = quick.judge(subject.document, subject.graph, old, guessed)
        if all(reason.verdict in (Verdict.UPDATED, Verdict.NEWER) for reason in found.reasons):
            return found  # a migration would change no verdict
        return whole.judge(subject.document, subject.graph, old, guessed)

    def _finder(self, subject: Subject) -> _Remembering:
        finder = self._finders.get(subject.key)
        if finder is None:
            finder = self._finders[subject.key] = _Remembering(self._subjects, options(subject.wanted))
        return finder

    def _judges_of(self, subject: Subject, release: str) -> tuple[Judge, Judge]:
        """The release's judges, without migrations and with. Neither searches since when a fault is there:
        the matrix itself shows it."""
        key = release, subject.key
        judges = self._judges.get(key)
        if judges is None:
            new, of_packs, finder = (
                opened(release, subject.wanted),
                options(subject.wanted),
                self._finder(subject),
            )
            quick, whole = (
                Judge(new, of_packs, blames=False, migrations=migrations, finder=finder)
                for migrations in (False, True)
            )
            judges = self._judges[key] = quick, whole
        return judges


def _silent(met: Met) -> Reason:
    """A silent change as a reason; one that only may give another image speaks against nothing."""
    change = met.change
    when = f" ({change.when})" if change.when else ""
    may = "" if met.surely else "may differ: "
    return Reason(
        Verdict.OTHER_RESULT if met.surely else Verdict.FINE,
        f"{may}{listed(change.nodes, 3)} since {change.since}: {change.what}{when}",
        node=met.nodes[0] if len(met.nodes) == 1 else None,
        breaks=Strictness.SAME_IMAGE if met.surely else None,
    )
