"""The client for documents: what is public as ``wflint.Server``."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any

from wflint.live.client.client import DEFAULT_SECONDS, DEFAULT_WAITING, Client
from wflint.live.client.errors import QueueWaitError, RunTimeoutError, ServerError, UnreachableError
from wflint.live.runs.request import enqueue_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wflint.document import Document
    from wflint.live.client.batch_run import Progress, Run
    from wflint.live.client.results import RunResult

    Runnable = str | Path | dict[str, Any] | Document


class DocumentClient(Client):
    """A running InvokeAI server, release 5.0 to 6.14, that takes workflows, graphs and enqueue bodies.

    Each is a path, a parsed document, or its JSON. Everything else is as :class:`Client` says.
    """

    def submit(
        self, source: Runnable, *, runs: int = 1, data: list[list[dict[str, Any]]] | None = None
    ) -> Run:
        """Enqueue a document.

        ``data`` is batch data beside the document's own. Raises RefusedError when the server does not take
        it, InputError when it is nothing that can run.
        """
        return self.enqueue(enqueue_body(source, self, runs=runs, data=data))

    def run(
        self,
        source: Runnable,
        *,
        runs: int = 1,
        data: list[list[dict[str, Any]]] | None = None,
        seconds: float | None = DEFAULT_SECONDS,
        waiting: float | None = DEFAULT_WAITING,
        progress: Callable[[Progress], None] | None = None,
        retries: int = 0,
    ) -> RunResult:
        """Enqueue and wait: ``waiting`` seconds for its start, ``seconds`` for its end from then on.

        ``retries`` runs it anew, with growing pauses, when the server could not be reached or the run took
        too long; what was left of it is cancelled first, so nothing runs twice at once. A run that ends in
        an error is not tried again: it would end so again.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                run = self.submit(source, runs=runs, data=data)
                result = self.wait(run, seconds, progress, waiting=waiting)
            except QueueWaitError:
                raise  # it would wait again, behind those that came since
            except (UnreachableError, RunTimeoutError):
                if attempt > retries:
                    raise
                time.sleep(min(2.0**attempt, 30.0))
            else:
                result.attempts = attempt
                return result

    def run_many(
        self,
        sources: Sequence[Runnable],
        *,
        concurrent: int = 2,
        seconds: float | None = DEFAULT_SECONDS,
        waiting: float | None = DEFAULT_WAITING,
        callback: Callable[[int, RunResult | Exception, int, int], None] | None = None,
    ) -> list[RunResult | Exception]:
        """Run many workflows, a few at a time in the queue; the results in the order of the sources.

        One that cannot run leaves its exception in its place, the others go on. ``callback`` is told the
        index of each when it is done, its result, and how many of how many are done. ``seconds`` and
        ``waiting`` are for each, as for ``run``.

        Releases before 6.0 get one at a time: they fail at random when something is enqueued while
        something else runs ("cannot commit - no transaction is active").
        """
        if not self.capabilities.item_ids:
            concurrent = 1
        outcomes: list[RunResult | Exception | None] = [None] * len(sources)
        unsent = deque(range(len(sources)))
        active: dict[int, Run] = {}
        done = 0

        def finish(index: int, outcome: RunResult | Exception) -> None:
            nonlocal done
            done += 1
            outcomes[index] = outcome
            if callback is not None:
                callback(index, outcome, done, len(sources))

        try:
            while unsent or active:
                while unsent and len(active) < max(1, concurrent):
                    index = unsent.popleft()
                    try:
                        active[index] = self.submit(sources[index])
                    except (ServerError, ValueError, OSError) as error:
                        finish(index, error)
                for index, run in list(active.items()):
                    outcome = self.turn(run, seconds, 0.1 / len(active), waiting=waiting)
                    if outcome is not None:
                        del active[index]
                        finish(index, outcome)
        finally:
            for run in active.values():
                self.queue.cancel_quietly(run.batch_id)
                run.close()
        return [outcome for outcome in outcomes if outcome is not None]
