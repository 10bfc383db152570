"""Every generation of InvokeAI's schema gives the same kind of facts.

The expected facts were written by hand from the documents of the releases.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import extract
from wflint.catalogue.model import Catalogue, InMemoryDefinitions
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import StoredDefinitions, shipped

IMAGE, LATENTS = {"ref": "ImageField"}, {"ref": "LatentsField"}
CFG_BEFORE_3_4 = {"union": [{"t": "float", "ge": 1}, {"list": {"t": "float", "ge": 1}}]}
WEIGHT = {"union": ["float", {"list": "float"}]}
MODEL = {"ref": "ModelIdentifierField"}

# release, node type, "inputs" or "outputs", name, fact
FACTS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    # 3.0: no class, kinds or titles; optional without a way to say so; `required` is the graph's
    ("3.0.0", "t2l", "inputs", "noise", {"t": {"union": [LATENTS, "null"]}, "d": None}),
    ("3.0.0", "t2l", "inputs", "steps", {"t": {"t": "int", "gt": 0}, "d": 10}),
    ("3.0.0", "t2l", "inputs", "cfg_scale", {"t": CFG_BEFORE_3_4, "d": 7.5}),
    ("3.0.0", "main_model_loader", "inputs", "model",
     {"t": {"ref": "MainModelField"}, "req": True, "sreq": True}),
    ("3.0.0", "noise", "inputs", "seed", {"t": {"t": "int", "ge": 0, "le": 2147483647}}),
    ("3.0.0", "collect", "inputs", "item", {"t": "any", "d": None}),
    ("3.0.0", "collect", "inputs", "collection", {"t": {"list": "any"}, "d": []}),
    ("3.0.0", "t2l", "outputs", "latents", {"t": LATENTS}),
    # 3.1 to 3.3: required inputs that take connections are demanded by the node, not by the graph
    ("3.2.0", "denoise_latents", "inputs", "unet",
     {"t": {"ref": "UNetField"}, "req": True, "k": "connection", "title": "UNet"}),
    ("3.2.0", "lora_loader", "inputs", "lora",
     {"t": {"ref": "LoRAModelField"}, "req": True, "sreq": True, "k": "direct", "title": "LoRA"}),
    ("3.2.0", "noise", "inputs", "workflow",
     {"t": {"union": ["str", "null"]}, "d": None, "int": True, "ui": "WorkflowField"}),
    ("3.2.0", "graph", "inputs", "graph", {"t": {"union": [{"ref": "Graph"}, "null"]}, "d": None}),
    # 3.4: _field_kind, orig_required, null
    ("3.4.0", "l2i", "inputs", "latents", {"t": LATENTS, "req": True, "k": "connection"}),
    ("3.4.0", "l2i", "inputs", "metadata",
     {"t": {"union": [{"ref": "MetadataField"}, "null"]}, "d": None, "int": True}),
    ("3.4.0", "core_metadata", "inputs", "seed", {"t": {"union": ["int", "null"]}, "d": None}),
    # 4.0: renamed model fields
    ("4.0.4", "main_model_loader", "inputs", "model",
     {"t": MODEL, "req": True, "sreq": True, "k": "direct", "ui": "MainModelField"}),
    ("4.0.4", "main_model_loader", "outputs", "vae", {"t": {"ref": "VAEField"}, "title": "VAE"}),
    ("4.0.4", "canvas_paste_back", "inputs", "target_image", {"t": IMAGE, "d": None}),
    # 4.2.4 shows null as the default of required inputs: no default
    ("4.2.9", "canvas_paste_back", "inputs", "source_image", {"t": IMAGE, "req": True}),
    # up to 5.9 the bound around the union is not shown, from 5.10 it is bare
    ("5.4.3", "controlnet", "inputs", "control_weight", {"t": WEIGHT, "d": 1.0}),
    ("5.11.0", "controlnet", "inputs", "control_weight",
     {"t": {"bound": {"ge": -1, "le": 2}, "of": WEIGHT}, "d": 1.0}),
    ("5.4.3", "image_batch", "inputs", "images",
     {"t": {"list": IMAGE, "min": 1}, "req": True, "sreq": True, "k": "direct"}),
    # from 5.12 required inputs take null
    ("5.15.0", "controlnet", "inputs", "image", {"t": {"union": [IMAGE, "null"]}, "req": True}),
    ("5.15.0", "main_model_loader", "inputs", "model",
     {"t": {"union": [MODEL, "null"]}, "req": True, "ui": "MainModelField"}),
    # 6.8: the model picker's constraints instead of ui_type
    ("6.14.2", "controlnet", "inputs", "control_model",
     {"t": {"union": [MODEL, "null"]}, "req": True, "mb": ["sd-1", "sd-2", "sdxl"], "mt": ["controlnet"]}),
    # a length limit nests one union in another
    ("6.14.2", "llava_onevision_vllm", "inputs", "images",
     {"t": {"bound": {"max": 3}, "of": {"union": [{"list": IMAGE}, IMAGE, "null"]}}, "d": None}),
    ("6.14.2", "collect", "inputs", "collection",
     {"t": {"list": "any"}, "d": [], "k": "connection", "ui": "CollectionField"}),
    ("6.14.2", "call_saved_workflow", "inputs", "workflow_inputs", {"t": "object", "d": {}, "hid": True}),
    ("7.0.0a3", "for", "outputs", "total", {"t": "int", "scope": "iteration"}),
]  # fmt: skip


@pytest.mark.parametrize(("version", "node", "group", "name", "fact"), FACTS)
def test_fact(version: str, node: str, group: str, name: str, fact: dict[str, Any]) -> None:
    nodes, _ = read_openapi(extract(version))
    assert nodes[node][group][name] == fact


# release, node type, members of the node itself
NODES: list[tuple[str, str, dict[str, Any]]] = [
    ("3.0.0", "t2l", {"title": "Text To Latents", "out": "latents_output"}),
    ("3.0.0", "graph", {"title": "Graph", "out": "graph_output"}),
    ("3.2.0", "denoise_latents", {"title": "Denoise Latents", "version": "1.1.0", "category": "latents"}),
    ("3.2.0", "save_image", {"cache": False}),
    ("3.4.0", "core_metadata", {"extra": True}),
    ("3.6.1", "merge_tiles_to_image", {"class": "beta"}),
    ("5.4.3", "image_batch", {"class": "special"}),
    ("6.14.2", "collect", {"title": "Collect", "version": "1.1.0", "cache": False}),
]


@pytest.mark.parametrize(("version", "node", "members"), NODES)
def test_node(version: str, node: str, members: dict[str, Any]) -> None:
    nodes, _ = read_openapi(extract(version))
    assert {name: nodes[node].get(name) for name in members} == members


def test_absent_members_stay_absent() -> None:
    nodes, _ = read_openapi(extract("3.0.0"))
    assert not {"version", "category", "class", "pack", "cache", "extra"} & nodes["noise"].keys()


def test_order_of_inputs_is_the_schemas() -> None:
    nodes, _ = read_openapi(extract("3.0.0"))
    assert list(nodes["noise"]["inputs"]) == ["seed", "width", "height", "use_cpu"]


def test_node_attributes_are_no_inputs(version: str) -> None:
    nodes, _ = read_openapi(extract(version))
    for fact in nodes.values():
        assert not {"id", "type", "is_intermediate", "use_cache"} & fact["inputs"].keys()
        assert not {"type", "output_meta"} & fact["outputs"].keys()


def test_nested_models() -> None:
    _, models = read_openapi(extract("6.14.2"))
    channel = {"t": "int", "ge": 0, "le": 255}
    assert models["ModelIdentifierField"]["required"] == ["key", "hash", "name", "base", "type"]
    assert models["ModelIdentifierField"]["fields"]["submodel_type"] == {
        "union": [{"ref": "SubModelType"}, "null"]
    }
    assert "vae" in models["SubModelType"]["enum"]
    assert models["MetadataField"] == {"model": "MetadataField", "root": "object"}
    _, old = read_openapi(extract("3.2.0"))
    assert old["Graph"]["fields"]["nodes"] == {"dict": "object"}  # any node: says nothing about a value
    _, some = read_openapi(
        {"components": {"schemas": {**_one_node({"$ref": "#/components/schemas/C"}), **_color()}}}
    )
    assert some["C"] == {"model": "C", "fields": {"r": channel}, "required": ["r"], "extra": "forbid"}


def _color() -> dict[str, Any]:
    red = {"type": "integer", "minimum": 0.0, "maximum": 255}
    return {"C": {"properties": {"r": red}, "required": ["r", "r", "gone"], "additionalProperties": False}}


def _one_node(prop: Any) -> dict[str, Any]:
    return {
        "N": {
            "title": "NInvocation",
            "class": "invocation",
            "properties": {
                "type": {"default": "n", "field_kind": "node_attribute"},
                "x": {**prop, "field_kind": "input", "orig_required": False}
                if isinstance(prop, dict)
                else prop,
            },
            "output": {"$ref": "#/components/schemas/O"},
        },
        "O": {"properties": {"type": {"default": "o"}}},
    }


# JSON Schema -> stored type, for spellings that few releases have
SPELLINGS: list[tuple[dict[str, Any], Any]] = [
    ({"const": "a"}, {"enum": ["a"]}),
    ({"const": "a", "enum": ["a"], "type": "string"}, {"enum": ["a"]}),
    ({"allOf": [{"$ref": "#/components/schemas/A"}]}, {"ref": "A"}),
    ({"$ref": "#/components/schemas/A", "title": "x"}, {"ref": "A"}),
    ({"type": "number", "exclusiveMinimum": 0.0, "multipleOf": 8.0}, {"t": "float", "gt": 0, "mult": 8}),
    (
        {"anyOf": [{"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "null"}]},
        {"union": ["str", "null"]},
    ),
    ({"anyOf": [{"type": "string"}]}, "str"),
    ({"type": "array", "prefixItems": [{"type": "integer"}, {}]}, {"tuple": ["int", "any"]}),
    ({"type": "array", "items": [{"type": "integer"}]}, {"tuple": ["int"]}),
    ({"type": "object", "additionalProperties": {"type": "string"}}, {"dict": "str"}),
    ({"type": "object", "additionalProperties": True}, "object"),
    ({"type": "string", "maxLength": 5, "pattern": "^a"}, {"t": "str", "max": 5, "pattern": "^a"}),
    ({"enum": ["a", 1, None, ["no", "option"]]}, {"enum": ["a", 1, None]}),
    ({}, "any"),
]


@pytest.mark.parametrize(("schema", "stored"), SPELLINGS)
def test_spelling(schema: dict[str, Any], stored: Any) -> None:
    nodes, _ = read_openapi({"components": {"schemas": _one_node(schema)}})
    assert nodes["n"]["inputs"]["x"]["t"] == stored


def test_extract_gives_the_stores_facts(version: str) -> None:
    """The store was built from the whole documents; reading an extract gives the same facts, in order."""
    nodes, models = read_openapi(extract(version))
    store = shipped()
    stored = StoredDefinitions(store, version)
    for handles, facts in ((stored.node_types, nodes), (stored.model_names, models)):
        for name, fact in facts.items():
            assert json.dumps(fact) == json.dumps(store.fact(handles[name])), name


def test_every_fact_can_be_decoded(version: str) -> None:
    nodes, models = read_openapi(extract(version))
    catalogue = Catalogue(InMemoryDefinitions(version, nodes, models))
    for node in catalogue.nodes():
        for item in (*node.inputs.values(), *node.outputs.values()):
            assert all(catalogue.model(name) for name in item.type.references())


NOT_INVOKEAI: list[Any] = [
    *(None, [], 3, "x", {}, {"components": {}}),
    *({"components": {"schemas": schemas}} for schemas in ([], {}, {"A": 3}, {"A": {"output": {}}})),
]


@pytest.mark.parametrize("document", NOT_INVOKEAI)
def test_no_invokeai_document(document: Any) -> None:
    with pytest.raises(ValueError, match="OpenAPI"):
        read_openapi(document)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_document_is_a_value_error_at_worst(data: st.DataObject) -> None:
    """Whatever a server sends, there is an answer or a ValueError."""
    document = copy.deepcopy(extract("5.15.0"))
    for _ in range(data.draw(st.integers(1, 3))):
        _damage(data, document["components"]["schemas"])
    try:
        nodes, models = read_openapi(document)
    except ValueError:
        return
    catalogue = Catalogue(InMemoryDefinitions("x", nodes, models))
    for node in catalogue.nodes():
        assert node.type


def _damage(data: st.DataObject, tree: Any) -> None:
    """Replace something somewhere in the tree by something else."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = data.draw(st.sampled_from(keys))
        child = tree[key]
        if isinstance(child, (dict, list)) and child and data.draw(st.integers(0, 3)):
            tree = child
            continue
        tree[key] = data.draw(st.sampled_from([None, 3, "x", [], {}, [[]], {"a": {}}, True, {"$ref": 3}]))
        return


@pytest.mark.parametrize(
    "prop",
    [
        {"type": "integer", "minimum": {}},
        {"type": "integer", "maximum": True},
        {"type": "string", "pattern": 5},
        {"type": "integer", "input": None, "field_kind": "input"},
    ],
)
def test_limits_and_kinds_of_no_use(prop: dict[str, Any]) -> None:
    """They would be compared later: by `catalogue diff`, with those of another catalogue."""
    with pytest.raises(ValueError, match="not the shape"):
        read_openapi({"components": {"schemas": _one_node(prop)}})
