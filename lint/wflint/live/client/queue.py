"""One queue of a server: putting batches in, finding their items, taking them out again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from wflint.live.client import journal
from wflint.live.client.batch_run import Run
from wflint.live.client.errors import AnswerError, RefusedError, ServerError, UnreachableError
from wflint.live.client.item_list import items_before
from wflint.live.client.items import is_id
from wflint.live.client.mark import new_mark, origin_of
from wflint.stopping import held, stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.client.events import EventStream
    from wflint.live.client.release import Capabilities
    from wflint.net.session import Session

_CANCEL_SECONDS: Final = 5.0
_STOPPED_SECONDS: Final = 4.0  # when somebody waits for our end
_RECONNECT_SECONDS: Final = 2.0
_TRIES: Final = 5
_ARRIVAL_SECONDS: Final = 2.0  # that a request is under way at the most when nobody waits for its answer
_ARRIVAL_PAUSE: Final = 0.2
_MOST_PAGES: Final = 100  # of a thousand items each


class Queue:
    """A queue by its id. ``offers`` tells the capabilities of the server when they are needed.

    ``what`` is what batches are for, in words for whoever looks at the queue; ``stays`` says whether results
    are to stay on the server. Both go along with each batch (mark.py). ``gone`` tells whether the server's
    process is known to have ended for good; whoever knows it sets it.
    """

    def __init__(
        self,
        session: Session,
        queue_id: str,
        offers: Callable[[], Capabilities],
        *,
        events: bool,
        patience: float,
    ) -> None:
        self.session = session
        self._id = queue_id
        self.path = f"/api/v1/queue/{quote(queue_id, safe='')}"
        self._offers = offers
        self._wants_events = events
        self._patience = patience
        self.what = ""
        self.stays = True
        self.gone: Callable[[], bool] = lambda: False
        self._stream: EventStream | None = None
        self._last_item = 0
        self._uncancelled: list[str] = []  # batches that the server did not hear of being cancelled
        self._going: set[str] = set()  # batches of which we have not seen the end
        self._unsure: set[str] = set()  # those that may be in the queue, or be there in a moment

    def close(self) -> None:
        """Stop listening to events."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def enqueue(self, body: dict[str, Any]) -> Run:
        """Send an enqueue body. Its ``batch_id`` is our mark, so that it can be found again, by anybody."""
        offers = self._offers()
        self.cancel_rest()
        batch_id = new_mark(stays=self.stays)
        origin = origin_of(self.what, body["batch"].get("origin"))
        body = {**body, "batch": {**body["batch"], "batch_id": batch_id, "origin": origin}}
        run = Run(self.session, self.path, batch_id, self._events(), self._patience, self.gone)
        run.sent = _numbers(body["batch"])
        self._going.add(batch_id)
        journal.begun(batch_id)
        try:
            with held():
                answer = self._send(body, batch_id, offers)
            self._expect(run, answer, offers)
        except ServerError as error:
            self.ended(batch_id)
            run.close()
            if not _never_queued(error):
                self._unsure.add(batch_id)
                self._uncancelled.append(batch_id)
            raise
        except BaseException:
            self._unsure.add(batch_id)
            run.close()
            self.cancel_quietly(batch_id)
            raise
        return run

    def ended(self, batch_id: str) -> None:
        """Say that a batch is nothing to be cancelled any more."""
        self._going.discard(batch_id)
        journal.ended(batch_id)

    def before(self, run: Run) -> int | None:
        """How many items run or wait before those of a run; None when the server does not say."""
        try:
            with self.session.hurried(_CANCEL_SECONDS, 0):
                return items_before(self.session, self.path, self._offers(), min(run.item_ids))
        except (ServerError, ValueError):
            return None

    def paused(self) -> bool:
        """Whether the queue is known to stand still, by somebody's order."""
        try:
            with self.session.hurried(_CANCEL_SECONDS, 0):
                answer = self.session.get(f"{self.path}/status")
        except ServerError:
            return False
        processor = answer.get("processor") if isinstance(answer, dict) else None
        return isinstance(processor, dict) and processor.get("is_started") is False

    def _send(self, body: dict[str, Any], batch_id: str, offers: Capabilities) -> Any:
        """The answer to an enqueue; nothing of it when it was lost but the batch is in the queue.

        Releases before 6.0 share one database connection between threads: while something runs, an enqueue
        now and then fails with 500 ("cannot commit - no transaction is active"), and the batch may or may
        not be in the queue. The handler has ended by then, so what is not there can be sent again.
        """
        tries = 1 if offers.item_ids else _TRIES
        while True:
            tries -= 1
            try:
                return self.session.call("POST", f"{self.path}/enqueue_batch", body=body)
            except AnswerError as error:
                if error.status == 422:
                    raise RefusedError(str(error), 422, error.detail) from None
                if error.status != 500:
                    raise
                there = self._arrived(batch_id, (0.05,))
                if there is None or (not there and not tries):
                    raise
            except UnreachableError as error:
                if not error.sent:
                    raise
                there = self._arrived(batch_id, (0.2, 0.5, 1.0))
                if not there:
                    raise
            if there:
                return {}

    def _expect(self, run: Run, answer: Any, offers: Capabilities) -> None:
        answer = answer if isinstance(answer, dict) else {}
        enqueued, asked = (answer.get(name) for name in ("enqueued", "requested"))
        if is_id(enqueued) and is_id(asked) and enqueued < asked:
            self.cancel(run.batch_id)
            raise AnswerError(
                f"{self.session.name}: the queue is full; it took {enqueued} of {asked} items", None
            )
        item_ids = answer.get("item_ids")
        if not isinstance(item_ids, list):
            item_ids = self._find_items(run.batch_id, offers)
        item_ids = [item_id for item_id in item_ids if is_id(item_id)]
        run.expect(item_ids, (enqueued if is_id(enqueued) else 0) or len(item_ids))
        if not run.total:
            raise AnswerError(f"{self.session.name}: the batch was taken, but nothing was queued", None)

    def _arrived(self, batch_id: str, pauses: tuple[float, ...]) -> bool | None:
        """Whether a batch whose answer was lost is in the queue after all; None when nobody can tell."""
        answered = None
        for pause in pauses:
            time.sleep(pause)
            try:
                status = self.session.get(f"{self.path}/b/{batch_id}/status")
            except ServerError:
                continue
            if isinstance(status, dict) and status.get("total"):
                return True
            answered = False
        return answered

    def _find_items(self, batch_id: str, offers: Capabilities) -> list[int]:
        """The items of a batch, where the answer to an enqueue does not name them (before 6.0)."""
        if offers.item_ids:
            return sorted(_ids(self.session.get(f"{self.path}/list_all"), batch_id))
        found: list[int] = []
        cursor = self._last_item
        for _ in range(_MOST_PAGES):
            params = {"limit": 1000, **({"cursor": cursor, "priority": 0} if cursor else {})}
            page = self.session.get(f"{self.path}/list", params=params)
            items = page.get("items") if isinstance(page, dict) else None
            found += _ids(items, batch_id)
            last = _ids(items)[-1:]
            if not last or not page.get("has_more"):
                break
            cursor = last[0]
        if found:
            self._last_item = max(found)
        return sorted(found)

    def _events(self) -> EventStream | None:
        if not self._wants_events:
            return None
        if self._stream is None:
            try:
                import websocket  # noqa: F401  # part of the live extra; without it runs are polled
            except ImportError:
                self._wants_events = False
                return None
            from wflint.live.client.events import EventStream

            self._stream = EventStream(self.session, self._id)
            self._stream.start()
        elif not self._stream.alive:
            self._stream.start(_RECONNECT_SECONDS)  # a server that was restarted: nodes are timed by events
        return self._stream

    def cancel(self, batch_id: str) -> Any:
        """Cancel what is left of a batch; what the server says of it."""
        return self.session.call(
            "PUT",
            f"{self.path}/cancel_by_batch_ids",
            body={"batch_ids": [batch_id]},
            again=True,
            seconds=min(self.session.seconds, _CANCEL_SECONDS),
        )

    def cancel_quietly(self, batch_id: str) -> None:
        """Try once to cancel; a failure is not worth an error where there already is one.

        A server that was frozen or restarted goes on with the batch later, in the way of all others: it is
        cancelled then, before the next one is enqueued.
        """
        try:
            with self.session.hurried(_STOPPED_SECONDS if stopped() else _CANCEL_SECONDS, 0):
                self._cancel_sent(batch_id)
        except ServerError as error:
            if isinstance(error, UnreachableError) or (error.status or 0) >= 500:
                self._uncancelled.append(batch_id)
        except BaseException:
            self._uncancelled.append(batch_id)
            raise
        self.ended(batch_id)

    def _cancel_sent(self, batch_id: str) -> None:
        """Cancel; a batch that the server may still be taking in, as soon as it is there."""
        deadline = time.monotonic() + (_ARRIVAL_SECONDS if batch_id in self._unsure else 0.0)
        while True:
            answer = self.cancel(batch_id)
            if not isinstance(answer, dict) or answer.get("canceled") != 0 or time.monotonic() >= deadline:
                self._unsure.discard(batch_id)
                return
            time.sleep(_ARRIVAL_PAUSE)

    def cancel_rest(self) -> list[str]:
        """Cancel what could not be cancelled when it should have been; quietly again. What is left of it."""
        waiting, self._uncancelled = self._uncancelled, []
        for batch_id in waiting:
            self.cancel_quietly(batch_id)
        return list(self._uncancelled)

    def cancel_all(self) -> list[str]:
        """Cancel all that we enqueued and have not seen the end of; quietly. What could not be."""
        for batch_id in sorted(self._going):
            self.cancel_quietly(batch_id)
        return list(self._uncancelled)


def _never_queued(error: ServerError) -> bool:
    """Whether an enqueue that failed so left nothing in the queue."""
    if isinstance(error, UnreachableError):
        return not error.sent
    return 400 <= (error.status or 0) < 500


def _ids(items: Any, batch_id: str | None = None) -> list[int]:
    """The ids of queue items in an answer, of a batch or all."""
    return [
        item["item_id"]
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and is_id(item.get("item_id")) and batch_id in (None, item.get("batch_id"))
    ]


def _numbers(batch: dict[str, Any]) -> dict[str, dict[Any, Any]]:
    """The numbers in batch data as they were written: by ``node.field``, then by value."""
    found: dict[str, dict[Any, Any]] = {}
    groups = batch.get("data")
    for group in groups if isinstance(groups, list) else ():
        for datum in group if isinstance(group, list) else ():
            items = datum.get("items") if isinstance(datum, dict) else None
            if isinstance(items, list):
                name = f"{datum.get('node_path')}.{datum.get('field_name')}"
                found[name] = {item: item for item in items if type(item) in (int, float)}
    return found
