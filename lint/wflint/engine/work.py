"""Checking files, in this process or in several; the results come in the order of the files."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from wflint.diagnostics import CheckedFile
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.files import STDIN
from wflint.engine.targets import open_wanted
from wflint.reading import read_document_file
from wflint.records import NamedTuple
from wflint.rules.registry import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wflint.diagnostics import Diagnostic
    from wflint.engine.configuration import Wanted
    from wflint.engine.selection import Selection
    from wflint.engine.settle import Showing

_MANY = 400  # files from which other processes pay although nobody asked for them
_CHUNK = 40  # files a process takes at a time


class Plan(NamedTuple):
    """How files are checked. Plain values only, so that it travels to other processes."""

    wanted: Wanted
    selection: Selection
    showing: Showing


class Job(NamedTuple):
    """A file with its plan. ``name`` is what reports call it; ``lenient``: see :func:`examine`."""

    path: str
    name: str
    lenient: bool
    plan: Plan


class Done(NamedTuple):
    """What a file gave; ``problems`` are one-line texts about the path or about wflint itself."""

    checked: tuple[CheckedFile, ...]
    diagnostics: list[Diagnostic]
    problems: tuple[str, ...] = ()
    hidden: int = 0  # findings that are counted, but not among the diagnostics


def check_jobs(
    jobs: Sequence[Job], processes: int | None, stdin: Callable[[], bytes] | None, *, debug: bool = False
) -> Iterator[Done]:
    """Check files; ``processes`` None uses one for few files and one a core for many."""
    if processes is None:
        processes = (os.cpu_count() or 1) if len(jobs) >= _MANY else 1
    processes = min(processes, len(jobs))
    if processes > 1 and all(job.path != STDIN for job in jobs):
        return _in_processes(jobs, processes, debug)
    worker = _Worker(debug, stdin)
    return map(worker.check, jobs)


class _Worker:
    """Checks one file after the other; one checker for each plan lives on between them."""

    def __init__(self, debug: bool, stdin: Callable[[], bytes] | None = None) -> None:
        self._debug = debug
        self._stdin = stdin
        self._checkers: dict[Plan, Checker] = {}
        self._last: tuple[Plan, Checker] | None = None

    def check(self, job: Job) -> Done:
        try:
            raw = self._read(job.path)
        except OSError as error:
            reason = error.strerror or str(error)
            unreadable = CheckedFile(job.name, None, None, "unreadable", reason)
            return Done((unreadable,), [], (f"{job.name}: {reason}",))
        checker = self._checker(job.plan)
        try:
            found = examine(raw, job.name, checker, lenient=job.lenient, showing=job.plan.showing)
        except Exception as error:
            return Done(
                (CheckedFile(job.name, None, None, "unreadable", "internal error"),),
                [],
                (self._internal(job.name, "reading it", error),),
            )
        if not checker.crashes:
            return Done(found.checked, found.diagnostics, (), found.hidden)
        problems = tuple(self._internal(job.name, f"rule {c.where}", c.error) for c in checker.crashes)
        checker.crashes.clear()
        return Done(found.checked, found.diagnostics, problems, found.hidden)

    def _read(self, path: str) -> bytes:
        if path == STDIN and self._stdin is not None:
            return self._stdin()
        return read_document_file(path)

    def _checker(self, plan: Plan) -> Checker:
        if self._last is not None and self._last[0] is plan:
            return self._last[1]
        checker = self._checkers.get(plan)
        if checker is None:
            wanted = plan.wanted
            checker = Checker(open_wanted(wanted), plan.selection, wanted.options())
            self._checkers[plan] = checker
        self._last = (plan, checker)
        return checker

    def _internal(self, name: str, where: str, error: Exception) -> str:
        text = " ".join(str(error).split())[:300]
        line = f"{name}: internal error in {where}: {type(error).__name__}: {text}"
        if not self._debug:
            return line + " (please report it; WFLINT_DEBUG=1 shows more)"
        import traceback

        return line + "\n" + "".join(traceback.format_exception(error)).rstrip()


_worker: _Worker | None = None  # of a child process


def _start(debug: bool) -> None:
    import signal

    global _worker  # noqa: PLW0603  # a pool gives its processes no other place to keep things
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C does
    _worker = _Worker(debug)


def _check_chunk(jobs: Sequence[Job]) -> list[Done]:
    assert _worker is not None
    return [_worker.check(job) for job in jobs]


def _in_processes(jobs: Sequence[Job], processes: int, debug: bool) -> Iterator[Done]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Forked children share what is loaded already: the catalogues, and the modules of the rules.
    for job in {job.plan: job for job in jobs}.values():
        load_rules(job.plan.selection.enabled)
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    size = max(1, min(_CHUNK, -(-len(jobs) // processes)))
    chunks: Iterable[Sequence[Job]] = [jobs[i : i + size] for i in range(0, len(jobs), size)]
    pool = ProcessPoolExecutor(processes, context, _start, (debug,))
    try:
        for results in pool.map(_check_chunk, chunks):
            yield from results
    except BaseException:
        for child in multiprocessing.active_children():  # may be deep in a large file
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
