"""Replaying what a real server answered (fixtures/http, made by lint/scripts/record_http.py)."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import responses

FIXTURES = Path(__file__).parents[2] / "fixtures" / "http"
URL = "http://invoke.test:9090"
QUEUE = f"{URL}/api/v1/queue/default"
RELEASES = ("6.14.2", "5.15.0")


class Recorded:
    """The answers of one release, by the names that the recorder gave them."""

    def __init__(self, release: str) -> None:
        self.release = release
        self.answers: dict[str, Any] = json.loads((FIXTURES / f"{release}.json").read_text("utf-8"))

    def __contains__(self, name: str) -> bool:
        return name in self.answers

    def json(self, name: str) -> Any:
        return self.answers[name]["json"]

    def content(self, name: str) -> bytes:
        return base64.b64decode(self.answers[name]["base64"])

    def add(self, name: str, url: str | re.Pattern[str] | None = None, **changes: Any) -> None:
        """Answer a URL (default: the recorded one) with what was recorded."""
        kept = self.answers[name]
        body = {"json": kept["json"]} if "json" in kept else {"body": kept.get("text", "")}
        if "base64" in kept:
            body = {"body": self.content(name)}
        options = {"status": kept["status"], "content_type": kept["content_type"], **body, **changes}
        if "json" in options:
            del options["content_type"]
        responses.add(kept["method"], url or URL + kept["path"].split("?")[0], **options)

    def serve_run(self, item: str = "item_completed", enqueue: str = "enqueue") -> None:
        """Answer what a run of one item asks for."""
        self.add("version")
        self.add(enqueue)
        if "queue_list" in self:  # before 6.0 the items are found by their batch
            batch = self.json(enqueue)["batch"]["batch_id"]
            responses.add_callback(
                "GET", f"{QUEUE}/list", callback=lambda request: (200, {}, json.dumps(self._listed(batch)))
            )
        responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=self.json("batch_status"))
        responses.add("GET", re.compile(rf"{QUEUE}/i/\d+"), json=self.json(item))

    def _listed(self, batch_id: str) -> dict[str, Any]:
        """The recorded list, as if our batch were the recorded one: we make the ids up ourselves."""
        sent = [json.loads(c.request.body) for c in responses.calls if c.request.method == "POST"]
        ours = sent[-1]["batch"]["batch_id"]
        return json.loads(json.dumps(self.json("queue_list")).replace(batch_id, ours))  # type: ignore[no-any-return]
