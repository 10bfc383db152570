"""A converted file makes the request of the original, and still has what an upgrade needs."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.workflows import Workflows, node_types
from wflint.builders.conversion import convert_document
from wflint.catalogue.renames import NODES
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.graph.convert.migrate import migrate_workflow
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.diff.canonical import canonical

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document

NEWEST = open_release("6.14.2")
_OLD = ("5.7.2", "5.9.1", "5.15.0", "6.8.0")


def document(data: dict[str, Any]) -> Document:
    return load_bytes(json.dumps(data).encode(), "test.json").documents[0]


def request(found: Document, catalogue: Catalogue) -> tuple[Any, Any]:
    made = convert_workflow(found, catalogue)
    return canonical(made.graph, catalogue), made.data


def node(node_id: str, node_type: str, version: str, **values: Any) -> dict[str, Any]:
    inputs = {name: {"name": name, "label": "", "value": value} for name, value in values.items()}
    for name in [name for name, value in values.items() if value is None]:
        del inputs[name]["value"]
    body = {"id": node_id, "type": node_type, "version": version, "nodePack": "invokeai", "label": "",
            "notes": "", "isOpen": True, "isIntermediate": True, "useCache": True,
            "inputs": inputs}  # fmt: skip
    return {"id": node_id, "type": "invocation", "data": body, "position": {"x": 0, "y": 0}}


def wire(source: str, output: str, target: str, field: str) -> dict[str, Any]:
    return {"id": f"{source}-{target}-{field}", "type": "default", "source": source, "sourceHandle": output,
            "target": target, "targetHandle": field}  # fmt: skip


def workflow(
    nodes: list[dict[str, Any]], edges: list[dict[str, Any]], version: str = "3.0.0"
) -> dict[str, Any]:
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    meta = {"version": version, "category": "user"}
    return {**texts, "exposedFields": [], "meta": meta, "nodes": nodes, "edges": edges}


def ends(edges: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    return {(e["source"], e["sourceHandle"], e["target"], e["targetHandle"]) for e in edges}


@cache
def old(release: str) -> Catalogue:
    return open_release(release)


@settings(max_examples=40)
@given(st.integers(0, 100_000), st.sampled_from(_OLD))
def test_every_wire_of_a_gone_node_stays_and_the_request_is_the_same(seed: int, release: str) -> None:
    catalogue, rng = old(release), random.Random(seed)
    left = sorted({row.old for row in NODES} & set(catalogue.node_types))
    types = [*rng.choices(node_types(catalogue), k=4), *(rng.choices(left, k=3) if left else ())]
    made = Workflows(catalogue, seed).workflow(types)
    gone = {n["id"] for n in made["nodes"] if NEWEST.node(n["data"]["type"]) is None}
    gone -= {n["id"] for n in made["nodes"] if n["type"] != "invocation"}
    before = document(made)
    found = migrate_workflow(before, NEWEST).workflow
    assert request(before, NEWEST) == request(document(found), NEWEST)
    plain = [e for e in made["edges"] if e["type"] == "default"]
    kept = ends([e for e in found["edges"] if e["type"] == "default"])
    assert {e for e in ends(plain) if {e[0], e[2]} & gone} <= kept
    assert migrate_workflow(document(found), NEWEST).workflow == found


@pytest.mark.parametrize("old_type", [row.old for row in NODES if row.last == "5.9.1"])
def test_a_converted_file_can_still_be_repaired(old_type: str) -> None:
    """Its node is gone, and the fix for it leads the wires to the successor."""
    nodes = [
        node("in", "image", "1.2.0", image={"image_name": "a.png"}),
        node("x", old_type, "1.2.0", image=None),
        node("out", "save_image", "1.2.0", image=None),
    ]
    edges = [wire("in", "image", "x", "image"), wire("x", "image", "out", "image")]
    found, told = migrate_workflow(document(workflow(nodes, edges)), NEWEST)
    assert ends(found["edges"]) == ends(edges)
    (row,) = (row for row in NODES if row.old == old_type)
    (said,) = (d for d in told if d.kind == "loss")
    assert "`wflint upgrade`" in said.text
    assert row.new in said.text
    (error,) = (
        d
        for d in examine(json.dumps(found).encode(), "x.json", Checker([NEWEST])).diagnostics
        if d.slug == "unknown-node-type"
    )
    assert error.fix is not None


def test_values_of_a_gone_node_stay_as_they_are() -> None:
    model = {"model_name": "Old", "base_model": "sd-1", "model_type": "onnx"}
    nodes = [node("x", "onnx_model_loader", "1.0.0", model=model), node("y", "t2l", "1.0.0", steps=7)]
    for made in (
        migrate_workflow(document(workflow(nodes, [])), NEWEST).workflow,
        convert_document(
            [document({"id": "g", "nodes": {"x": {"id": "x", "type": "onnx_model_loader", "model": model},
                                            "y": {"id": "y", "type": "t2l", "steps": 7}}, "edges": []})],
            "workflow", NEWEST,
        ).value,
    ):  # fmt: skip
        assert isinstance(made, dict)
        first, second = (n["data"]["inputs"] for n in made["nodes"])
        assert (first["model"]["value"], second["steps"]["value"]) == (model, 7)


def test_a_model_of_invokeai_3_keeps_its_name() -> None:
    """The web UI makes settings of a number generator of it on every load, now as then."""
    model = {"model_name": "Old One", "base_model": "sd-1", "model_type": "main"}
    before = document(workflow([node("m", "main_model_loader", "1.0.0", model=model)], []))
    found, told = migrate_workflow(before, NEWEST)
    assert found["nodes"][0]["data"]["inputs"]["model"]["value"] == model
    assert any("Old One" in d.text for d in told if d.kind == "loss")
    assert request(before, NEWEST) == request(document(found), NEWEST)


def test_wires_to_fields_with_another_name_stay() -> None:
    """``color_correct`` of version 1 is not updated by the web UI: it drops the wires to its old inputs."""
    nodes = [
        node("a", "image", "1.2.2", image={"image_name": "a.png"}),
        node("c", "color_correct", "1.2.2", image=None, reference=None, mask=None, mask_blur_radius=8),
    ]
    edges = [wire("a", "image", "c", "image"), wire("a", "image", "c", "reference")]
    found, told = migrate_workflow(document(workflow(nodes, edges)), NEWEST)
    assert ends(found["edges"]) == ends(edges)
    assert sum("stays in the file for `wflint upgrade`" in d.text for d in told) == 2
    assert found["nodes"][1]["data"]["version"] == "1.2.2"


def test_a_wire_to_a_field_that_never_was_is_dropped() -> None:
    nodes = [node("a", "integer", "1.0.1", value=3), node("n", "noise", "1.0.3", seed=0)]
    found, told = migrate_workflow(document(workflow(nodes, [wire("a", "value", "n", "sed")])), NEWEST)
    assert found["edges"] == []
    assert any("is dropped, as the web UI drops it" in d.text for d in told)


def test_wires_through_connectors_lead_straight_for_a_ui_without_them() -> None:
    connector = {"id": "k", "type": "connector", "data": {"id": "k", "type": "connector", "label": "",
                 "isOpen": True}, "position": {"x": 0, "y": 0}}  # fmt: skip
    nodes = [node("x", "canny_image_processor", "1.2.0"), connector, node("s", "save_image", "1.2.2")]
    edges = [wire("x", "image", "k", "in"), wire("k", "out", "s", "image")]
    made = document(workflow(nodes, edges, "4.0.0"))
    found = migrate_workflow(made, open_release("6.12.0")).workflow
    assert ends(found["edges"]) == {("x", "image", "s", "image")}
    found = migrate_workflow(made, NEWEST).workflow
    assert ends(found["edges"]) == ends(edges)


@pytest.mark.parametrize("value", [None, "auto"])
def test_a_harmless_major_step_is_taken(value: Any) -> None:
    """The web UI keeps ``flux_denoise`` 3 and blocks Invoke: two inputs that did nothing are gone."""
    nodes = [node("f", "flux_denoise", "3.0.0", board=value, metadata=None, width=512, guidance=3.5)]
    before = document(workflow(nodes, []))
    found, told = migrate_workflow(before, NEWEST)
    definition = NEWEST.node("flux_denoise")
    assert definition is not None
    body = found["nodes"][0]["data"]
    assert body["version"] == definition.version
    assert body["inputs"].keys() <= definition.inputs.keys()
    assert body["inputs"]["width"]["value"] == 512
    assert request(before, NEWEST) == request(document(found), NEWEST)
    assert not [d for d in told if d.kind == "loss"]
    assert any("without board and metadata: that changes no image" in d.text for d in told)
    checked = examine(json.dumps(found).encode(), "x.json", Checker([NEWEST])).diagnostics
    assert [d.slug for d in checked if d.slug in ("unknown-input", "node-version-mismatch")] == []


@pytest.mark.parametrize(
    ("node_type", "version"),
    [("flux_denoise", "1.0.0"), ("flux_denoise", "2.1.0"), ("color_correct", "1.0.0")],
)
def test_a_step_that_changes_images_is_not(node_type: str, version: str) -> None:
    found, told = migrate_workflow(document(workflow([node("f", node_type, version)], [])), NEWEST)
    assert found["nodes"][0]["data"]["version"] == version
    assert any(d.kind == "loss" and "does not update it" in d.text for d in told)


def test_an_idle_input_at_an_equal_version_goes() -> None:
    """``flux_denoise_meta`` lost its board in 6.0.0 without a new version: the web UI would block Invoke."""
    catalogue = open_release("6.0.0")
    definition = catalogue.node("flux_denoise_meta")
    assert definition is not None
    assert definition.version == "1.0.1"
    made = document(workflow([node("f", "flux_denoise_meta", "1.0.1", board="auto", width=512)], []))
    found, told = migrate_workflow(made, catalogue)
    assert list(found["nodes"][0]["data"]["inputs"]) == ["width"]
    assert any("without board" in d.text for d in told)


def test_values_of_inputs_that_are_gone_are_told() -> None:
    """The web UI's own update drops them without a word."""
    made = node("a", "anima_model_loader", "1.3.0", t5_encoder_model={"key": "k", "hash": "h", "name": "T5",
                "base": "any", "type": "t5_encoder"})  # fmt: skip
    made["data"]["inputs"]["none"] = {"name": "none", "label": "", "value": 3}
    told = migrate_workflow(document(workflow([made], [])), NEWEST).decisions
    assert [(d.kind, d.field) for d in told if d.field] == [
        ("decision", "t5_encoder_model"),
        ("loss", "none"),
    ]


def test_a_graph_s_gone_node_is_told_once_and_its_wires_are_written() -> None:
    picture = {"image_name": "a.png"}
    graph = {
        "id": "g",
        "nodes": {
            "x": {"id": "x", "type": "canny_image_processor"},
            "s": {"id": "s", "type": "save_image"},
            "c": {"id": "c", "type": "color_correct", "mask_blur_radius": 3.0, "image": picture},
        },
        "edges": [
            {
                "source": {"node_id": "x", "field": "image"},
                "destination": {"node_id": node_id, "field": field},
            }
            for node_id, field in (("s", "image"), ("c", "reference"))
        ],
    }
    found = convert_document([document(graph)], "workflow", NEWEST)
    assert isinstance(found.value, dict)
    assert ends(found.value["edges"]) == {("x", "image", "s", "image"), ("x", "image", "c", "reference")}
    assert [(d.kind, d.node, d.field) for d in found.decisions] == [
        ("loss", "x", None), ("decision", "c", "mask_blur_radius"), ("loss", "c", "image"),
    ]  # fmt: skip
    assert '"base_image" since 6.8.1' in found.decisions[-1].text
