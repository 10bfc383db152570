"""Many documents on one or several servers, each with a few at a time in its queue."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from os import PathLike
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Literal

from wflint.live.client.client import DEFAULT_SECONDS, DEFAULT_WAITING, Client
from wflint.live.client.errors import InputError, ServerError, UnreachableError
from wflint.live.runs.binding import BY_INPUTS
from wflint.live.runs.python_values import request_of
from wflint.live.runs.request import as_document
from wflint.live.runs.resources import ServerResources

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.client.batch_run import Run
    from wflint.live.client.results import RunResult
    from wflint.live.runs.request import Runnable

    Outcome = RunResult | Exception
    Told = Callable[[int, Outcome, int, int], object]
    Source = Runnable | tuple[Runnable, Mapping[str, Any]]
    _Limits = tuple[float | None, float | None]  # seconds of a run, and before its start

_MOMENT: Final = 0.1  # seconds that a server's runs are waited for in all, before others are looked at
_END_SECONDS: Final = 20.0  # for all servers to hear that their runs are cancelled


def run_many(
    sources: Sequence[Source],
    servers: Sequence[Client | str],
    *,
    concurrent: int | Sequence[int] = 2,
    lost: Literal["move", "fail"] = "move",
    seconds: float | None = DEFAULT_SECONDS,
    waiting: float | None = DEFAULT_WAITING,
    callback: Told | None = None,
) -> list[RunResult | Exception]:
    """Run many documents on one or several servers; the results in the order of the sources.

    A source is what ``Server.run`` takes, or a tuple of that and a mapping of its ``inputs``. A server is a
    ``Server`` or an address. ``concurrent`` is how many are in the queue of each server at once, a list gives
    each its own bound. Each server takes the next one as it has room; ``RunResult.server`` says which it was.
    Releases before 6.0 get one at a time: they fail at random when something is enqueued while something else
    runs ("cannot commit - no transaction is active").

    One that cannot run leaves its exception in its place, the others go on. ``callback`` is told, on the
    caller's thread, the index of each when it is done, its result, and how many of how many are done.
    ``waiting`` seconds are for each run's start, beginning when those before it that this call sent to the
    same server are over, ``seconds`` for its end from its start on. Ctrl-C, and what the callback raises,
    cancels all of them.

    A server that can no longer be reached gets no more runs while there is another. ``lost`` says what
    becomes of those that it had: ``move`` runs them on the others (it forgets them when it comes back to this
    client), ``fail`` leaves the UnreachableError in their place.

    Raises UnreachableError when no server answers at first, UnsupportedReleaseError and other ServerErrors of
    servers that are none, InputError for arguments.
    """
    sources = _listed(sources, "sources")
    servers = _listed(servers, "servers")
    if not servers or not all(isinstance(server, Client | str) for server in servers):
        raise InputError("run_many takes a list of servers (Server objects or addresses), at least one")
    bounds = _bounds(concurrent, len(servers))
    if lost not in ("move", "fail"):
        raise InputError(f'lost is "move" or "fail", not {lost!r}')
    with ExitStack() as stack:
        clients = [s if isinstance(s, Client) else stack.enter_context(_Borrowed(s)) for s in servers]
        jobs = _Jobs(sources, move=lost == "move")
        workers = [
            _Worker(client, bound if client.capabilities.item_ids else 1, jobs, (seconds, waiting))
            for client, bound in zip(clients, bounds, strict=True)
            if _answers(client, jobs)
        ]
        if not workers and jobs.trouble is not None:
            raise jobs.trouble
        jobs.workers = len(workers)
        _carry_out(workers, jobs, callback)
    return [outcome for _, outcome in sorted(jobs.outcomes.items())]


def _listed(given: Any, what: str) -> list[Any]:
    """What was given as a list. One thing alone would be taken apart: a path into its letters."""
    if isinstance(given, str | bytes | Mapping | PathLike) or not isinstance(given, Iterable):
        raise InputError(f"run_many takes a list of {what}, not one {type(given).__name__}")
    return list(given)


def _bounds(concurrent: int | Sequence[int], count: int) -> list[int]:
    """How many each server has at once. Raises InputError."""
    bounds: list[Any] = list(concurrent) if isinstance(concurrent, Sequence) else [concurrent] * count
    if len(bounds) != count:
        raise InputError(f"concurrent has {len(bounds)} bounds for {count} servers")
    if not all(type(bound) is int and bound > 0 for bound in bounds):
        raise InputError(f"concurrent takes whole numbers from 1 on, not {concurrent!r}")
    return bounds


class _Borrowed(Client):
    """A server that is ours for one call: what was uploaded goes with it."""

    def close(self) -> None:
        with suppress(ServerError):  # one that is gone would keep the results of the others
            self.clear_uploads()
        super().close()


def _answers(client: Client, jobs: _Jobs) -> bool:
    try:
        _ = client.capabilities
    except UnreachableError as error:
        jobs.trouble = error
        return False
    return True


class _Jobs:
    """What is to be run, shared by the workers."""

    def __init__(self, sources: Sequence[Source], *, move: bool) -> None:
        self.sources = sources
        self.move = move
        self.outcomes: dict[int, Outcome] = {}
        self.workers = 1
        self.trouble: Exception | None = None
        self.stopping = threading.Event()
        self.ended: SimpleQueue[tuple[int, Outcome]] = SimpleQueue()
        self._waiting = deque(range(len(sources)))
        self._left = len(sources)
        self._lock = threading.Condition()

    @property
    def over(self) -> bool:
        """Whether nothing is left to be run, or nobody waits for it any more."""
        return self._left == 0 or self.stopping.is_set()

    def take(self) -> int | None:
        """The next one, None when all have been taken."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def give_back(self, indices: list[int]) -> None:
        """Let others have what one could not run."""
        with self._lock:
            self._waiting.extendleft(sorted(indices, reverse=True))
            self._lock.notify_all()

    def end(self, index: int, outcome: Outcome) -> None:
        """Say what became of one."""
        with self._lock:
            self._left -= 1
            self.ended.put((index, outcome))
            self._lock.notify_all()

    def retire(self) -> bool:
        """Whether a worker may leave the rest to the others."""
        with self._lock:
            if self.workers < 2:
                return False
            self.workers -= 1
            return True

    def wait(self, seconds: float) -> None:
        """Until something changed, for one that has nothing to do: others may give some back."""
        with self._lock:
            if not self._waiting and not self.over:
                self._lock.wait(seconds)


