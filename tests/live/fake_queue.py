"""InvokeAI servers that run nothing: a queue whose items end when a test says so, and jobs that install."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.live.fake_server import Connection, FakeServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_QUEUE = "/api/v1/queue/default"
_JOBS = "/api/v2/models/install"
FOX = {"key": "k", "hash": "h", "name": "fox", "base": "sd-1", "type": "lora"}


def job(status: str, **members: Any) -> dict[str, Any]:
    return {"id": 7, "status": status, "bytes": 0, "total_bytes": 0, "source": {}, **members}


DOWNLOAD = [
    job("waiting"),
    job("downloading", bytes=10, total_bytes=1000),
    job("downloading", bytes=500, total_bytes=1000),
    job("downloads_done", bytes=1000, total_bytes=1000),
    job("running", bytes=1000, total_bytes=1000),
    job("completed", bytes=1000, total_bytes=1000, config_out=FOX),
]


class FakeQueue:
    """One server. ``open`` is when its items may end; ``most`` is how many were in its queue at once.

    ``graphs`` are the graphs that it was sent, ``cancelled`` the batches. ``jobs`` are the answers to
    questions about an installation, the last one again and again.
    """

    def __init__(self, version: str = "6.14.2", models: list[dict[str, Any]] | None = None) -> None:
        self.version = version
        self.models = models or []
        self.open = threading.Event()
        self.open.set()
        self.arrived = threading.Event()
        self.graphs: list[dict[str, Any]] = []
        self.batches: list[dict[str, Any]] = []
        self.cancelled: list[str] = []
        self.in_turn = False  # what is not the first in the queue is pending
        self.uploads = 0
        self.most = 0
        self.jobs: list[dict[str, Any]] = []
        self.earlier: list[dict[str, Any]] = []
        self.installs: list[tuple[str, Any]] = []
        self.refusal: tuple[str, dict[str, Any]] | None = None
        self.dropped: list[str] = []
        self._items: dict[int, str] = {}
        self._seen: set[int] = set()  # of which somebody knows that they have ended
        self._lock = threading.Lock()
        answers: dict[str, Callable[[Connection], None]] = {
            "/api/v1/app/version": lambda c: c.json({"version": self.version}),
            f"{_QUEUE}/enqueue_batch": self._enqueue,
            f"{_QUEUE}/cancel_by_batch_ids": self._cancel,
            f"{_QUEUE}/b/": self._status,
            f"{_QUEUE}/i/": self._item,
            "/api/v1/images/upload": self._upload,
            "/api/v1/images/": lambda c: c.json({"deleted_images": []}),
            f"{_JOBS}/": self._job,
            _JOBS: self._install,
            "/api/v2/models/": lambda c: c.json({"models": self.models}),
        }
        self.server = FakeServer(answers)
        self.url = self.server.url

    def close(self) -> None:
        """It is gone: connections break, nobody listens."""
        self.server.close()

    def _enqueue(self, connection: Connection) -> None:
        batch = json.loads(connection.body)["batch"]
        with self._lock:
            number = len(self._items) + 1
            self._items[number] = batch["batch_id"]
            self.graphs.append(batch["graph"])
            self.batches.append(batch)
            self.most = max(self.most, len(self._items) - len(self._seen))
        connection.json({"batch": batch, "item_ids": [number], "enqueued": 1, "requested": 1})
        self.arrived.set()

    def _done(self, batch_id: str) -> bool:
        return self.open.is_set() or batch_id in self.cancelled

    def _status(self, connection: Connection) -> None:
        batch_id = connection.path.split("/b/")[1].split("/")[0]
        done = self._done(batch_id)
        pending = self.in_turn and not done and batch_id != self.batches[0]["batch_id"]
        connection.json(
            {"total": 1, "pending": int(pending), "in_progress": int(not done and not pending), "waiting": 0}
        )

    def _item(self, connection: Connection) -> None:
        number = int(connection.path.split("/i/")[1])
        batch_id = self._items[number]
        done = self._done(batch_id)
        if done:
            self._seen.add(number)
        status = "canceled" if batch_id in self.cancelled else "completed" if done else "in_progress"
        session = {"id": f"s{number}", "results": {}, "prepared_source_mapping": {}}
        connection.json(
            {"item_id": number, "batch_id": batch_id, "status": status, "session_id": f"s{number}"}
            | {"session": session}
        )

    def _cancel(self, connection: Connection) -> None:
        self.cancelled += json.loads(connection.body)["batch_ids"]
        connection.json({"canceled": 1})

    def _upload(self, connection: Connection) -> None:
        self.uploads += 1
        connection.json({"image_name": f"upload-{self.uploads}.png"})

    def _install(self, connection: Connection) -> None:
        if connection.method == "GET":
            connection.json(self.earlier)
        elif self.refusal is not None:
            status, answer = self.refusal
            connection.json(answer, status)
        else:
            self.installs.append((connection.path, json.loads(connection.body)))
            connection.json(self._next(), "201 Created")

    def _job(self, connection: Connection) -> None:
        if connection.method == "DELETE":
            self.dropped.append(connection.path.rpartition("/")[2])
            connection.json(None, "201 Created")
        else:
            connection.json(self._next())

    def _next(self) -> dict[str, Any]:
        return self.jobs.pop(0) if len(self.jobs) > 1 else self.jobs[0]


@contextmanager
def queues(count: int, **options: Any) -> Iterator[list[FakeQueue]]:
    """Some servers for the length of a block."""
    made = [FakeQueue(**options) for _ in range(count)]
    try:
        yield made
    finally:
        for each in made:
            each.close()
