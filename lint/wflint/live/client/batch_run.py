"""A batch on its way: waiting for it, with events where they arrive and polling where not."""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.client.errors import AnswerError, UnreachableError
from wflint.live.client.items import Timings, is_id, item_result, queue_item
from wflint.live.client.results import DONE, ItemResult, RunResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.client.events import Event, EventStream
    from wflint.live.client.node_cache import CacheCounts
    from wflint.net.session import Session

_EVENT_POLL: Final = 10.0  # seconds between polls while events arrive: one may get lost
_SLOWEST_POLL: Final = 1.0
_FASTEST_POLL: Final = 0.05
_LEAST_SECONDS: Final = 1.0  # for an answer, however little time is left


class Progress(NamedTuple):
    """Something happened in a run.

    ``what`` is ``item`` (its status changed), ``started``, ``progress``, ``complete`` or ``error`` (of a
    node). ``fraction`` is how far the node is, 0 to 1, where it says. ``done`` of ``total`` items are done.
    """

    what: str
    item_id: int
    node: str = ""
    node_type: str = ""
    fraction: float | None = None
    message: str = ""
    status: str = ""
    seconds: float | None = None
    done: int = 0
    total: int = 0


class Run:
    """A batch that was enqueued. Made by ``Server.submit``; wait for it with ``Server.wait``."""

    def __init__(
        self,
        session: Session,
        queue_path: str,
        batch_id: str,
        stream: EventStream | None,
        patience: float,
        gone: Callable[[], bool] = lambda: False,
    ) -> None:
        self.batch_id = batch_id
        self.total = 0
        self.enqueued_at = time.monotonic()
        self.waits_since = self.enqueued_at  # its wait in the queue is counted from then
        self.started_at: float | None = None  # when we heard of its first item's start, the same clock
        self.on_progress: Callable[[Progress], None] | None = None
        self.sent: dict[str, dict[Any, Any]] = {}  # numbers in the batch data, by ``node.field``
        self.cache_before: CacheCounts | None = None  # of InvokeAI's node cache, before it was sent
        self.deadline: float | None = None  # by time.monotonic: no question takes longer than until then
        self._session = session
        self._path = queue_path
        self._stream = stream
        self._patience = patience
        self._gone = gone  # whether the server has ended for good, so that patience is of no use
        self._events: SimpleQueue[Event] = stream.watch(batch_id) if stream is not None else SimpleQueue()
        self._timings = Timings()
        self._items: dict[int, ItemResult | None] = {}  # None: not done yet
        self._pause = _FASTEST_POLL
        self._next_poll = 0.0
        self._silent_since: float | None = None

    def expect(self, item_ids: list[int], total: int) -> None:
        """Say which items there are."""
        for item_id in item_ids:
            self._items.setdefault(item_id, None)
        self.total = max(total, len(self._items))
        self._next_poll = time.monotonic() + (_EVENT_POLL if self._live else self._pause)

    @property
    def item_ids(self) -> list[int]:
        """The ids of its items, as far as they are known."""
        return list(self._items)

    def item(self, item_id: int) -> ItemResult | None:
        """The result of an item; None as long as it is not done."""
        return self._items.get(item_id)

    @property
    def done(self) -> bool:
        """Whether every item is in its last status, and its result is here."""
        return bool(self._items) and len(self._items) >= self.total and None not in self._items.values()

    @property
    def _live(self) -> bool:
        return self._stream is not None and self._stream.alive

    def pump(self, seconds: float) -> bool:
        """Take in what happens within some seconds; whether the run is done then.

        Raises UnreachableError when the server has not answered for longer than the patience allows, or at
        once when it is known to be gone.
        """
        deadline = time.monotonic() + seconds
        while not self.done:
            now = time.monotonic()
            if not self._live:
                self._next_poll = min(self._next_poll, now + self._pause)
            if now >= self._next_poll:
                self._poll()
                continue
            if now >= deadline:
                break
            try:
                event = self._events.get(timeout=max(0.0, min(deadline, self._next_poll, now + 1.0) - now))
            except Empty:
                continue
            self._take(event)
        return self.done

    def due(self, seconds: float | None, waiting: float | None) -> float | None:
        """When it has taken too long (``time.monotonic``): after its start, or before it, in the queue."""
        since, limit = (self.waits_since, waiting) if self.started_at is None else (self.started_at, seconds)
        return None if limit is None else since + limit

    def has_started(self) -> bool:
        """Whether it has, asking the server if nothing was heard of it. Raises what ``pump`` raises."""
        if self.started_at is None:
            self._poll()
        return self.started_at is not None

    def result(self) -> RunResult:
        """What there is of the run now."""
        known = [
            item if item is not None else ItemResult(item_id, "pending")
            for item_id, item in sorted(self._items.items())
        ]
        return RunResult(
            batch_id=self.batch_id,
            items=known,
            seconds=time.monotonic() - self.enqueued_at,
            server=self._session.name,
        )

    def close(self) -> None:
        """Stop listening."""
        if self._stream is not None:
            self._stream.forget(self.batch_id)

    def refresh(self) -> None:
        """Fetch every item that is not done, whatever its status. Raises what the session raises."""
        for item_id in [i for i, item in self._items.items() if item is None]:
            self._items[item_id] = self._result(self._fetch(item_id))

    # -- events ------------------------------------------------------------------------------------

    def _take(self, event: Event) -> None:
        data = event.data
        node = self._timings.take(event)
        item_id = data.get("item_id")
        if not is_id(item_id):
            return
        if node is not None:
            self._begin(event.at)
        if event.name == "queue_item_status_changed":
            self._status(item_id, str(data.get("status")))
        elif node is not None and self.on_progress is not None:
            fraction = data.get("percentage")
            self._tell(
                Progress(
                    event.name.removeprefix("invocation_"),
                    item_id,
                    node.node,
                    node.node_type,
                    float(fraction) if isinstance(fraction, (int, float)) else None,
                    self._session.masked(str(data.get("message") or "")),
                    seconds=node.seconds,
                )
            )

    def _status(self, item_id: int, status: str) -> None:
        if item_id not in self._items:
            if self.total and len(self._items) >= self.total:
                return  # an item of a workflow that ours calls: not ours to wait for
            self._items[item_id] = None
        if status == "in_progress" or status in DONE:
            self._begin(time.monotonic())
        if self._items[item_id] is None and status in DONE:
            try:
                self._finish(item_id)
            except (UnreachableError, AnswerError) as error:
                if not _passing(error):
                    raise
                self._next_poll = 0.0  # which tries again for as long as patience allows
                return
        self._tell(Progress("item", item_id, status=status))

    def _finish(self, item_id: int) -> None:
        raw = self._fetch(item_id)
        if raw.get("status") in DONE:
            # The node runs in it are filled in further by events that are still under way.
            self._items[item_id] = self._result(raw)

    def _result(self, raw: dict[str, Any]) -> ItemResult:
        told = {name: raw.get(name) for name in ("error_type", "error_message", "error_traceback")}
        said = {k: self._session.masked(v) if isinstance(v, str) else None for k, v in told.items()}
        item = item_result({**raw, **said}, self._timings)
        for name, value in item.values.items():
            if type(value) is float:  # what InvokeAI 5.0 to 5.10 make of whole numbers
                item.values[name] = self.sent.get(name, {}).get(value, value)
        return item

    def _begin(self, at: float) -> None:
        if self.started_at is None:
            self.started_at = at

    def _tell(self, progress: Progress) -> None:
        if self.on_progress is not None:
            done = sum(item is not None for item in self._items.values())
            self.on_progress(progress._replace(done=done, total=self.total))

    # -- polling -----------------------------------------------------------------------------------

    def _ask(self, path: str) -> Any:
        """One question, asked once: whoever waits asks again anyhow, and must not outlast the deadline."""
        seconds = min(self._session.seconds, self._patience)
        if self.deadline is not None:
            seconds = min(seconds, max(self.deadline - time.monotonic(), _LEAST_SECONDS))
        return self._session.call("GET", f"{self._path}/{path}", seconds=seconds)

    def _fetch(self, item_id: int) -> dict[str, Any]:
        return queue_item(self._ask(f"i/{item_id}"), self._session.name)

    def _poll(self) -> None:
        asked = time.monotonic()
        try:
            status = self._ask(f"b/{self.batch_id}/status")
            counts = {
                name: count if is_id(count := status.get(name)) else 0
                for name in ("pending", "in_progress", "waiting", "total")
            }
            if self.total and counts["total"] == 0 and type(status.get("total")) is int:
                raise AnswerError(
                    f"{self._session.name}: the run is no longer in the queue; "
                    "was the queue cleared, or the server started anew?",
                    None,
                )
            self.total = self.total or counts["total"]
            if counts["pending"] < counts["total"]:
                self._begin(asked)
            if counts["total"] and counts["pending"] + counts["in_progress"] + counts["waiting"] == 0:
                for item_id in [i for i, item in self._items.items() if item is None]:
                    self._finish(item_id)
                    self._tell(Progress("item", item_id, status=self._known_status(item_id)))
            self._silent_since = None
        except AttributeError:
            raise AnswerError(f"{self._session.name}: the answer is not a batch status", None) from None
        except (UnreachableError, AnswerError) as error:
            if not _passing(error):
                raise
            self._silent_since = self._silent_since or asked
            if time.monotonic() - self._silent_since > self._patience or self._gone():
                raise
        self._pause = min(self._pause * 1.3, _SLOWEST_POLL)
        self._next_poll = time.monotonic() + (_EVENT_POLL if self._live else self._pause)

    def _known_status(self, item_id: int) -> str:
        item = self._items[item_id]
        return item.status if item is not None else "pending"


def _passing(error: UnreachableError | AnswerError) -> bool:
    """Whether the server, or a gateway before it, may answer yet."""
    return isinstance(error, UnreachableError) or error.status in (429, 502, 503, 504)
