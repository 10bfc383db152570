"""Tests run one after another in a forked child that stops at the first failure and cannot hang."""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pytest

MEMORY = 6 << 30  # bytes of address space: a loop that only grows ends before the machine does
FACTOR = 10  # a test may take so many times what it took unchanged, in seconds of the processor,
GRACE = 3.0  # and this much more
WAITING = 60.0  # by the clock, for tests that wait for something that never comes
STARTING = 60.0  # seconds of the processor for imports
UNFIT = 3  # the exit status of a child in which the change cannot be put in place
NONE = 2**32 - 1  # no test yet


class Verdict(NamedTuple):
    """How a child ended, and in which of its tests.

    ``passed``, ``failed``, ``hang``, ``crash``, or ``unfit``: this is not the process for this change.
    """

    outcome: str
    test: int | None
    seconds: float


class Allowed(NamedTuple):
    """What a test took unchanged, in seconds of the processor and by the clock."""

    cpu: float
    wall: float


def forked(work: Callable[[Callable[[int], None]], bool]) -> Verdict:
    """Do the work in a forked child, which may change and break what it likes.

    ``work`` is handed a function that notes the number of the test that begins, and says whether all is well.
    Whatever the child started ends with it.
    """
    scratch = Path(tempfile.mkdtemp(prefix="m-"))
    noted = mmap.mmap(-1, 4)  # shared with the child
    _note(noted, NONE)
    before = _spent()
    pid = os.fork()
    if pid == 0:
        code = 2
        try:
            code = _child(work, noted, scratch)
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    _end_group(pid)
    shutil.rmtree(scratch, ignore_errors=True)
    test = int.from_bytes(noted[:4], "little")
    return Verdict(_outcome(status), None if test == NONE else test, _spent() - before)


def _note(noted: mmap.mmap, test: int) -> None:
    noted[:4] = test.to_bytes(4, "little")


def _outcome(status: int) -> str:
    if os.WIFSIGNALED(status):
        return "hang" if os.WTERMSIG(status) in {signal.SIGPROF, signal.SIGALRM} else "crash"
    return {0: "passed", 1: "failed", UNFIT: "unfit"}.get(os.WEXITSTATUS(status), "crash")


def _end_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _spent() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _child(work: Callable[[Callable[[int], None]], bool], noted: mmap.mmap, scratch: Path) -> int:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = str(scratch)
    tempfile.tempdir = None
    limit(Allowed(STARTING, STARTING))
    return 0 if work(lambda test: _note(noted, test)) else 1


def limit(allowed: Allowed) -> None:
    """End this process when what comes now takes far longer than it did; both signals end it by default."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, GRACE + FACTOR * allowed.cpu)
    signal.setitimer(signal.ITIMER_REAL, WAITING + FACTOR * allowed.wall)


class Watch:
    """The plugin that sees whether a test failed."""

    def __init__(self) -> None:
        self.failed = False
        self.skipped = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Any phase counts: set-up, the test, putting away."""
        self.failed = self.failed or report.failed
        self.skipped = self.skipped or report.skipped


def run(items: Sequence[pytest.Item], allowed: Sequence[Allowed], note: Callable[[int], None]) -> bool:
    """Run the tests in this order up to the first that fails; whether all passed."""
    if not items:
        return True
    watch = Watch()
    items[0].config.pluginmanager.register(watch)
    for n, item in enumerate(items):
        note(n)
        limit(allowed[n])
        following = items[n + 1] if n + 1 < len(items) else None
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        except BaseException:  # a test that ends the session: the child is thrown away
            watch.failed = True
        if watch.failed:
            _put_away(item)
            return False
    return True


def _put_away(item: pytest.Item) -> None:
    """End what fixtures of the session, the module and the class have started."""
    with contextlib.suppress(BaseException):
        item.config.hook.pytest_runtest_teardown(item=item, nextitem=None)
