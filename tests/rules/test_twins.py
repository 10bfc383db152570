"""A workflow and a graph in one file: told where they differ in what runs, in every file that has both."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine

FOLDER = Path(__file__).parents[2] / "fixtures/rules/workflow-and-graph-differ"
SLUG = "workflow-and-graph-differ"


def said(raw: bytes, name: str, target: str = "6.14.2") -> list[str]:
    checker = Checker((open_release(target),))
    found = examine(raw, name, checker)
    assert not checker.crashes
    return [
        text
        for diagnostic in found.diagnostics
        if diagnostic.slug == SLUG
        for text in (diagnostic.message, *(place.message for place in diagnostic.related))
    ]


def body() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "good-body.json").read_text())["batch"]
    return found


def told(graph: Any, workflow: Any, **batch: Any) -> list[str]:
    data = {"prepend": False, "batch": {"graph": graph, "workflow": workflow, "runs": 1, **batch}}
    return said(json.dumps(data).encode(), "body.json")


def picture(graph: Any, workflow: Any) -> bytes:
    chunks = [b"\x89PNG\r\n\x1a\n"]
    for kind, content in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"tEXt", b"invokeai_graph\0" + json.dumps(graph).encode()),
        (b"tEXt", b"invokeai_workflow\0" + json.dumps(workflow).encode()),
        (b"IEND", b""),
    ):
        chunks.append(struct.pack(">I", len(content)) + kind + content)
        chunks.append(struct.pack(">I", zlib.crc32(kind + content)))
    return b"".join(chunks)


def test_a_picture_is_told_too() -> None:
    graph, workflow = body()["graph"], body()["workflow"]
    assert said(picture(graph, workflow), "a.png") == []
    graph["nodes"]["blur"]["radius"] = 2
    assert said(picture(graph, workflow), "a.png") == [
        "the workflow beside this graph differs in 1 value",
        "radius is 8 in the workflow",
    ]


def test_texts_of_an_image_record_are_told_too() -> None:
    graph, workflow = body()["graph"], body()["workflow"]
    graph["nodes"]["blur"]["radius"] = 2
    record = {"workflow": json.dumps(workflow), "graph": json.dumps(graph)}
    assert said(json.dumps(record).encode(), "a.json")


def test_other_ids_positions_texts_flags_and_boards_are_no_difference() -> None:
    graph, workflow = body()["graph"], body()["workflow"]
    text = json.dumps(graph).replace('"blank"', '"one"').replace('"blur"', '"two"')
    graph = json.loads(text)
    graph["nodes"]["two"]["use_cache"] = False
    workflow["nodes"][0]["position"] = {"x": 5, "y": 5}
    workflow["nodes"][0]["data"]["label"] = "a label"
    assert told(graph, workflow) == []


def test_what_the_server_wrote_is_no_difference() -> None:
    graph, workflow = body()["graph"], body()["workflow"]
    del workflow["nodes"][1]["data"]["inputs"]["blur_type"]
    graph["nodes"]["blur"] |= {"image": None, "metadata": None, "blur_type": "box", "radius": 8.0}
    assert said(picture(graph, workflow), "a.png") == []


def test_a_default_that_one_of_them_leaves_out_is_no_difference() -> None:
    graph, workflow = body()["graph"], body()["workflow"]
    del graph["nodes"]["blur"]["radius"]
    assert told(graph, workflow) == []
    workflow["nodes"][1]["data"]["inputs"]["radius"]["value"] = 9
    assert told(graph, workflow)[1:] == ["radius is 9 in the workflow"]


def test_what_a_batch_node_feeds_is_no_difference() -> None:
    graph, workflow = body()["graph"], body()["workflow"]
    node = json.loads(json.dumps(workflow["nodes"][0]))
    node["id"] = node["data"]["id"] = "batch"
    node["data"] |= {"type": "float_batch", "version": "1.0.0", "inputs": {}}
    for name, value in {"batch_group_id": "None", "floats": [1, 2]}.items():
        node["data"]["inputs"][name] = {"name": name, "label": "", "description": "", "value": value}
    workflow["nodes"].append(node)
    ends = {"source": "batch", "sourceHandle": "value", "target": "blur", "targetHandle": "radius"}
    workflow["edges"].append({"id": "e2", "type": "default", **ends})
    graph["nodes"]["blur"]["radius"] = 2
    assert told(graph, workflow) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda g: g["nodes"].pop("blur"), "1 node"),
        (lambda g: g["edges"].clear(), "1 connection"),
        (lambda g: g["nodes"]["blank"].update(color={"r": 1, "g": 0, "b": 0, "a": 255}), "1 value"),
        (lambda g: g["nodes"]["blur"].update(type="img_scale"), "2 nodes"),
    ],
)
def test_every_sort_of_difference(change: Any, what: str) -> None:
    graph = body()["graph"]
    change(graph)
    assert told(graph, body()["workflow"])[0] == f"the workflow beside this graph differs in {what}"


def test_a_value_of_any_depth_and_number_of_nodes() -> None:
    graph, workflow = body()["graph"], body()["workflow"]
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    graph["nodes"]["blur"]["blur_type"] = deep
    for number in range(300):
        graph["nodes"][f"n{number}"] = {"id": f"n{number}", "type": "img_blur"}
    assert told(graph, workflow)[0] == "the workflow beside this graph differs in 300 nodes and 1 value"
