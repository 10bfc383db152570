"""Files of strangers: a migration neither raises nor hangs on them, and never changes what it was given."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counting import growth
from tests.upgrade.migration.made import document, graph, release, workflow
from tests.upgrade.migration.test_steps import typed
from wflint.document.kinds import documents_in
from wflint.document.model import Source
from wflint.upgrade.migration.migrate import migrate
from wflint.upgrade.migration.write import migrated_text

IMAGE = {"image_name": "a.png"}
NODES: dict[str, dict[str, Any]] = {
    "i": {"type": "image_processor", "image": IMAGE},
    "c": {"type": "canny_image_processor", "low_threshold": 7},
    "r": {"type": "param_int", "a": 768},
    "s": {"type": "l2l", "strength": 0.5},
    "t": {"type": "tile_image_processor", "down_sampling_rate": 2.0},
    "e": {"type": "step_param_easing", "num_steps": 3},
    "k": {"type": "color_correct", "image": IMAGE},
    "m": {"type": "core_metadata", "version": "1.0.0", "vae": {"model_name": "x", "base_model": "y"}},
}
EDGES = (
    *("i.image>c.image", "r.a>c.detect_resolution", "r.a>c.image_resolution", "c.image>t.image"),
    *("t.image>k.reference", "e.collection>s.cfg_scale", "m.metadata>k.metadata"),
)
SHOWN = [
    {"nodeId": node, "fieldName": field}
    for node, field in (("r", "a"), ("s", "strength"), ("c", "detect_resolution"))
]
SWEPT = [[{"node_path": "c", "field_name": "low_threshold", "items": [1, 2]}]]
INNER = {"type": "graph", "graph": graph({"x": {"type": "add"}})}
WHOLE: list[Any] = [
    workflow(NODES, *EDGES, exposedFields=SHOWN),
    typed("1.0.0"),
    graph({**NODES, "g": INNER}, *EDGES),
    {"batch": {"graph": graph(NODES, *EDGES), "runs": 1, "data": SWEPT}},
    {"session": {"graph": graph(NODES, *EDGES)}, "workflow": workflow(NODES, *EDGES)},
]
JUNK = st.sampled_from(
    [
        *(
            None,
            0,
            -1,
            1e400,
            True,
            "",
            "a",
            "c",
            "image",
            "graph",
            " ",
            [],
            {},
            [None],
            {"id": 1},
            {"a": {}},
        ),
        *("3.0.0", "1.0.0", "canny_image_processor", {"node_id": "c"}, {"value": []}, "\udc00"),
    ]
)


def places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at else []
    items = data.items() if type(data) is dict else enumerate(data) if type(data) is list else ()
    for name, value in items:
        found += places(value, (*at, name))
    return found


PLACES = [places(data) for data in WHOLE]


@settings(max_examples=40)
@given(data=st.data())
def test_any_place_of_a_file_may_hold_anything(data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(WHOLE) - 1))
    made = copy.deepcopy(WHOLE[which])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(PLACES[which]))
        held = made
        try:
            for part in place[:-1]:
                held = held[part]
            held[place[-1]] = copy.deepcopy(data.draw(JUNK))
        except (KeyError, IndexError, TypeError):
            pass
    text = json.dumps(made, indent=data.draw(st.sampled_from([None, 2])))
    read = json.loads(text)
    documents = documents_in(read, Source("x", text))
    old = data.draw(st.sampled_from([None, "3.0.2", "5.9.1"]))
    for unsafe in (False, True):
        found = [
            (d, migrate(d, release("6.14.2"), release(old) if old else None, unsafe=unsafe).data)
            for d in documents
        ]
        assert json.dumps(read) == json.dumps(json.loads(text))
        if "Infinity" in text:
            continue  # no JSON: what is written is none either
        if len(found) == 1:
            ((one, after),) = found
            (again, *_) = documents_in(json.loads(migrated_text(text, found)), Source("x", text))
            assert json.dumps(again.data, sort_keys=True) == json.dumps(after, sort_keys=True), one.kind


@pytest.mark.parametrize("kind", ["graph", "workflow", "chain", "back", "inner", "batch", "edges"])
def test_it_stays_linear(kind: str) -> None:
    def work(size: int) -> Any:
        ids = [f"n{i}" for i in range(size)]
        canny = {"type": "canny_image_processor", "image": IMAGE}
        made: Any
        if kind == "inner":
            made = graph({i: {"type": "graph", "graph": graph({"a": {"type": "param_int"}})} for i in ids})
        elif kind == "chain":
            nodes: Any = {i: {"type": "image_processor"} for i in ids}
            pairs = pairwise(ids)
            made = graph(nodes, *(f"{a}.image>{b}.image" for a, b in pairs), f"{ids[-1]}.image>n0.image")
        elif kind == "back":
            nodes = {i: {"type": "tile_image_processor"} for i in reversed(ids)}
            readers = {f"o{i}": {"type": "img_blur"} for i in ids}
            wires = [f"{a}.image>{b}.image" for a, b in pairwise(ids)]
            wires += [f"{ids[-1]}.image>{o}.image" for o in readers]
            made = graph({"i": {"type": "image"}, **nodes, **readers}, "i.image>n0.image", *wires)
        elif kind == "edges":
            wires = [f"r.a>c.{name}{i}" for i in ids for name in ("image", "detect_resolution")]
            made = graph({"r": {"type": "param_int"}, "c": canny}, *wires)
        elif kind == "batch":
            data = [[{"node_path": i, "field_name": "thr_v", "items": [1]} for i in ids]]
            mlsd = {"type": "mlsd_image_processor"}
            made = {"batch": {"graph": graph(dict.fromkeys(ids, mlsd)), "runs": 1, "data": data}}
        else:
            wires = [f"r.a>{i}.detect_resolution" for i in ids]
            make = graph if kind == "graph" else workflow
            made = make({"r": {"type": "param_int"}, **dict.fromkeys(ids, canny)}, *wires)
        one = document(made)
        return lambda: migrate(one, release("6.14.2"), release("5.9.1"), unsafe=True)

    assert growth(work, 60) < 2.6
