"""What the fixes make of nodes that have been renamed. The table itself: tests/catalogue/test_renames.py."""

from __future__ import annotations

import json
from typing import Any

from tests.golden import RULES, Case
from wflint.engine.mending import mend


def _mended(data: Any, slug: str = "unknown-node-type") -> Any:
    case = Case(slug, RULES / slug / "bad-graph.json")
    raw = json.dumps(data).encode()

    def look(raw: bytes) -> Any:
        return [d if d.slug == slug else d._replace(fix=None) for d in case.look(raw)]

    return json.loads(mend(raw, look, unsafe=True).raw)


def test_a_type_set_under_both_names_is_left() -> None:
    data = {"nodes": {"n": {"id": "n", "type": "param_int", "a": 1, "value": 2}}, "edges": []}
    assert _mended(data) == data


def test_the_old_default_is_only_written_where_nothing_was_set() -> None:
    for given in ({"thr_d": 5.0}, {"thr_d": 0.1, "thr_v": 0.3}):
        nodes = {"n": {"id": "n", "type": "mlsd_image_processor", "image": {"image_name": "a.png"}, **given}}
        found = _mended({"nodes": nodes, "edges": []})["nodes"]["n"]
        assert found["type"] == "mlsd_detection"
        assert found["distance_threshold"] == given["thr_d"]
        assert found.get("score_threshold") == given.get("thr_v")


def test_batch_data_follows() -> None:
    data = {
        "batch": {
            "graph": {"nodes": {"n": {"id": "n", "type": "param_string", "text": "a"}}, "edges": []},
            "data": [[{"node_path": "n", "field_name": "text", "items": ["a fox", "an owl"]}]],
            "runs": 1,
        }
    }
    batch = _mended(data)["batch"]
    assert batch["graph"]["nodes"]["n"] == {"id": "n", "type": "string", "value": "a"}
    assert batch["data"][0][0]["field_name"] == "value"
