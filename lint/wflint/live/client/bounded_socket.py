"""A websocket that takes in no more, and waits no longer, than it is told; and that goes where it is told.

websocket-client has no bounds: a frame may announce any size, an opening may come a byte at a time, and a
redirect takes our headers along to wherever it leads.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any

import websocket


class BoundedSocket(websocket.WebSocket):
    """``begin`` before each message: until then, and up to ``most`` bytes, it has time to arrive."""

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._most = most
        self._taken = 0
        self._until = 0.0

    def begin(self, seconds: float) -> None:
        """Say how long the next messages may take together, pings between them included."""
        self._taken = 0
        self._until = time.monotonic() + seconds

    def _recv(self, bufsize: int) -> bytes:
        raw: bytes = super()._recv(bufsize)  # type: ignore[no-untyped-call]
        self._taken += len(raw)
        if self._taken > self._most:
            raise ConnectionError("a message is too large")
        if self._until and time.monotonic() > self._until:
            raise ConnectionError("a message took too long")
        return raw

    def cut_off(self) -> None:
        """End the connection from another thread."""
        with contextlib.suppress(Exception):
            self.sock.shutdown(2)  # type: ignore[union-attr]


def connect(url: str, seconds: float, most: int, options: dict[str, Any]) -> BoundedSocket:
    """A connection to an address and to no other, its opening done within some seconds."""
    bounded = BoundedSocket(most=most, enable_multithread=True, sslopt=options.pop("sslopt", None))
    # The opening is read byte by byte beside _recv: no place to look at the clock, so somebody else does.
    watch = threading.Timer(seconds, bounded.cut_off)
    watch.daemon = True
    watch.start()
    try:
        bounded.connect(url, timeout=seconds, redirect_limit=0, **options)  # type: ignore[no-untyped-call]
    finally:
        watch.cancel()
    return bounded
