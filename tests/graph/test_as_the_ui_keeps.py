"""What the web UI keeps and updates on load, that a conversion once left as it was.

Read off the UI of 6.14.2: its migration gives a node of format 1.0.0 the version 1.0.0 where it states none,
its schema of a model takes null for ``submodel_type``, and it moves the images of ``image_collection`` of
files of either kind.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from wflint.builders.conversion import convert_document
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import check_document

MODEL = {"key": "k", "hash": "h", "name": "n", "base": "sd-1", "type": "main"}


def converted(data: Any, to: str = "workflow", target: str = "6.14.2") -> tuple[dict[str, Any], list[str]]:
    loaded = load_bytes(json.dumps(data).encode(), "file.json")
    found = convert_document(loaded.documents, to, open_release(target))
    assert isinstance(found.value, dict)
    return found.value, [f"{d.kind}: {d.text}" for d in found.decisions]


def old_workflow(node_type: str, inputs: dict[str, Any], **members: Any) -> dict[str, Any]:
    body = {
        "id": "n", "type": node_type, "label": "", "notes": "", "isOpen": True, "isIntermediate": True,
        "useCache": True, "embedWorkflow": False, "inputs": inputs, "outputs": {}, **members,
    }  # fmt: skip
    node = {"id": "n", "type": "invocation", "position": {"x": 0, "y": 0}, "data": body}
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    return {**texts, "nodes": [node], "edges": [], "exposedFields": [], "meta": {"version": "1.0.0"}}


def workflow(node_type: str, version: str, inputs: dict[str, Any]) -> dict[str, Any]:
    found = old_workflow(node_type, {}, version=version, nodePack="invokeai")
    body = found["nodes"][0]["data"]
    del body["outputs"], body["embedWorkflow"]
    body["inputs"] = {n: {"name": n, "label": "", "value": value} for n, value in inputs.items()}
    return {**found, "meta": {"version": "3.0.0", "category": "user"}}


def values(found: dict[str, Any]) -> dict[str, Any]:
    inputs = found["nodes"][0]["data"]["inputs"]
    return {name: instance.get("value") for name, instance in inputs.items()}


SEED = {"seed": {"id": "a", "name": "seed", "type": "integer", "fieldKind": "input", "label": "", "value": 7}}


@pytest.mark.parametrize("members", [{}, {"version": "1.0.0"}])
def test_a_versionless_node_is_updated_like_one_of_1_0_0(members: dict[str, Any]) -> None:
    found, told = converted(old_workflow("noise", SEED, **members))
    assert found["nodes"][0]["data"]["version"] == "1.1.0"
    assert values(found) == {"seed": 7, "noise_type": "SD", "width": 512, "height": 512, "use_cpu": True}
    assert "decision: noise: version 1.0.0 becomes 1.1.0" in told
    graph, _ = converted(old_workflow("noise", SEED, **members), "graph")
    assert graph["nodes"]["n"]["width"] == 512


def test_a_versionless_node_of_another_major_version_stays_and_is_told() -> None:
    found, told = converted(old_workflow("color_correct", {}))
    assert found["nodes"][0]["data"]["version"] == "1.0.0"
    assert any(text.startswith("loss: color_correct is of version 1.0.0, 6.14.2 has 2.0.0") for text in told)


def mismatches(data: Any, target: str) -> list[str]:
    (document,) = load_bytes(json.dumps(data).encode(), "file.json").documents
    found = check_document(document, open_release(target))
    return [str(f.message) for f in found if f.rule == "node-version-mismatch"]


def test_only_a_ui_that_migrates_gives_it_a_version() -> None:
    data = old_workflow("noise", SEED)
    assert len(mismatches(data, "6.14.2")) == 1
    assert mismatches(data, "3.4.0") == []


@pytest.mark.parametrize("wrap", ["plain", "lora"])
def test_a_submodel_of_null_stays(wrap: str) -> None:
    model = {**MODEL, "submodel_type": None}
    if wrap == "plain":
        data = workflow("main_model_loader", "1.0.4", {"model": model})
        assert values(converted(data)[0])["model"] == model
    else:
        data = workflow("lora_collection_loader", "1.1.2", {"loras": [{"lora": model, "weight": 1}]})
        assert values(converted(data)[0])["loras"] == [{"lora": model, "weight": 1}]
    assert values(converted(workflow("main_model_loader", "1.0.4", {"model": MODEL}))[0])["model"] == MODEL


IMAGES = [{"image_name": "a.png"}]


def graph(edges: bool = False, **inputs: Any) -> dict[str, Any]:
    nodes = {"n": {"id": "n", "type": "image_collection", **inputs}}
    if not edges:
        return {"id": "g", "nodes": nodes, "edges": []}
    nodes["c"] = {"id": "c", "type": "collect"}
    ends = {"node_id": "c", "field": "collection"}, {"node_id": "n", "field": "collection"}
    return {"id": "g", "nodes": nodes, "edges": [{"source": ends[0], "destination": ends[1]}]}


def test_the_images_of_a_graph_go_where_the_editor_shows_them() -> None:
    found, told = converted(graph(collection=IMAGES))
    assert values(found) == {"images": IMAGES, "collection": []}
    assert told == ['decision: the images of "collection" become those of "images", which the editor shows']
    assert converted(found, "graph")[0]["nodes"]["n"]["images"] == IMAGES


@pytest.mark.parametrize(
    "source",
    [graph(collection=IMAGES, images=IMAGES), graph(edges=True, collection=IMAGES), graph(images=IMAGES)],
)
def test_nothing_moves_where_the_ui_moves_nothing(source: dict[str, Any]) -> None:
    found, told = converted(source)
    assert values(found)["images"] == source["nodes"]["n"].get("images")
    assert not any("become those" in text for text in told)


def test_a_release_that_has_one_input_only_keeps_it() -> None:
    assert values(converted(graph(collection=IMAGES), target="5.15.0")[0]) == {"collection": IMAGES}


def test_a_workflow_of_before_tells_that_its_images_move() -> None:
    data = workflow("image_collection", "1.0.1", {"collection": IMAGES})
    found, told = converted(data)
    assert values(found) == {"images": IMAGES, "collection": []}
    assert any("become those" in text for text in told)
