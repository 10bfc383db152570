"""A server that repeats our credentials wherever it can: they are in no output and in no file."""

from __future__ import annotations

import base64
import copy
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pytest
from click.testing import CliRunner

from tests.catalogue.conftest import extract
from tests.live.fake_server import Connection, serving
from tests.live.pictures import png
from wflint.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = {"id": "g", "nodes": {"a": {"id": "a", "type": "blank_image"}}, "edges": []}
TOKEN = "Canary-t0ken-1234"
PASSWORD = "Canary-Passw0rd-5678"
USER = "Canary-Us3r"
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


class Echo:
    """Says everything that it was ever told, in every text of every answer."""

    def __init__(self) -> None:
        self.told = ""
        self.batch_id = ""

    def __call__(self, connection: Connection) -> None:
        header = connection.headers.get("authorization", "")
        self.told = f"{header} {quote(header)} {connection.body.decode('utf-8', 'replace')}"
        path = connection.path.partition("?")[0]
        if path.endswith("/auth/login"):
            connection.json({"token": TOKEN})
        elif not header:
            connection.json({"detail": f"who? {self.told}"}, "401 No")
        elif path.endswith("/full"):
            connection.answer(png(np.zeros((8, 8, 3))))
        else:
            connection.json(self.answer(path, connection))

    def answer(self, path: str, connection: Connection) -> Any:
        if path.endswith("/app/version"):
            return {"version": "6.14.2"}
        if path == "/openapi.json":
            return self.document()
        if path == "/api/v2/models/":
            model = dict.fromkeys(("key", "name", "base", "type", "hash", "format"), self.said)
            return {"models": [model]}
        if path.endswith("/enqueue_batch"):
            self.batch_id = json.loads(connection.body)["batch"]["batch_id"]
            return {"enqueued": 1, "requested": 1, "item_ids": [1], "batch": {"batch_id": self.batch_id}}
        if path.endswith("/status"):
            return {"pending": 0, "in_progress": 0, "waiting": 0, "total": 1}
        if "/queue/default/i/" in path:
            output = {"image": {"image_name": f"{self.said}.png"}, "text": self.said}
            texts = ("error_type", "error_message", "error_traceback")
            session = {"id": "s", "results": {"a": output}, "errors": {"a": self.said}}
            return {"item_id": 1, "status": "failed", "session": session, **dict.fromkeys(texts, self.said)}
        return {"detail": self.said, "error": self.said}

    @property
    def said(self) -> str:
        return f"you said {self.told}, {TOKEN}, {PASSWORD}, {BASIC} and {json.dumps(PASSWORD)}"

    def document(self) -> Any:
        document = copy.deepcopy(extract("6.14.2"))
        node = document["components"]["schemas"]["AddInvocation"]
        node["title"] = node["version"] = node["category"] = self.said
        node["properties"]["a"] |= {"title": self.said, "description": self.said, "ui_type": self.said}
        node["properties"][TOKEN] = node["properties"]["a"]
        return document


COMMANDS = [
    ["catalogue", "pull", "--server", "URL", "-o", "nodes.json"],
    ["catalogue", "show", "add", "--target", "URL"],
    ["catalogue", "list", "--target", "URL", "--format", "json"],
    ["catalogue", "diff", "6.14.2", "URL"],
    ["check", "--target", "URL", "flow.json"],
    ["check", "--target", "URL", "--format", "json", "flow.json"],
    ["stubs", "--target", "URL", "-o", "stubs.py"],
    ["models", "pull", "--server", "URL", "-o", "models.json"],
    ["models", "list", "--server", "URL"],
    ["run", "flow.json", "--server", "URL", "-o", "out"],
    ["run", "--dry-run", "flow.json", "--server", "URL"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c[:3]))
@pytest.mark.parametrize("how", ["token", "login", "address"])
def test_nothing_of_them_is_shown_or_kept(
    command: list[str], how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "flow.json").write_text(json.dumps(GRAPH))
    monkeypatch.chdir(tmp_path)
    environment = {
        "token": {"WFLINT_TOKEN": TOKEN},
        "login": {"WFLINT_EMAIL": "me@lab", "WFLINT_PASSWORD": PASSWORD},
        "address": {},
    }[how]
    environment = {"WFLINT_TOKEN": "", "WFLINT_EMAIL": "", "WFLINT_PASSWORD": "", **environment}
    ours = {"token": [TOKEN], "login": [TOKEN, PASSWORD], "address": [PASSWORD, BASIC]}[how]
    with serving({"/": Echo()}) as fake:
        url = fake.url.replace("//", f"//{USER}:{PASSWORD}@") if how == "address" else fake.url
        result = CliRunner().invoke(cli, [url if w == "URL" else w for w in command], env=environment)
        assert fake.seen
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    kept = [p for p in tmp_path.rglob("*") if p.is_file()]
    texts = [result.output, *(str(p) for p in kept), *(p.read_bytes().decode("latin-1") for p in kept)]
    for text in texts:
        for secret in ours:
            assert secret not in text
            assert base64.b64encode(secret.encode()).decode().rstrip("=") not in text
