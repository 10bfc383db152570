"""A server that keeps what is put into its queue and gallery, and answers as its release does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from wflint.live.client.release import capabilities

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.live.fake_server import Connection

QUEUE = "/api/v1/queue/default"
_DONE = ("completed", "failed", "canceled")


def ago(seconds: float) -> str:
    """A time as InvokeAI's database has it."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


class Keeper:
    """Items and images by hand; what is deleted is gone, what is cancelled has that status.

    ``busy`` is how often the processor says that it still computes. ``broken`` are paths that answer 500.
    """

    def __init__(self, release: str) -> None:
        self.release = release
        self.offers = capabilities(release)
        self.items: dict[int, dict[str, Any]] = {}
        self.images: dict[str, dict[str, Any]] = {}
        self.user = ""
        self.administrator = False
        self.busy = 0
        self.started = True
        self.broken: set[str] = set()
        self.undeletable: set[str] = set()

    def item(self, batch_id: str, status: str = "pending", seconds: float = 5.0, **more: Any) -> int:
        """Put an item into the queue; its id."""
        number = len(self.items) + 1
        self.items[number] = {
            "item_id": number,
            "batch_id": batch_id,
            "session_id": f"session-{number}",
            "status": status,
            "origin": "wflint",
            "priority": 0,
            "created_at": ago(seconds),
            **more,
        }
        return number

    def image(self, session_id: str, seconds: float = 5.0, **more: Any) -> str:
        """Put an image into the gallery; its name."""
        name = f"image-{len(self.images)}.png"
        self.images[name] = {
            "image_name": name,
            "session_id": session_id,
            "created_at": ago(seconds),
            "image_origin": "internal",
            "starred": False,
            **more,
        }
        return name

    def handlers(self) -> dict[str, Callable[[Connection], None]]:
        """For a FakeServer."""
        return {"/": self.answer}

    def answer(self, connection: Connection) -> None:
        """One request."""
        parts = urlsplit(connection.path)
        path, params = parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}
        body = json.loads(connection.body) if connection.body[:1] == b"{" else {}
        if path in self.broken:
            connection.json({"detail": "it broke"}, "500 Internal Server Error")
            return
        try:
            found = self._found(connection.method, path, params, body)
        except KeyError:
            connection.json({"detail": "Not Found"}, "404 Not Found")
        else:
            connection.json(found)

    def _found(self, method: str, path: str, params: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/api/v1/app/version":
            return {"version": self.release}
        if path == "/api/v2/models/":
            return {"models": []}
        if path == "/api/v1/auth/status" and self.offers.users:
            return {"multiuser_enabled": bool(self.user)}
        if path == "/api/v1/auth/me" and self.user:
            return {"user_id": self.user, "is_admin": self.administrator}
        if path == f"{QUEUE}/status":
            self.busy = max(0, self.busy - 1)
            return {
                "queue": {"in_progress": self._count("in_progress")},
                "processor": {"is_started": self.started, "is_processing": self.busy > 0},
            }
        if path.startswith(f"{QUEUE}/b/"):
            own = [i["status"] for i in self.items.values() if f"{QUEUE}/b/{i['batch_id']}/status" == path]
            return {status: own.count(status) for status in (*_DONE, "pending", "in_progress")} | {
                "total": len(own)
            }
        if path == f"{QUEUE}/enqueue_batch":
            number = self.item(body["batch"]["batch_id"])
            return {"enqueued": 1, "requested": 1, "item_ids": [number], "batch": body["batch"]}
        if path == f"{QUEUE}/cancel_by_batch_ids":
            own = [i for i in self.items.values() if i["batch_id"] in body["batch_ids"]]
            going = [i for i in own if i["status"] not in _DONE]
            for item in going:
                item["status"] = "canceled"
            return {"canceled": len(going)}
        if path.startswith(f"{QUEUE}/i/"):
            number = int(path.rpartition("/")[2])
            if method == "DELETE":
                if not self.offers.item_ids:
                    raise KeyError(path)
                del self.items[number]
                return None
            return self.items[number]
        if path.startswith("/api/v1/images/"):
            return self._gallery(path, params, body)
        return self._listed(path, params, body)

    def _listed(self, path: str, params: dict[str, str], body: dict[str, Any]) -> Any:
        rows = list(self.items.values())
        if path == f"{QUEUE}/list" and self.offers.item_pages:
            after = [row for row in rows if row["item_id"] > int(params.get("cursor", 0))]
            return {"items": after[:2], "has_more": len(after) > 2, "limit": 2}  # small pages
        if path == f"{QUEUE}/item_ids" and not self.offers.item_pages:
            return {"item_ids": [row["item_id"] for row in rows], "total_count": len(rows)}
        if path == f"{QUEUE}/items_by_ids" and not self.offers.item_pages:
            return [self.items[number] for number in body["item_ids"]]
        if path == f"{QUEUE}/item_summaries_by_ids" and self.offers.summaries:
            lacks = ("session_id", "priority")
            asked = [self.items[number] for number in body["item_ids"]]
            return [{k: v for k, v in row.items() if k not in lacks} for row in asked]
        if path == "/api/v1/videos/" and self.offers.videos:
            return {"items": []}
        raise KeyError(path)

    def _gallery(self, path: str, params: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/api/v1/images/delete":
            gone = [n for n in body["image_names"] if n in self.images and n not in self.undeletable]
            for name in gone:
                del self.images[name]
            return {"deleted_images": gone}
        if path == "/api/v1/images/":
            origin = params.get("image_origin")
            rows = [row for row in self.images.values() if origin in (None, row["image_origin"])]
            rows.sort(key=lambda row: row["created_at"], reverse=True)
            start, limit = int(params["offset"]), int(params["limit"])
            return {"items": rows[start : start + limit], "total": len(rows)}
        return self.images[path.rpartition("/")[2]]

    def _count(self, status: str) -> int:
        return sum(item["status"] == status for item in self.items.values())
