"""What fixes hold for renamed: the definitions of the releases before and after say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.golden import RULES, TARGET, Case
from wflint.catalogue.history import field_presence, node_presence
from wflint.catalogue.store import open_release
from wflint.engine.mending import mend
from wflint.rules.nodes._foreign_names import equivalent
from wflint.rules.nodes._renamed_types import RENAMED
from wflint.rules.shared.renamed_inputs import RENAMED_INPUTS

CURRENT = open_release(TARGET)
HIDDEN = {"workflow"}  # of every node up to 3.4


def _old(node_type: str) -> Any:
    presence = node_presence(node_type)
    assert presence is not None
    return open_release(presence.last).node(node_type)


@pytest.mark.parametrize("node_type", RENAMED)
def test_every_input_has_a_successor(node_type: str) -> None:
    row, old = RENAMED[node_type], _old(node_type)
    new = CURRENT.node(row.to)
    assert new is not None
    assert CURRENT.node(node_type) is None
    known = equivalent(node_type, CURRENT)
    assert known is not None
    assert known.types == (row.to,)
    for name, field in old.inputs.items():
        if name in row.drop or name in HIDDEN:
            assert name not in new.inputs
            continue
        successor = row.inputs.get(name, name)
        assert str(field.type) == str(new.inputs[successor].type), name
        default = new.inputs[successor].default
        assert field.default == row.unset.get(successor, default), name
    assert {row.outputs.get(name, name) for name in old.outputs} <= set(new.outputs)
    assert set(row.inputs) <= set(old.inputs)
    assert set(row.outputs) <= set(old.outputs)
    if row.same:
        assert not row.drop
        assert set(row.inputs.values()) | {n for n in old.inputs if n not in row.inputs} == set(new.inputs)


@pytest.mark.parametrize(("node_type", "name"), RENAMED_INPUTS)
def test_renamed_inputs_took_their_place(node_type: str, name: str) -> None:
    """No release has both names; the type stayed."""
    before = field_presence(node_type, "inputs", name)
    now = RENAMED_INPUTS[node_type, name]
    after = field_presence(node_type, "inputs", now)
    assert before is not None
    assert after is not None
    assert not set(before.releases) & set(after.releases)
    old, new = open_release(before.last).node(node_type), open_release(after.first).node(node_type)
    assert old is not None
    assert new is not None
    assert str(old.inputs[name].type) == str(new.inputs[now].type)


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
