"""Workflows of every format become files of the current one that make the same graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.workflows import Workflows
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.graph.convert.decisions import ConversionError
from wflint.graph.convert.migrate import migrate_workflow
from wflint.graph.convert.to_request import convert_workflow

if TYPE_CHECKING:
    from wflint.document import Document
    from wflint.graph.convert.to_request import Converted

SAMPLES = Path(__file__).parents[2] / "fixtures" / "workflows"
NEWEST = open_release("6.14.2")


def document(data: dict[str, Any]) -> Document:
    return load_bytes(json.dumps(data).encode(), "test.json").documents[0]


def same(one: Converted, other: Converted) -> bool:
    return (one.graph["nodes"], one.graph["edges"], one.data) == (
        other.graph["nodes"], other.graph["edges"], other.data,
    )  # fmt: skip


def as_format(workflow: dict[str, Any], version: str) -> dict[str, Any]:
    """The same workflow in an older format: types at the inputs, outputs, sizes; no connectors."""
    found = json.loads(json.dumps(workflow))
    found["meta"] = {"category": "user", "version": version}
    for node in found["nodes"]:
        body = node["data"]
        body.pop("dynamicInputTemplates", None)
        if version == "3.0.0":
            continue
        node |= {"width": 320, "height": 200}
        if node["type"] != "invocation":
            continue
        definition = NEWEST.node(body["type"])
        assert definition is not None
        body["outputs"] = {}
        for name, instance in body["inputs"].items():
            kind = str(definition.inputs[name].type)
            named = {"int": "integer", "float": "float", "str": "string", "bool": "boolean"}.get(kind)
            old: Any = named or ("enum" if kind == "enum" else "Any")
            if version == "2.0.0":
                name_2 = {"integer": "IntegerField", "float": "FloatField", "string": "StringField",
                          "boolean": "BooleanField", "enum": "EnumField"}.get(old, "AnyField")  # fmt: skip
                old = {"name": name_2, "isCollection": False, "isCollectionOrScalar": False}
            instance |= {"id": f"{node['id']}-{name}", "fieldKind": "input", "type": old}
            if named is None and kind != "enum":
                instance.pop("value", None)
        if version == "1.0.0":
            body["embedWorkflow"] = False
            del body["nodePack"]
    return found


@given(st.integers(0, 100_000), st.sampled_from(("1.0.0", "2.0.0", "3.0.0", "4.0.0")))
def test_the_graph_is_the_same(seed: int, version: str) -> None:
    workflow = Workflows(NEWEST, seed).workflow()
    if version != "4.0.0":
        gone = {n["id"] for n in workflow["nodes"] if n["type"] == "connector"}
        workflow["nodes"] = [n for n in workflow["nodes"] if n["id"] not in gone]
        workflow["edges"] = [e for e in workflow["edges"] if not {e["source"], e["target"]} & gone]
        workflow["nodes"] = [
            n for n in workflow["nodes"] if not n["data"]["type"].endswith(("_batch", "_generator"))
        ]
        workflow = as_format(workflow, version)
    before = document(workflow)
    migrated = migrate_workflow(before, NEWEST).workflow
    assert migrated["meta"]["version"] == "4.0.0"
    assert same(convert_workflow(before, NEWEST), convert_workflow(document(migrated), NEWEST))
    assert migrate_workflow(document(migrated), NEWEST).workflow == migrated


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0"])
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("format-*.workflow.json")), ids=lambda p: p.stem)
def test_samples_of_each_format(path: Path, release: str) -> None:
    catalogue = open_release(release)
    before = load_bytes(path.read_bytes(), path.name).documents[0]
    migrated, told = migrate_workflow(before, catalogue)
    assert not [d for d in told if d.kind == "loss"]
    assert same(convert_workflow(before, catalogue), convert_workflow(document(migrated), catalogue))
    found = examine(json.dumps(migrated).encode(), "x.json", Checker([catalogue])).diagnostics
    assert [d.message for d in found if d.effect.value == "rejected"] == []
    assert [n["data"]["outputs"] for n in migrated["nodes"] if "outputs" in n["data"]] == []


def test_exposed_fields_become_a_form() -> None:
    raw = (SAMPLES / "format-1.0.0.workflow.json").read_bytes()
    migrated = migrate_workflow(load_bytes(raw, "x").documents[0], NEWEST).workflow
    (field,) = [e for e in migrated["form"]["elements"].values() if e["type"] == "node-field"]
    assert field["data"]["fieldIdentifier"] == {"nodeId": "blur", "fieldName": "radius"}


def test_connectors_are_taken_out_for_releases_that_have_none() -> None:
    raw = (SAMPLES / "format-4.0.0.workflow.json").read_bytes()
    before = load_bytes(raw, "x").documents[0]
    assert any(n["type"] == "connector" for n in before.data["nodes"])
    migrated, told = migrate_workflow(before, open_release("6.12.0"))
    assert {n["type"] for n in migrated["nodes"]} <= {"invocation", "notes"}
    assert "connectors" in " ".join(d.text for d in told)


def test_losses_are_told() -> None:
    workflow = Workflows(NEWEST, 1).workflow(["main_model_loader", "noise", "save_image"])
    loader = workflow["nodes"][0]["data"]
    loader["inputs"]["model"]["value"] = {"model_name": "Old One", "base_model": "sd-1", "model_type": "main"}
    workflow["nodes"][1]["data"]["version"] = "9.0.0"
    workflow["nodes"][2]["data"]["type"] = "gone_node"
    told = migrate_workflow(document(workflow), NEWEST).decisions
    texts = [d.text for d in told if d.kind == "loss"]
    assert any('the model "Old One"' in text and "number generator" in text for text in texts)
    assert any("noise is of version 9.0.0" in text for text in texts)
    assert any('no node "gone_node"' in text for text in texts)


def test_a_form_keeps_no_fields_of_nodes_that_are_gone() -> None:
    """The UI leaves their ids among the children, and refuses the file that it saved."""
    workflow = Workflows(NEWEST, 2).workflow(["noise"])
    field = {"nodeId": "gone", "fieldName": "seed"}
    element = {"id": "f", "type": "node-field", "parentId": "root", "data": {"fieldIdentifier": field}}
    root = {"id": "root", "type": "container", "data": {"layout": "column", "children": ["f"]}}
    workflow["form"] = {"elements": {"root": root, "f": element}, "rootElementId": "root"}
    migrated = migrate_workflow(document(workflow), NEWEST).workflow
    assert migrated["form"]["elements"]["root"]["data"]["children"] == []
    assert list(migrated["form"]["elements"]) == ["root"]


def test_releases_before_4_0_are_no_target() -> None:
    with pytest.raises(ConversionError, match="or a later release"):
        migrate_workflow(document(Workflows(NEWEST, 1).workflow()), open_release("3.5.0"))


@pytest.mark.parametrize(
    "odd",
    [
        {"meta": {"version": "4.0.0"}, "nodes": 1, "edges": None},
        {"meta": {"version": "1.0.0"}, "nodes": [{"id": [], "type": {}, "data": 3}], "edges": [{"type": []}]},
        {"meta": {"version": "2.0.0"}, "nodes": [
            {"id": "a", "type": "invocation", "data": {"type": "noise", "inputs": [1], "outputs": 2}}
        ], "edges": [{"type": "collapsed", "source": {}, "target": []}], "form": {"elements": {"x": 1}},
         "exposedFields": [3, {"nodeId": []}]},
    ],
)  # fmt: skip
def test_odd_files_are_migrated_as_far_as_they_go(odd: dict[str, Any]) -> None:
    for release in ("6.14.2", "5.15.0", "4.0.0"):
        json.dumps(migrate_workflow(document(odd), open_release(release)).workflow)
