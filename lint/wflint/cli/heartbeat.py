"""A thread that looks again and again at what goes on: a run that waits in a queue tells nothing itself."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LOG_SECONDS: Final = 20.0  # without a word, at the most, in a log
_EVERY: Final = 0.5


class Heartbeat:
    """Calls ``beat`` twice a second from ``start`` to ``stop``, in a thread of its own."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go, name="wflint heartbeat", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a beat that is under way may still go on for a moment."""
        self._ended.set()

    def _go(self) -> None:
        while not self._ended.wait(_EVERY):
            self._beat()


def behind(number: int) -> str:
    """How many items a run waits for."""
    return f"behind {number} {'item' if number == 1 else 'items'} of others in the queue"
