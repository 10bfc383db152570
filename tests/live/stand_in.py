"""A server that lives in the test: it "runs" a graph by making noise out of what the graph says.

The same graph gives the same picture; whatever changes a picture on a real server (seed, model, adapter,
steps ...) changes it here, and what does not (a weight of 0, ids) does not.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.live.pictures import png
from wflint.catalogue.store import open_release
from wflint.live.client.results import ImageResult, ItemResult, NodeRun, RunResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

QUEUE = "/api/v1/queue/default"
_WEIGHTS = ("weight", "control_weight")


def model(name: str, base: str, kind: str) -> dict[str, Any]:
    return {"key": f"key-{name}", "hash": f"hash-{name}", "name": name, "base": base, "type": kind}


MODELS = [
    model("tiny-sd15", "sd-1", "main"),
    model("tiny-sd15-other", "sd-1", "main"),
    model("tiny-controlnet-sd15", "sd-1", "controlnet"),
    model("tiny-lora-sd15", "sd-1", "lora"),
]


class StandInGallery:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.uploaded: list[str] = []

    def upload(self, path: Path) -> str:
        name = f"upload-{len(self.files)}.png"
        self.files[name] = path.read_bytes()
        self.uploaded.append(name)
        return name

    def exists(self, name: str, _kind: str = "image") -> bool:
        return name in self.files

    def made_by(self, name: str, _session_id: str, _kind: str = "image") -> bool:
        return name not in self.uploaded

    def delete(self, names: list[str], _kind: str = "image") -> list[str]:
        for name in names:
            del self.files[name]
        return names

    def content(self, image: ImageResult | str) -> bytes:
        return self.files[image if isinstance(image, str) else image.name]


class StandIn:
    """Has what the case runner uses of ``wflint.Server``."""

    def __init__(self, version: str = "6.14.2") -> None:
        self.version = version
        self.session = SimpleNamespace(
            name="http://stand-in:9090",
            url="http://stand-in:9090",
            call=self._call,
            hurried=lambda *_: nullcontext(),
        )
        self.queue: Any = SimpleNamespace(path=QUEUE)
        self.counts: Iterator[dict[str, int]] | None = None  # of the queue, each time that they are asked for
        self.gallery = StandInGallery()
        self.calls: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.cleaned = 0
        self.run_seconds: Callable[[int], float] = lambda number: 1.0
        self.node_seconds: float | None = 0.5
        self.cached: bool | None = False
        self.spoil: Callable[[np.ndarray], np.ndarray] = lambda pixels: pixels
        self.before_run: Callable[[int], None] = lambda number: None
        self.failure: str | None = None
        self.stats: dict[str, Any] | None = None
        self.control_size: tuple[int, int] | None = None
        self.blank_control = False

    def catalogue(self, _node_types: Any = ()) -> Any:
        return open_release(self.version)

    def models(self) -> list[dict[str, Any]]:
        return MODELS

    def boards(self) -> list[dict[str, Any]]:
        return []

    def model_stats(self) -> dict[str, Any] | None:
        return self.stats

    def _call(self, _method: str, path: str, **_options: Any) -> Any:
        if path == f"{QUEUE}/status":
            return {"queue": next(self.counts)} if self.counts is not None else None
        self.calls.append(path)
        return None

    def enqueue(self, body: dict[str, Any]) -> dict[str, Any]:
        self.bodies.append(body)
        return body

    def marked(self, _what: str, *, stays: bool) -> AbstractContextManager[None]:
        assert not stays, "a case leaves nothing"
        return nullcontext()

    def wait(
        self, body: dict[str, Any], _seconds: float | None, _progress: Any = None, *, waiting: float | None
    ) -> RunResult:
        assert waiting is not None
        number = len(self.bodies)
        self.before_run(number)
        item = ItemResult(number, "completed", queue_seconds=0.01, run_seconds=self.run_seconds(number))
        if self.failure:
            item.status, item.error_type, item.error_message = "failed", "RuntimeError", self.failure
        else:
            _Execution(self, body["batch"]["graph"], item).run()
        return RunResult(f"batch-{number}", [item], 1.0)

    def clean_up(self) -> int:
        self.cleaned += 1
        count = len(self.gallery.files)
        self.gallery.files.clear()
        self.gallery.uploaded.clear()
        return count


class _Execution:
    def __init__(self, server: StandIn, graph: dict[str, Any], item: ItemResult) -> None:
        self.server, self.item = server, item
        self.nodes: dict[str, Any] = graph["nodes"]
        self.into = {
            (e["destination"]["node_id"], e["destination"]["field"]): e["source"]["node_id"]
            for e in graph["edges"]
        }
        noise = next((n for n in self.nodes.values() if n["type"] == "noise"), {})
        self.size = (noise.get("width", 64), noise.get("height", 64))

    def run(self) -> None:
        for name in [n for n in self.nodes if self.nodes[n]["type"] != "save_image"]:
            self._execute(name, self.nodes[name])
        for name in [n for n in self.nodes if self.nodes[n]["type"] == "save_image"]:
            self._execute(name, self.nodes[name])

    def _execute(self, name: str, node: dict[str, Any]) -> None:
        output: dict[str, Any] = {"type": f"{node['type']}_output"}
        if node["type"] == "noise":
            output |= {"width": self.size[0], "height": self.size[1]}
        elif node["type"] == "image":
            output["image"] = node.get("image")
        elif node["type"] == "main_model_loader":
            output["unet"] = {"unet": node.get("model")}
        elif node["type"] in ("l2i", "save_image"):
            output |= self._picture(name, node, self._seed(), self.size)
        elif node["type"] == "canny_edge_detection":
            output |= self._picture(name, node, "edges", self.server.control_size or self.size)
        elif node["type"] == "controlnet":
            source = self.into[name, "image"]
            output["control"] = (
                {"image": self.item.results[source][0]["image"]} if source in self.item.results else {}
            )
        self.item.results[name] = [output]
        self.item.nodes.append(
            NodeRun(name, node["type"], name, self.server.node_seconds, cached=self.server.cached)
        )

    def _picture(self, name: str, node: dict[str, Any], seed: str, size: tuple[int, int]) -> dict[str, Any]:
        rng = np.random.default_rng(int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16))
        pixels = self.server.spoil(rng.integers(0, 256, (size[1], size[0], 3)).astype(float))
        if seed == "edges" and self.server.blank_control:
            pixels = pixels * 0
        file = f"{self.item.item_id}-{name}.png"
        self.server.gallery.files[file] = png(pixels)
        self.item.images.append(
            ImageResult(file, name, node["type"], self.item.item_id, bool(node.get("is_intermediate")), *size)
        )
        return {"image": {"image_name": file}, "width": size[0], "height": size[1]}

    def _seed(self) -> str:
        """All that makes a picture what it is."""
        idle = {
            n
            for n, node in self.nodes.items()
            if any(node.get(w) == 0 for w in _WEIGHTS) or node["type"] == "save_image"
        }
        shown = {
            n: {
                k: v
                for k, v in node.items()
                if k not in ("use_cache", "id", "is_intermediate", "image", "board", "metadata")
            }
            for n, node in self.nodes.items()
            if n not in idle
        }
        ranked = sorted(json.dumps(node, sort_keys=True) for node in shown.values())
        return json.dumps(ranked)
