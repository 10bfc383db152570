"""Whether a server still computes what was cancelled: a node goes on to its end, and saves its image then."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from wflint.live.client.errors import ServerError

if TYPE_CHECKING:
    from wflint.net.session import Session

_LOOK_SECONDS: Final = 0.25


def stops_computing(session: Session, path: str, seconds: float) -> bool | None:
    """Wait until the queue behind a path is at rest, or at an item that nobody cancelled; whether it is.

    None when the server does not say. Of several GPUs, one may be at such an item and another not.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            answer = session.get(f"{path}/status")
        except ServerError:
            return None
        queue, processor = (
            answer.get(name) if isinstance(answer, dict) else None for name in ("queue", "processor")
        )
        busy = processor.get("is_processing") if isinstance(processor, dict) else None
        if not isinstance(queue, dict) or not isinstance(busy, bool):
            return None
        if not busy or queue.get("in_progress"):
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK_SECONDS)
