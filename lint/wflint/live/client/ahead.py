"""How many items of others a batch still waits for, asked cheaply: one question for the whole queue."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from wflint.live.client.errors import ServerError
from wflint.live.client.items import is_id

if TYPE_CHECKING:
    from wflint.live.client.client import Client

_SECONDS: Final = 2.0  # that the answer may take: nobody needs it badly
_EVERY: Final = 2.0  # seconds between two questions, at the least


class Ahead:
    """What is in the queue before a batch of ``items`` items that was just put there.

    What others add later goes behind it, unless they put it in front: so the number only shrinks.
    """

    def __init__(self, server: Client, items: int) -> None:
        self._server = server
        self._items = items
        self._number: int | None = None
        self._asked: float | None = None

    def ask(self) -> int | None:
        """The number now, or a moment ago; None when the server does not say. Raises nothing."""
        if self._asked is not None and time.monotonic() < self._asked + _EVERY:
            return self._number
        try:
            answer = self._server.session.call("GET", f"{self._server.queue.path}/status", seconds=_SECONDS)
        except ServerError:
            return self._number
        finally:
            self._asked = time.monotonic()
        # SessionQueueAndProcessorStatus, the same in 5.0 to 6.14
        status = answer.get("queue") if isinstance(answer, dict) else None
        status = status if isinstance(status, dict) else {}
        pending, running = status.get("pending"), status.get("in_progress")
        if is_id(pending) and is_id(running):
            now = max(0, pending + running - self._items)
            self._number = now if self._number is None else min(self._number, now)
        return self._number
