"""wflint and InvokeAI judge the same random batch data: what is refused, makes no session, or fails later."""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect
from wflint.engine.check import Checker
from wflint.engine.examine import examine

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.invokeai

BATCHES = int(os.environ.get("WFLINT_DIFFERENTIAL_BATCHES", "3000"))

NODES: dict[str, dict[str, Any]] = {
    "number": {"type": "integer"},
    "ratio": {"type": "float"},
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "photo": {"type": "image"},
    "noise": {"type": "noise"},
    "fit": {"type": "img_resize"},
    "numbers": {"type": "integer_collection"},
    "photos": {"type": "image_collection"},
    "steps": {"type": "denoise_latents"},
    "sum": {"type": "integer_math"},
    "any": {"type": "metadata_item"},
}
FIELDS = [
    ("number", "value"),
    ("ratio", "value"),
    ("text", "value"),
    ("flag", "value"),
    ("photo", "image"),
    ("noise", "seed"),
    ("noise", "width"),
    ("fit", "width"),
    ("fit", "resample_mode"),
    ("numbers", "collection"),
    ("photos", "collection"),
    ("photos", "images"),
    ("steps", "steps"),
    ("steps", "cfg_scale"),
    ("steps", "scheduler"),
    ("sum", "operation"),
    ("any", "value"),
    ("number", "is_intermediate"),
    ("number", "use_cache"),
    ("number", "id"),
    ("number", "type"),
    ("number", "valu"),
    ("nowhere", "value"),
]
ITEMS: list[Callable[[random.Random], Any]] = [
    lambda r: r.choice([0, 1, 8, 64, 512, -1, 7, 10**12, 2**70]),
    lambda r: r.choice([0.0, 1.0, 8.0, 7.5, -0.5, 1e300, 64.0]),
    lambda r: r.choice(["", "a harbour", "12", "1.5", "euler", "ADD", "lanczos", "true"]),
    lambda r: r.choice([True, False]),
    lambda r: r.choice([{"image_name": "a.png"}, {"image_name": "b.png", "width": 5}]),
    lambda r: r.choice([{"video_name": "a.mp4"}, {"image_name": "a", "video_name": "b"}]),
    lambda r: r.choice([None, {}, {"image_name": 5}, {"board_id": "x"}, {"image_name": None}]),
    lambda r: [one(r, shallow=True) for _ in range(r.randint(0, 3))],
]


def one(rng: random.Random, *, shallow: bool = False) -> Any:
    return rng.choices(ITEMS[: 7 if shallow else 8], [6, 4, 6, 1, 4, 1, 1, 3][: 7 if shallow else 8])[0](rng)


def items(rng: random.Random, length: int) -> list[Any]:
    """Mostly of one kind, as batches are."""
    if rng.random() < 0.15:
        return [one(rng) for _ in range(length)]
    make = rng.choices(ITEMS, [6, 4, 6, 1, 4, 1, 1, 3])[0]
    return [make(rng) for _ in range(length)]


def random_batch(rng: random.Random) -> dict[str, Any]:
    data = []
    free = rng.sample(FIELDS, len(FIELDS))
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        length = rng.choice((0, 1, 1, 2, 2, 3))
        group = []
        for _ in range(rng.choice((0, 1, 1, 1, 2, 2))):
            node, field = free.pop() if rng.random() < 0.95 else rng.choice(FIELDS)
            if rng.random() < 0.7 and node == "nowhere":
                node, field = free.pop()
            size = length if rng.random() < 0.95 else length + 1
            group.append({"node_path": node, "field_name": field, "items": items(rng, size)})
        data.append(group)
    nodes = {i: {"id": i, **node} for i, node in NODES.items()}
    return {"graph": {"id": "g", "nodes": nodes, "edges": []}, "runs": 1, "data": data}


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
def test_agreement_with_invokeai(release: str) -> None:
    checker = Checker([open_release(release)])
    oracle = Oracle(invokeai_python(release), "batch_oracle.py")
    rng = random.Random(1)
    disagreements = []
    seen = {"refused": 0, "empty": 0, "failing": 0, "fine": 0}
    try:
        for _ in range(BATCHES):
            batch = random_batch(rng)
            answer = oracle.ask({"batch": batch})
            found = examine(json.dumps({"batch": batch}).encode(), "batch.json", checker).diagnostics
            refused = any(d.effect is Effect.REJECTED for d in found)
            empty = any(d.slug == "batch-empty" for d in found)
            failing = any(d.slug == "batch-invalid-item" for d in found)
            verdict = "refused" if refused else "empty" if empty else "failing" if failing else "fine"
            theirs = (
                "refused"
                if not answer["ok"]
                else "empty"
                if not answer["sessions"]
                else "failing"
                if answer["failed"]
                else "fine"
            )
            seen[theirs] += 1
            if verdict != theirs:
                disagreements.append((theirs, verdict, answer["error"], batch["data"]))
    finally:
        oracle.close()
    report = "\n".join(str(d)[:600] for d in disagreements[:8])
    assert not disagreements, f"{len(disagreements)} of {BATCHES} batches judged otherwise:\n{report}"
    assert not checker.crashes
    assert min(seen.values()) > BATCHES // 50, f"every verdict must be tested: {seen}"