class _Worker:
    """One server and the runs in its queue."""

    def __init__(self, server: Client, bound: int, jobs: _Jobs, limits: _Limits) -> None:
        self.server = server
        self._bound = bound
        self._jobs = jobs
        self._limits = limits
        self._resources = ServerResources(server)  # models are asked for once, files uploaded once
        self._active: dict[int, Run] = {}

    def work(self, tell: Callable[[], object] = lambda: None) -> None:
        """Run what there is, until all is done, it is to stop, or its server is lost; ``tell`` in between."""
        try:
            while not self._jobs.over:
                if not self._turn():
                    return
                tell()
                if not self._active:
                    self._jobs.wait(_MOMENT)
        finally:
            for run in self._active.values():
                self.server.abandon(run)

    def _turn(self) -> bool:
        """Take what there is room for, and see how the others are; False when the server is lost."""
        while len(self._active) < self._bound and not self._jobs.stopping.is_set():
            index = self._jobs.take()
            if index is None:
                break
            if not self._start(index):
                return False
        ahead = False
        for index, run in list(self._active.items()):
            if self._jobs.stopping.is_set():
                break
            if ahead:
                run.waits_since = time.monotonic()  # it waits for ours, whose time is bounded itself
            outcome = self.server.turn(
                run, self._limits[0], _MOMENT / len(self._active), waiting=self._limits[1]
            )
            if outcome is None:
                ahead = True
                continue
            del self._active[index]
            if isinstance(outcome, UnreachableError) and self._jobs.retire():
                self._lose([index], outcome)
                return False
            self._jobs.end(index, outcome)
        return True

    def _start(self, index: int) -> bool:
        source = self._jobs.sources[index]
        try:
            source, inputs = _with_inputs(source)
            document = as_document(source)
            body = request_of(self.server, document, self._resources, inputs=inputs, binding=BY_INPUTS)
            self._active[index] = self.server.enqueue(body)
        except UnreachableError as error:
            if self._jobs.retire():
                if error.sent and not self._jobs.move:
                    self._jobs.end(index, error)
                else:
                    self._jobs.give_back([index])
                self._lose([], error)
                return False
            self._jobs.end(index, error)
        except (ServerError, ValueError, OSError) as error:
            self._jobs.end(index, error)
        return True

    def _lose(self, indices: list[int], error: UnreachableError) -> None:
        """Let others have all that was in the queue of the server that is lost."""
        for run in self._active.values():
            self.server.abandon(run)
        indices = [*indices, *self._active]
        self._active = {}
        if self._jobs.move:
            self._jobs.give_back(indices)
            return
        for index in indices:
            self._jobs.end(index, error)


def _with_inputs(source: Source) -> tuple[Runnable, Mapping[str, Any] | None]:
    if not isinstance(source, tuple):
        return source, None
    if len(source) != 2:
        raise InputError(f"a source is a workflow, or a tuple of one and its inputs; this has {len(source)}")
    return source


def _carry_out(workers: list[_Worker], jobs: _Jobs, callback: Told | None) -> None:
    """Have the workers work: one on this thread, several on threads of their own."""

    def tell(seconds: float = 0.0) -> None:
        """Take in what has ended, and wait for that so long at the most."""
        while len(jobs.outcomes) < len(jobs.sources):
            try:
                index, outcome = jobs.ended.get(timeout=seconds) if seconds else jobs.ended.get_nowait()
            except Empty:
                return
            jobs.outcomes[index] = outcome
            if callback is not None:
                callback(index, outcome, len(jobs.outcomes), len(jobs.sources))

    if len(workers) == 1:
        workers[0].work(tell)
        return
    failures: SimpleQueue[BaseException] = SimpleQueue()

    def work(worker: _Worker) -> None:
        try:
            worker.work()
        except BaseException as error:  # whatever it is, the caller is to know
            failures.put(error)
            jobs.stopping.set()

    threads = [threading.Thread(target=work, args=(worker,), daemon=True) for worker in workers]
    try:
        for thread in threads:
            thread.start()
        while not jobs.over:
            tell(_MOMENT)
        tell()
    finally:
        jobs.stopping.set()
        deadline = time.monotonic() + _END_SECONDS
        for thread in threads:
            thread.join(max(deadline - time.monotonic(), 0.0))
    if not failures.empty():
        raise failures.get()
