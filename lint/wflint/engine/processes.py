"""Many jobs in several processes. One that dies costs the job that it was at, and no other.

Each process has two pipes of its own: one for jobs and their results, and one on which it says that it begins
with the next. The latter is looked at when the system has killed the process (for want of memory, as a rule),
to know what it was at. Nothing else is shared: no locks, no threads.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from contextlib import suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from wflint.engine.workers import begin, starting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    # Makes, in the process itself, what does a job; must be picklable where processes are not forked.
    Start = Callable[[], Callable[[Any], Any]]

Job = TypeVar("Job")
Result = TypeVar("Result")

_CHUNK = 40  # jobs a process takes at a time
_PATIENCE = 5.0  # seconds in which a process that was asked to end does so


def in_processes(
    jobs: Sequence[Job], processes: int, start: Start, lost: Callable[[Job, str], Result]
) -> Iterator[Result]:
    """What each job gives, in the order of the jobs.

    ``lost`` makes the result of a job whose process died, from a phrase that says how. Where the system gives
    no processes, the jobs are done in this one.
    """
    pool = _Pool(jobs, processes, start, lost)
    try:
        yield from pool.results()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.close()


class _Child:
    """A process, this side's ends of its pipes, and the jobs that it has not answered yet."""

    def __init__(self, process: BaseProcess, connection: Connection, begun: Connection) -> None:
        self.process = process
        self.connection = connection
        self.begun = begun
        self.waiting: range = range(0)

    def at(self) -> int:
        """The job that it was at when it ended: the last that it began with, or else the first it got."""
        count = 0
        with suppress(EOFError, OSError):
            while self.begun.poll():
                self.begun.recv_bytes()
                count += 1
        return self.waiting[max(0, count - 1)]


class _Pool(Generic[Job, Result]):
    def __init__(
        self, jobs: Sequence[Job], processes: int, start: Start, lost: Callable[[Job, str], Result]
    ) -> None:
        self._jobs = jobs
        self._start = start
        self._lost = lost
        self._most = processes
        # Forked processes share what is loaded already. Elsewhere forks are missing, or unsafe (macOS).
        self._forks = sys.platform == "linux"
        self._context: Any = multiprocessing.get_context("fork" if self._forks else None)
        self._children: list[_Child] = []
        size = max(1, min(_CHUNK, -(-len(jobs) // processes)))
        self._chunks = deque(range(i, min(i + size, len(jobs))) for i in range(0, len(jobs), size))
        self._found: dict[int, Result] = {}

    def results(self) -> Iterator[Result]:
        for number in range(len(self._jobs)):
            while number not in self._found:
                self._go_on()
            yield self._found.pop(number)

    def _go_on(self) -> None:
        """Hand out what can be handed out, and take in at least one answer."""
        while self._chunks and len(self._children) < self._most and self._add():
            pass
        if not self._children:
            self._do_it_here()
            return
        for child in list(self._children):
            if not child.waiting and self._chunks:
                self._hand_out(child)
        busy = {child.connection: child for child in self._children if child.waiting}
        for ready in wait(list(busy)) if busy else ():
            self._take(busy[ready])  # type: ignore[index]  # what was waited for

    def _add(self) -> bool:
        """Start one more process; False where the system gives none."""
        pipes: list[Connection] = []
        try:
            for duplex in (True, False):
                pipes += self._context.Pipe(duplex)
            ours, theirs, begun, begins = pipes
            # A forked process has all of this side's ends too; while it does, the others never hear that this
            # process ended.
            held = [each for child in self._children for each in (child.connection, child.begun)]
            others = [ours, begun, *held] if self._forks else []
            process = self._context.Process(
                target=_work, args=(theirs, begins, self._start, others), daemon=True
            )
            with starting():
                process.start()
        except OSError:
            for each in pipes:
                each.close()
            self._most = len(self._children)
            return False
        theirs.close()
        begins.close()
        self._children.append(_Child(process, ours, begun))
        return True

    def _hand_out(self, child: _Child) -> None:
        child.waiting = self._chunks.popleft()
        try:
            child.connection.send([self._jobs[number] for number in child.waiting])
        except OSError:
            self._bury(child)

    def _take(self, child: _Child) -> None:
        try:
            found = child.connection.recv()
            for _ in child.waiting:
                child.begun.recv_bytes()
        except Exception:  # its end, or half an answer
            self._bury(child)
            return
        for number, result in zip(child.waiting, found, strict=True):
            self._found[number] = result
        child.waiting = range(0)

    def _bury(self, child: _Child) -> None:
        """Give up the job that a dead process was at; what else it had goes to others."""
        at, waiting = child.at(), child.waiting
        self._children.remove(child)
        _end(child)
        self._found[at] = self._lost(self._jobs[at], _end_of(child.process.exitcode))
        rest = (range(waiting.start, at), range(at + 1, waiting.stop))
        self._chunks.extendleft(chunk for chunk in reversed(rest) if chunk)

    def _do_it_here(self) -> None:
        do = self._start()
        while self._chunks:
            for number in self._chunks.popleft():
                self._found[number] = do(self._jobs[number])

    def stop(self) -> None:
        """End the processes, deep in a large file as they may be."""
        for child in self._children:
            child.process.kill()  # they keep nothing, and do not hear of anything milder

    def close(self) -> None:
        """Wait until the processes have ended; they do when nobody talks to them any more."""
        for child in self._children:
            child.connection.close()
        for child in self._children:
            _end(child)
        self._children.clear()


def _end(child: _Child) -> None:
    child.connection.close()
    child.begun.close()
    child.process.join(_PATIENCE)
    if child.process.exitcode is None:
        child.process.kill()
        child.process.join()


def _end_of(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"its process was killed ({name}); the system does so when memory runs out"
    return f"its process ended unexpectedly (exit code {code})"


def _work(connection: Connection, begins: Connection, start: Start, others: Sequence[Connection]) -> None:
    """What a process does: jobs, until this side's end of the pipe is closed."""
    begin()
    for other in others:
        other.close()
    do = start()
    with suppress(EOFError, OSError):
        while True:
            found = []
            for job in connection.recv():
                begins.send_bytes(b"")
                found.append(do(job))
            connection.send(found)
