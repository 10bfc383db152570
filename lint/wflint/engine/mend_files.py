"""Mending files, in this process or in several: what each would be; nothing is written here."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Final

from wflint.engine.examine import examine
from wflint.engine.files import STDIN
from wflint.engine.mending import mend
from wflint.engine.settle import Showing
from wflint.engine.work import Worker, without_fixes
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wflint.diagnostics import Diagnostic
    from wflint.diagnostics.fix import Safety
    from wflint.engine.check import Checker
    from wflint.engine.mending import Same
    from wflint.engine.work import Job

_MANY: Final = 40  # files from which other processes pay although nobody asked for them


class MendJob(NamedTuple):
    """A file that has something to mend; ``known`` are the fingerprints that a baseline hides."""

    job: Job
    unsafe: bool
    known: frozenset[str] = frozenset()


class Applied(NamedTuple):
    """A fix that was applied: of which rule, and what it does."""

    code: str
    slug: str
    safety: Safety
    title: str
    message: str


class MendedFile(NamedTuple):
    """A file before and after, the very same bytes where nothing was mended.

    ``problem`` says why it could not be mended at all; ``left`` are the fixes that would have brought an
    error, or changed what they must not.
    """

    job: Job
    before: bytes = b""
    after: bytes = b""
    applied: tuple[Applied, ...] = ()
    problem: str | None = None
    left: tuple[Applied, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was mended."""
        return self.after != self.before


class _CrashError(Exception):
    """A rule raised; whatever it would have said is not known."""


def mend_files(
    jobs: Sequence[MendJob], processes: int | None, stdin: Callable[[], bytes] | None, *, debug: bool = False
) -> Iterator[MendedFile]:
    """What each file would be, in the order of the jobs."""
    if processes is None:
        processes = (os.cpu_count() or 1) if len(jobs) >= _MANY else 1
    processes = min(processes, len(jobs))
    if processes > 1 and all(one.job.path != STDIN for one in jobs):
        from wflint.engine.processes import in_processes

        return in_processes(jobs, processes, partial(_start, debug), _lost)
    return map(partial(_mend, Worker(debug, stdin)), jobs)


def _start(debug: bool) -> Callable[[MendJob], MendedFile]:
    return partial(_mend, Worker(debug))


def _lost(one: MendJob, how: str) -> MendedFile:
    return MendedFile(one.job, problem=f"not fixed: {how}")


def _mend(worker: Worker, one: MendJob) -> MendedFile:
    job = one.job
    try:
        raw = worker.read(job.path)
        checker = worker.checker(job.plan)
        found = mend(raw, _look(one, checker), unsafe=one.unsafe, same=_same(checker))
    except OSError as error:
        return MendedFile(job, problem=f"not fixed: {error.strerror or error}")
    except MemoryError:
        return MendedFile(job, problem="not fixed: there is not enough memory")
    except _CrashError as crash:
        return MendedFile(job, problem=f"not fixed: internal error in {crash}")
    except Exception as error:
        said = worker.internal(job.name, "fixing it", error)
        return MendedFile(job, problem=said.removeprefix(f"{job.name}: "))
    return MendedFile(job, raw, found.raw, _told(found.applied), left=_told((*found.doubted, *found.refused)))


def _told(diagnostics: Iterable[Diagnostic]) -> tuple[Applied, ...]:
    return tuple(
        Applied(d.code, d.slug, d.fix.safety, d.fix.title, d.message)
        for d in diagnostics
        if d.fix is not None
    )


def _look(one: MendJob, checker: Checker) -> Callable[[bytes], list[Diagnostic]]:
    """Checks bytes as the run does; what it hides, or leaves to people, has no fix here."""
    job = one.job
    wanted = job.plan.wanted
    least = job.plan.showing.least
    may = wanted.mended()

    def look(raw: bytes) -> list[Diagnostic]:
        found = examine(
            raw,
            job.name,
            checker,
            lenient=job.lenient,
            showing=Showing(least, least),
            severities=job.plan.severities,
            hiding=wanted.hiding(),
        )
        if checker.crashes:
            crash = checker.crashes[0]
            checker.crashes.clear()
            raise _CrashError(f"rule {crash.where}: {type(crash.error).__name__}")
        told = found.diagnostics if may is None else without_fixes(found.diagnostics, may)
        return [_unless_known(d, one.known) for d in told]

    return look


def _unless_known(d: Diagnostic, known: frozenset[str]) -> Diagnostic:
    if d.counts and known and (d.fingerprint in known or d.alike in known):
        return d._replace(suppressed="baseline")
    return d


def _same(checker: Checker) -> Same:
    from wflint.engine.same_request import same_request

    return partial(same_request, catalogues=checker.catalogues)
