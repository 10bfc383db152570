"""A server that keeps workflows as InvokeAI 6.14.2 does, and breaks as it is told."""

from __future__ import annotations

import json
import math
import re
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.live.fake_server import Connection, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
_KEPT = (*_TEXTS, "exposedFields", "meta", "nodes", "edges")


class FakeLibrary:
    """``records`` are its workflows by id, ``unlisted`` those of others: shared (True) or not.

    ``before`` sees each request, and may answer it itself (True)."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.unlisted: dict[str, bool] = {}
        self.version = "6.14.2"
        self.lists_all = True  # of which category a workflow may be; not before 5.8
        self.url = ""
        self.requests: list[str] = []
        self.before: Callable[[Connection], bool] = lambda _: False
        self.after: Callable[[Connection], bool] = lambda _: False  # done, but not answered yet

    def save(self, workflow: dict[str, Any], identity: str | None = None) -> str:
        """Keep a workflow as the server does, and its id."""
        identity = identity or str(uuid.uuid4())
        kept = {name: workflow[name] for name in _KEPT}
        self.records[identity] = {**kept, "form": workflow.get("form"), "id": identity}
        return identity

    def record(self, identity: str) -> dict[str, Any]:
        """What the server says of one."""
        workflow = self.records[identity]
        return {"workflow_id": identity, "name": workflow["name"], "workflow": workflow, "is_public": True}

    def answer(self, connection: Connection) -> None:
        """One request."""
        parts = urlsplit(connection.path)
        self.requests.append(f"{connection.method} {parts.path}")
        if self.before(connection):
            return
        status, value = self._done(connection.method, parts.path, parse_qs(parts.query), connection.body)
        if not self.after(connection):
            connection.json(value, status)

    def _done(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> tuple[str, Any]:
        if path == "/api/v1/app/version":
            return "200 OK", {"version": self.version}
        given = json.loads(body)["workflow"] if body else {}
        if path == "/api/v1/workflows/" and method == "GET":
            category = None if self.lists_all else query.get("category", ["user"])[0]
            return "200 OK", self.page(int(query["page"][0]), int(query["per_page"][0]), category)
        if path == "/api/v1/workflows/":
            lost = next((name for name in _KEPT if name not in given), None)
            if lost is not None:
                fault = {"type": "missing", "loc": ["body", "workflow", lost], "msg": "Field required"}
                return "422 Unprocessable Entity", {"detail": [fault]}
            return "200 OK", self.record(self.save(given))
        found = re.fullmatch("/api/v1/workflows/i/([^/]+)", path)
        identity = found[1] if found else ""
        if identity not in self.records:
            return "404 Not Found", {"detail": "Workflow not found"}
        if not self.unlisted.get(identity, True):
            return "403 Forbidden", {"detail": "Not authorized to access this workflow"}
        if method == "DELETE":
            del self.records[identity]
            return "200 OK", None
        if method == "PATCH" and self.records[identity]["meta"]["category"] == "user":
            self.save(given, identity)
        return "200 OK", self.record(identity)

    def page(self, page: int, size: int, category: str | None = None) -> dict[str, Any]:
        """A page of the list, of all categories or of one."""
        items = [
            {"workflow_id": i, "name": w["name"], "category": w["meta"]["category"]}
            for i, w in self.records.items()
            if i not in self.unlisted and category in (None, w["meta"]["category"])
        ]
        shown = items[page * size : (page + 1) * size]
        pages = math.ceil(len(items) / size)
        return {"items": shown, "page": page, "pages": pages, "per_page": size, "total": len(items)}


@contextmanager
def library() -> Iterator[FakeLibrary]:
    """A server for the length of a block."""
    fake = FakeLibrary()
    with serving({"/": fake.answer}) as server:
        fake.url = server.url
        yield fake
