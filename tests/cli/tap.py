"""A port that says whether anybody came: nothing is accepted, nothing is answered."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tap:
    """A listening port of this machine. The system completes connections; ``callers`` counts them."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=16)
        self._listening.setblocking(False)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def callers(self) -> int:
        """How many connected since this was asked last."""
        found = 0
        while True:
            try:
                caller, _ = self._listening.accept()
            except BlockingIOError:
                return found
            caller.close()
            found += 1

    def close(self) -> None:
        """Give the port back."""
        self._listening.close()


@contextmanager
def tapped() -> Iterator[Tap]:
    """A port to listen at for the length of a ``with``."""
    tap = Tap()
    try:
        yield tap
    finally:
        tap.close()
