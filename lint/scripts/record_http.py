"""Record what a real InvokeAI server answers, for the tests of the client.

    python lint/scripts/record_http.py http://127.0.0.1:9090
    python lint/scripts/record_http.py --locked http://127.0.0.1:9091     a server with `multiuser: true`
    python lint/scripts/record_http.py --models http://127.0.0.1:9092     one of `wflint serve --models tiny`

Writes fixtures/http/<release>.json (or adds to it). Needs no model and removes what it makes. Ids and
times are replaced by made-up ones in the order in which they appear, so that a second recording of the
same release differs in nothing that matters.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import requests
import websocket

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "http"
QUEUE = "/api/v1/queue/default"


def edge(source: str, target: str) -> dict[str, Any]:
    """An edge between two ``node.field``."""
    (a, out), (b, into) = source.split("."), target.split(".")
    return {"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": into}}


def node(node_id: str, node_type: str, **values: Any) -> dict[str, Any]:
    """A node whose result is not cached."""
    return {"id": node_id, "type": node_type, "use_cache": False, **values}


def graph(nodes: list[dict[str, Any]], *edges: tuple[str, str]) -> dict[str, Any]:
    """A graph."""
    return {"id": "recorded", "nodes": {n["id"]: n for n in nodes}, "edges": [edge(*e) for e in edges]}


NODES = [
    node("canvas", "blank_image", width=96, height=64, is_intermediate=True),
    node("blur", "img_blur", radius=4, is_intermediate=True),
    node("meta", "core_metadata", seed=7, positive_prompt="a fox"),
    node("save", "save_image"),
]
EDGES = [
    ("canvas.image", "blur.image"),
    ("blur.image", "save.image"),
    ("meta.metadata", "save.metadata"),
]
GRAPH = graph(NODES, *EDGES)
FAILING = graph([node("blur", "img_blur")])
SLOW = graph([node(f"n{i}", "blank_image", width=3000, height=3000) for i in range(8)])
SPECIAL = graph([node("a", "image_batch", images=[]), node("b", "img_blur")], ("a.image", "b.image"))
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?")
_PATH = re.compile(r'File \\"[^"]*?/(?=(?:site-packages|lib/python[\d.]+)/)')
_MODEL_PATH = re.compile(r'(?<=")/[^"]*/tiny/[^/"]+/')
_STAMP = re.compile(r'"timestamp": ?\d{10}')


class Recorder:
    """Makes requests and keeps the answers by name."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.exchanges: dict[str, dict[str, Any]] = {}
        self._names: dict[str, str] = {}
        self._times: dict[str, str] = {}

    def ask(self, name: str | None, method: str, path: str, **options: Any) -> requests.Response:
        """One request; its answer is kept under the name."""
        answer = requests.request(method, self.url + path, timeout=60, **options)
        if name is not None:
            kind = answer.headers.get("Content-Type", "").split(";")[0]
            kept: dict[str, Any] = {
                "method": method,
                "path": self.tidy(path),
                "status": answer.status_code,
                "content_type": kind,
            }
            if kind == "application/json":
                kept["json"] = json.loads(self.tidy(answer.text))
            elif kind.startswith("text/"):
                kept["text"] = self.tidy(answer.text)[:120]
            else:
                kept["base64"] = base64.b64encode(answer.content).decode()
            self.exchanges[name] = kept
        return answer

    def tidy(self, text: str) -> str:
        """The text with ids and times replaced."""
        text = _UUID.sub(
            lambda m: self._names.setdefault(m.group(), f"00000000-0000-4000-8000-{len(self._names):012}"),
            text,
        )
        text = _MODEL_PATH.sub("/models/", text)
        text = _PATH.sub('File \\\\"', text)
        text = _STAMP.sub('"timestamp": 1767225600', text)
        return _TIME.sub(
            lambda m: self._times.setdefault(m.group(), f"2026-01-01 00:00:{len(self._times) / 10:06.3f}"),
            text,
        )


