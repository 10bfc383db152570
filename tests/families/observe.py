"""Runs rows on a real server and says what it did."""

from __future__ import annotations

import hashlib
import io
import re
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from tests.families.parts import PICTURES, SIZE, identifiers, is_model
from wflint.net.http import AnswerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.families.recipe import Recipe
    from wflint.net.session import Session

Observation = dict[str, Any]
_QUEUE = "/api/v1/queue/default"
_ENDED = ("completed", "failed", "canceled")
_SECONDS = 300.0  # without the next item coming to its end
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LONGEST = 160  # characters of an error message that are kept


class Observer:
    """A server with tiny models, and the pictures that the rows name."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # Releases before 6.0 fail now and then when something is enqueued while something else runs.
        self._one_by_one = session.get("/api/v1/app/version")["version"].startswith(("4.", "5."))
        listed = session.get("/api/v2/models/")["models"]
        there = {model["name"]: model["key"] for model in listed}
        self._keys = {own["key"]: there[name] for name, own in identifiers().items() if name in there}
        self.pictures = {name: self._upload(name) for name in PICTURES}

    def can_run(self, recipe: Recipe) -> bool:
        """Whether the server has every tiny model of a graph."""
        return all(key in self._keys for key in _keys(recipe.nodes) if key in _known())

    def observe(
        self, recipes: Mapping[str, Recipe], tell: Callable[[str, Observation], None] = lambda *_: None
    ) -> dict[str, Observation]:
        """What the server does with each graph, in the order in which they come to their ends."""
        seen: dict[str, Observation] = {}
        waiting: dict[int, str] = {}
        for name, recipe in recipes.items():
            try:
                waiting[self._enqueue(recipe)] = name
            except AnswerError as error:
                if error.status != 422:
                    raise
                seen[name] = {"effect": "rejected", "says": _first_fault(error.detail)}
                tell(name, seen[name])
            if self._one_by_one:
                self._collect(waiting, seen, tell)
        self._collect(waiting, seen, tell)
        return seen

    def _collect(
        self, waiting: dict[int, str], seen: dict[str, Observation], tell: Callable[[str, Observation], None]
    ) -> None:
        for item_id, name in waiting.items():
            seen[name] = self._outcome(self._wait(item_id))
            tell(name, seen[name])
        waiting.clear()

    def _enqueue(self, recipe: Recipe) -> int:
        batch = {"graph": self._at_home(recipe.graph()), "runs": 1}
        answer = self._session.call("POST", f"{_QUEUE}/enqueue_batch", body={"batch": batch})
        if answer.get("item_ids"):
            return int(answer["item_ids"][0])
        batch_id = answer["batch"]["batch_id"]  # before 6.0
        listed = self._session.get(f"{_QUEUE}/list", params={"limit": 1000})["items"]
        return next(int(item["item_id"]) for item in listed if item["batch_id"] == batch_id)

    def _wait(self, item_id: int) -> dict[str, Any]:
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            item: dict[str, Any] = self._session.get(f"{_QUEUE}/i/{item_id}")
            if item["status"] in _ENDED:
                return item
            time.sleep(0.05)
        raise TimeoutError(f"queue item {item_id} did not end in {_SECONDS:.0f} s")

    def _outcome(self, item: dict[str, Any]) -> Observation:
        if item["status"] != "completed":
            return {
                "effect": "fails",
                "says": _line(f"{item.get('error_type')}: {item.get('error_message') or ''}"),
            }
        session = item["session"]
        prepared = session.get("source_prepared_mapping", {}).get("out", ())
        images = [
            session["results"][p]["image"]["image_name"] for p in prepared if "image" in session["results"][p]
        ]
        return {"effect": "runs", "picture": self._digest(images[0]) if images else None}

    def _digest(self, name: str) -> str:
        """A digest of a picture's pixels, and whether it shows more than one colour."""
        raw = self._session.content(f"/api/v1/images/i/{name}/full")
        pixels = np.asarray(Image.open(io.BytesIO(raw)).convert("RGB"))
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()[:12]
        flat = " flat" if pixels.std() < 1.0 else ""
        return f"{pixels.shape[1]}x{pixels.shape[0]} {digest}{flat}"

    def _at_home(self, value: Any) -> Any:
        """The graph with the keys and the pictures of this server."""
        if isinstance(value, list):
            return [self._at_home(item) for item in value]
        if not isinstance(value, dict):
            return value
        if is_model(value):
            return {**value, "key": self._keys.get(value["key"], value["key"])}
        if value.get("image_name", "").removesuffix(".png") in PICTURES:
            return {**value, "image_name": self.pictures[value["image_name"].removesuffix(".png")]}
        return {key: self._at_home(item) for key, item in value.items()}

    def _upload(self, name: str) -> str:
        raw = io.BytesIO()
        Image.fromarray(_pixels(name)).save(raw, "png")
        answer = self._session.call(
            "POST",
            "/api/v1/images/upload",
            params={"image_category": "user", "is_intermediate": "true"},
            files={"file": (f"{name}.png", raw.getvalue(), "image/png")},
        )
        return str(answer["image_name"])


def _pixels(name: str) -> Any:
    if name == "mask":
        mask = np.zeros((SIZE, SIZE), np.uint8)
        mask[16:48, 16:48] = 255
        return mask
    width = 2 * SIZE if name == "wide" else SIZE
    return np.random.default_rng(1).integers(0, 255, (SIZE, width, 3), dtype=np.uint8)


def _keys(value: Any) -> Iterator[str]:
    """The keys of the models that a graph names."""
    if is_model(value):
        yield value["key"]
    elif isinstance(value, dict):
        for item in value.values():
            yield from _keys(item)


def _known() -> set[str]:
    return {own["key"] for own in identifiers().values()}


def _first_fault(detail: Any) -> str:
    """The first fault of a 422, in one line."""
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        detail = detail[0].get("msg")
    return _line(str(detail))


def _line(text: str) -> str:
    """A message in one line, without what differs from run to run and without long lists."""
    line = " ".join(_ID.sub("(id)", text).split()).strip(": ")
    return line.partition(" found using 'type'")[0][:_LONGEST]
