"""Runs small graphs on a real server and looks at the pictures, without wflint's own client."""

from __future__ import annotations

import io
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from wflint.release import release_of

if TYPE_CHECKING:
    from wflint.live.serve.server import InvokeAIServer

Graph = dict[str, Any]
_SECONDS = 300.0
SIZE = 64


class Lab:
    """A server to try graphs on."""

    def __init__(self, server: InvokeAIServer) -> None:
        self._session = server.session()
        self.models = {model["name"]: model for model in self._session.get("/api/v2/models/")["models"]}
        self.release = release_of(server.release).numbers

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def model(self, name: str) -> dict[str, Any]:
        """The identifier of an installed model, as node inputs take it."""
        return {key: self.models[name][key] for key in ("key", "hash", "name", "base", "type")}

    def upload(self, pixels: Any) -> dict[str, str]:
        """Put a picture on the server; the field that names it."""
        raw = io.BytesIO()
        Image.fromarray(pixels).save(raw, "png")
        answer = self._session.call(
            "POST",
            "/api/v1/images/upload",
            params={"image_category": "user", "is_intermediate": "false"},
            files={"file": ("picture.png", raw.getvalue(), "image/png")},
        )
        return {"image_name": answer["image_name"]}

    def noise_picture(self) -> dict[str, str]:
        """An uploaded picture of random pixels."""
        return self.upload(np.random.default_rng(1).integers(0, 255, (SIZE, SIZE, 3), dtype=np.uint8))

    def mask_picture(self) -> dict[str, str]:
        """An uploaded mask: a white square on black."""
        mask = np.zeros((SIZE, SIZE), np.uint8)
        mask[16:48, 16:48] = 255
        return self.upload(mask)

    def run(self, graph: Graph) -> Any:
        """Run a graph with nothing cached; the pixels of the node called ``out``."""
        fresh = {name: {**node, "use_cache": False} for name, node in graph["nodes"].items()}
        batch = {"graph": {**graph, "nodes": fresh}, "runs": 1}
        answer = self._session.call("POST", "/api/v1/queue/default/enqueue_batch", body={"batch": batch})
        item = self._wait(answer)
        assert item["status"] == "completed", f"{item.get('error_type')}: {item.get('error_message')}"
        (prepared,) = item["session"]["source_prepared_mapping"]["out"]
        return self.picture(item["session"]["results"][prepared]["image"]["image_name"])

    def picture(self, name: str) -> Any:
        """The pixels of a picture on the server."""
        raw = self._session.content(f"/api/v1/images/i/{name}/full")
        return np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")).astype(float)

    def ended(self, graph: Graph) -> dict[str, Any]:
        """Run a graph; the queue item when it has ended, well or not."""
        batch = {"batch": {"graph": graph, "runs": 1}}
        return self._wait(self._session.call("POST", "/api/v1/queue/default/enqueue_batch", body=batch))

    def _wait(self, answer: dict[str, Any]) -> dict[str, Any]:
        ids = answer.get("item_ids")
        if not ids:  # before 6.0
            batch = answer["batch"]["batch_id"]
            listed = self._session.get("/api/v1/queue/default/list", params={"limit": 1000})["items"]
            ids = [item["item_id"] for item in listed if item["batch_id"] == batch]
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            item: dict[str, Any] = self._session.get(f"/api/v1/queue/default/i/{ids[0]}")
            if item["status"] in ("completed", "failed", "canceled"):
                return item
            time.sleep(0.05)
        raise AssertionError(f"no end after {_SECONDS} s")


def opened(server: InvokeAIServer) -> closing[Lab]:
    """A lab for a ``with`` statement."""
    return closing(Lab(server))


def graph(nodes: dict[str, dict[str, Any]], edges: str) -> Graph:
    """A graph from nodes by name and edges in words: ``"a.field -> b.field, ..."``.

    A later edge into the same input replaces an earlier one.
    """
    wired = {}
    for edge in edges.replace("\n", ",").split(","):
        if "->" not in edge:
            continue
        source, target = (end.strip().split(".") for end in edge.split("->"))
        wired[tuple(target)] = {
            "source": {"node_id": source[0], "field": source[1]},
            "destination": {"node_id": target[0], "field": target[1]},
        }
    whole = {
        name: {"id": name, "is_intermediate": name != "out", **settings} for name, settings in nodes.items()
    }
    return {"id": "lab", "nodes": whole, "edges": list(wired.values())}


def difference(first: Any, second: Any) -> float:
    """The mean difference of two pictures, in 256 levels."""
    return float(np.abs(first - second).mean())
