"""Whether a server ran something of others meanwhile, told by how many items its queue counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.live.client.errors import ServerError
from wflint.live.client.items import is_id

if TYPE_CHECKING:
    from wflint.live.client.client import Client

_SECONDS = 5.0  # that the answer may take


class QueueCounts(NamedTuple):
    """How many items of a queue run or wait (``left``), and how many are over; of all users."""

    left: int
    over: int

    def others_since(self, before: QueueCounts, own: int) -> bool:
        """Whether anything ran since ``before`` but ``own`` items, which are over now."""
        return before.left > 0 or self.over - before.over > own


def queue_counts(server: Client) -> QueueCounts | None:
    """What a queue holds now; None where the server does not say."""
    try:
        answer = server.session.call("GET", f"{server.queue.path}/status", seconds=_SECONDS)
    except ServerError:
        return None
    # SessionQueueAndProcessorStatus, the same in 5.0 to 6.14
    status = answer.get("queue") if isinstance(answer, dict) else None
    status = status if isinstance(status, dict) else {}
    numbers = [status.get(name) for name in ("pending", "in_progress", "completed", "failed", "canceled")]
    if not all(is_id(number) for number in numbers):
        return None
    pending, running, *over = (int(number) for number in numbers if number is not None)
    return QueueCounts(pending + running, sum(over))