class Events(threading.Thread):
    """The raw packets of the event socket, until told to stop."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.packets: list[str] = []
        address = url.replace("http", "ws", 1) + "/ws/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(address, timeout=60)
        self.packets.append(str(self.socket.recv()))
        self.socket.send("40")
        self.packets.append(str(self.socket.recv()))
        self.socket.send('42["subscribe_queue",{"queue_id":"default"}]')
        self.start()

    def run(self) -> None:
        try:
            while packet := self.socket.recv():
                if str(packet).startswith("2"):
                    self.socket.send("3")
                self.packets.append(str(packet))
        except (OSError, websocket.WebSocketException):
            pass


def enqueue(recorder: Recorder, name: str | None, what: Any, **batch: Any) -> tuple[str, list[int]]:
    """Enqueue a graph; its batch id and items (found as the release tells them)."""
    batch_id = str(uuid.uuid4())
    body = {"batch": {"graph": what, "runs": 1, "batch_id": batch_id, **batch}}
    answer = recorder.ask(name, "POST", f"{QUEUE}/enqueue_batch", json=body).json()
    if "item_ids" in answer:
        return batch_id, answer["item_ids"]
    page = recorder.ask("queue_list" if name else None, "GET", f"{QUEUE}/list?limit=1000").json()
    return batch_id, [i["item_id"] for i in page["items"] if i["batch_id"] == batch_id]


def finish(recorder: Recorder, item_id: int) -> dict[str, Any]:
    """Wait for an item."""
    while True:
        item: dict[str, Any] = recorder.ask(None, "GET", f"{QUEUE}/i/{item_id}").json()
        if item["status"] in ("completed", "failed", "canceled"):
            return item
        time.sleep(0.05)


def record(recorder: Recorder) -> None:
    """Everything that the client asks for."""
    ask = recorder.ask
    ask("version", "GET", "/api/v1/app/version")
    ask("models", "GET", "/api/v2/models/")
    ask("model_stats", "GET", "/api/v2/models/stats")
    board = ask(None, "POST", "/api/v1/boards/?board_name=Foxes").json()["board_id"]
    ask("boards", "GET", "/api/v1/boards/?all=true")
    ask("board_images", "GET", f"/api/v1/boards/{board}/image_names")
    ask(None, "DELETE", f"/api/v1/boards/{board}")
    ask("unknown_path", "GET", "/api/v1/sessions/")
    ask(
        "dynamic_prompts", "POST", "/api/v1/utilities/dynamicprompts",
        json={"prompt": "a {red|grey} fox", "max_prompts": 10, "combinatorial": True},
    )  # fmt: skip
    events = Events(recorder.url)
    batch_id, items = enqueue(recorder, "enqueue", GRAPH)
    item = finish(recorder, items[0])
    time.sleep(0.5)
    events.socket.close()
    recorder.exchanges["events"] = {
        "packets": [
            recorder.tidy(p) for p in events.packets if '"data:image' not in p and "model_load" not in p
        ]
    }
    ask("batch_status", "GET", f"{QUEUE}/b/{batch_id}/status")
    ask("batch_status_unknown", "GET", f"{QUEUE}/b/nonesuch/status")
    ask("item_completed", "GET", f"{QUEUE}/i/{items[0]}")
    results = item["session"]["results"].values()
    made = [r["image"]["image_name"] for r in results if "image" in r]
    name = made[-1]
    ask("image", "GET", f"/api/v1/images/i/{name}")
    ask("image_metadata", "GET", f"/api/v1/images/i/{name}/metadata")
    ask("image_workflow", "GET", f"/api/v1/images/i/{name}/workflow")
    picture = ask("image_full", "GET", f"/api/v1/images/i/{name}/full").content
    upload = ask(
        "upload", "POST", "/api/v1/images/upload?image_category=user&is_intermediate=false",
        files={"file": ("fox.png", picture, "image/png")},
    )  # fmt: skip
    ask(
        "upload_no_picture", "POST", "/api/v1/images/upload?image_category=user&is_intermediate=false",
        files={"file": ("fox.txt", b"no picture", "text/plain")},
    )  # fmt: skip
    sweep = [[{"node_path": "canvas", "field_name": "width", "items": [64, 128]}]]
    _, swept = enqueue(recorder, "enqueue_sweep", GRAPH, data=sweep)
    for number, item_id in enumerate(swept):
        made += [r["image"]["image_name"] for r in finish(recorder, item_id)["session"]["results"].values()
                 if "image" in r]  # fmt: skip
        ask(f"item_swept_{number}", "GET", f"{QUEUE}/i/{item_id}")
    _, failing = enqueue(recorder, "enqueue_failing", FAILING)
    finish(recorder, failing[0])
    ask("item_failed", "GET", f"{QUEUE}/i/{failing[0]}")
    slow_id, slow = enqueue(recorder, "enqueue_slow", SLOW)
    ask("item_waiting", "GET", f"{QUEUE}/i/{slow[0]}")
    ask("cancel", "PUT", f"{QUEUE}/cancel_by_batch_ids", json={"batch_ids": [slow_id]})
    made += [r["image"]["image_name"] for r in finish(recorder, slow[0])["session"]["results"].values()]
    ask("item_canceled", "GET", f"{QUEUE}/i/{slow[0]}")
    refuse(recorder)
    time.sleep(2)  # the node that ran when it was cancelled makes its picture
    late = ask(None, "GET", f"{QUEUE}/i/{slow[0]}").json()["session"]["results"].values()
    made += [r["image"]["image_name"] for r in late]
    names = sorted({*made, upload.json()["image_name"]})
    ask("delete", "POST", "/api/v1/images/delete", json={"image_names": names})


def refuse(recorder: Recorder) -> None:
    """What the server refuses, or fails at."""
    enqueue_path = f"{QUEUE}/enqueue_batch"
    bad_data = [[{"node_path": "nobody", "field_name": "width", "items": [64]}]]
    for name, batch in {
        "refused_edge": {"graph": graph(NODES, *EDGES, ("blur.width", "save.board"))},
        "refused_value": {"graph": graph([node("n", "noise", width=7)])},
        "refused_data": {"graph": GRAPH, "data": bad_data},
        "server_error": {"graph": SPECIAL},
    }.items():
        recorder.ask(name, "POST", enqueue_path, json={"batch": {"runs": 1, **batch}})
    recorder.ask("missing_item", "GET", f"{QUEUE}/i/999999")
    recorder.ask("missing_image", "GET", "/api/v1/images/i/nonesuch.png")
    recorder.ask("missing_image_full", "GET", "/api/v1/images/i/nonesuch.png/full")
    recorder.ask("wrong_method", "DELETE", enqueue_path)


def record_models(recorder: Recorder) -> None:
    """The models of a server that has the tiny ones."""
    recorder.ask("models_tiny", "GET", "/api/v2/models/")


def record_locked(recorder: Recorder) -> None:
    """What a multi-user server answers: to nobody, to a wrong password, to a user, to one who may not."""
    ask = recorder.ask
    ask("locked_status", "GET", "/api/v1/auth/status")
    admin = {"email": "admin@example.com", "display_name": "Admin", "password": "Correct-Horse-7"}
    user = {"email": "user@example.com", "display_name": "User", "password": "Correct-Horse-8"}
    ask(None, "POST", "/api/v1/auth/setup", json=admin)
    ask("locked_queue", "GET", f"{QUEUE}/status")
    ask("locked_enqueue", "POST", f"{QUEUE}/enqueue_batch", json={"batch": {"graph": GRAPH, "runs": 1}})
    ask("login_wrong", "POST", "/api/v1/auth/login", json={**admin, "password": "wrong"})
    token = ask("login", "POST", "/api/v1/auth/login", json=admin).json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    ask("token_wrong", "GET", f"{QUEUE}/status", headers={"Authorization": "Bearer nonsense"})
    ask(None, "POST", "/api/v1/auth/users", json={**user, "is_admin": False}, headers=bearer)
    theirs = ask(None, "POST", "/api/v1/auth/login", json=user).json()["token"]
    ask("forbidden", "PUT", f"{QUEUE}/processor/pause", headers={"Authorization": f"Bearer {theirs}"})
    recorder.exchanges["login"]["json"]["token"] = "a.recorded.token"


def main() -> None:
    """Record and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("url", help="the server's address")
    parser.add_argument(
        "--locked", action="store_true", help="the server has `multiuser: true` and no users yet"
    )
    parser.add_argument("--models", action="store_true", help="the server has tiny models; record only them")
    options = parser.parse_args()
    recorder = Recorder(options.url)
    release = requests.get(f"{recorder.url}/api/v1/app/version", timeout=60).json()["version"]
    if options.models:
        record_models(recorder)
    else:
        (record_locked if options.locked else record)(recorder)
    path = FIXTURES / f"{release}.json"
    held = json.loads(path.read_text("utf-8")) if path.exists() else {}
    held |= recorder.exchanges
    path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{path}: {len(recorder.exchanges)} answers of InvokeAI {release}")


if __name__ == "__main__":
    main()
