"""wflint and InvokeAI refuse the same misshapen enqueue bodies: members missing, or of wrong types."""

from __future__ import annotations

import copy
import json
import os
import random
from typing import Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from tests.differential.verdicts import graph_verdict
from wflint.catalogue.store import open_release
from wflint.document import Kind
from wflint.document.load import load_bytes

pytestmark = pytest.mark.invokeai

BODIES = int(os.environ.get("WFLINT_DIFFERENTIAL_BODIES", "2000"))
SEED = int(os.environ.get("WFLINT_DIFFERENTIAL_SEED", "1"))

BODY: dict[str, Any] = {
    "batch_id": "b",
    "origin": "x",
    "destination": None,
    "runs": 2,
    "data": [
        [{"node_path": "a", "field_name": "value", "items": [1, 2]}],
        [{"node_path": "c", "field_name": "value", "items": ["x"]}],
    ],
    "workflow": {
        **dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), ""),
        "exposedFields": [{"nodeId": "a", "fieldName": "value"}],
        "meta": {"version": "3.0.0", "category": "user"},
        "nodes": [{"id": "a"}],
        "edges": [{}],
        "form": None,
    },
    "graph": {
        "id": "g",
        "nodes": {
            "a": {"id": "a", "type": "integer", "value": 1, "is_intermediate": True},
            "b": {"id": "b", "type": "add", "b": 2, "use_cache": False},
            "c": {"id": "c", "type": "string", "value": "q"},
        },
        "edges": [
            {"source": {"node_id": "a", "field": "value"}, "destination": {"node_id": "b", "field": "a"}}
        ],
    },
}
JUNK: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.5, 2.0, 10**20, 1e300),
    *("", " ", "x", "a", "1", "1_0", "1e3", "yes", "1.0.0", "1.0", "user", "project"),
    *([], [1], ["a"], ["a", 1], [True], [None], [[]], [[1]]),
    *({}, {"a": 1}, {"image_name": "x.png"}, {"image_name": 5}, {"video_name": "v"}, {"key": "k"}),
]


def places(value: Any, base: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [base] if base else []
    for key, member in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        found += places(member, (*base, key))
    return found


def misshapen(rng: random.Random) -> dict[str, Any]:
    """The body with one to three members removed, replaced or added."""
    body = copy.deepcopy(BODY)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        path = rng.choice(places(body))
        holder: Any = body
        for step in path[:-1]:
            holder = holder[step]
        action = rng.random()
        if action < 0.25:
            del holder[path[-1]]
        elif action < 0.9 or not isinstance(holder, list):
            holder[path[-1] if action < 0.9 else "more"] = copy.deepcopy(rng.choice(JUNK))
        else:
            holder.insert(0, copy.deepcopy(rng.choice([*JUNK, holder[path[-1]]])))
    return body


def recognised(body: dict[str, Any]) -> bool:
    loaded = load_bytes(json.dumps({"batch": body}).encode(), "x")
    return loaded.documents[0].kind is Kind.BATCH


@pytest.mark.parametrize("release", ["6.14.2"])
def test_misshapen_bodies(release: str) -> None:
    catalogue = open_release(release)
    oracle = Oracle(invokeai_python(release), "graph_oracle.py")
    rng = random.Random(SEED)
    disagreements, refused, judged = [], 0, 0
    try:
        for _ in range(BODIES):
            body = misshapen(rng)
            if not recognised(body):
                continue
            answer = oracle.ask({"batch": body})
            ok, _, refusals = graph_verdict(copy.deepcopy(body), catalogue)
            judged += 1
            refused += not answer["ok"]
            if ok != answer["ok"]:
                disagreements.append((body, answer["error"], refusals))
    finally:
        oracle.close()
    assert judged > 0.9 * BODIES
    assert 0.5 * judged < refused < 0.98 * judged
    assert disagreements == []
