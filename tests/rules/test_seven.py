"""What is said of a workflow for InvokeAI 7, whose web UI is another one, and for 6.14.2 beside it."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from wflint.catalogue.targets import resolve_target
from wflint.document.load import load_bytes
from wflint.engine.check import check_document
from wflint.graph.convert.to_request import convert_workflow
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable

Workflow = dict[str, Any]


def said(workflow: Workflow, target: str) -> set[tuple[str, str]]:
    """Rules that find something, with effect and stage."""
    [catalogue] = resolve_target(target)
    [found] = load_bytes(json.dumps(workflow).encode(), "w.json").documents
    rules = all_rules()
    outcomes = set()
    for finding in check_document(found, catalogue):
        outcome = finding.outcome or rules[str(finding.rule)].rule.outcome(found.kind)
        assert outcome is not None
        outcomes.add((str(finding.rule), f"{outcome.effect.value} at {outcome.stage.value}"))
    return outcomes


def node(workflow: Workflow, node_type: str) -> Workflow:
    found: Workflow = next(n["data"] for n in workflow["nodes"] if n["data"].get("type") == node_type)
    return found


def sample() -> Workflow:
    """A blank image, blurred, saved."""
    names = {"blank_image": "canvas", "img_blur": "blur", "save_image": "save"}
    versions = {"blank_image": "1.2.2", "img_blur": "1.2.2", "save_image": "1.2.2"}
    values: dict[str, dict[str, Any]] = {
        "blank_image": {"width": 512, "height": 512},
        "img_blur": {"radius": 4.0},
        "save_image": {},
    }
    nodes = []
    for place, (kind, name) in enumerate(names.items()):
        inputs = {n: {"name": n, "label": "", "value": v} for n, v in values[kind].items()}
        for wanted in ("image",) if place else ():
            inputs[wanted] = {"name": wanted, "label": ""}
        data = {
            "id": name,
            "type": kind,
            "version": versions[kind],
            "nodePack": "invokeai",
            "label": "",
            "notes": "",
            "isOpen": True,
            "isIntermediate": kind != "save_image",
            "useCache": True,
            "inputs": inputs,
            "dynamicInputTemplates": {},
        }
        nodes.append({"id": name, "type": "invocation", "data": data, "position": {"x": place, "y": 0}})
    edges = [edge("canvas", "image", "blur", "image"), edge("blur", "image", "save", "image")]
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    meta = {"version": "4.0.0", "category": "user"}
    root = {"id": "root", "type": "container", "data": {"layout": "column", "children": []}}
    form = {"elements": {"root": root}, "rootElementId": "root"}
    return {**texts, "nodes": nodes, "edges": edges, "exposedFields": [], "meta": meta, "form": form}


def edge(source: str, output: str, target: str, field: str) -> Workflow:
    name = f"{source}.{output}-{target}.{field}"
    ends = {"source": source, "sourceHandle": output, "target": target, "targetHandle": field}
    return {"id": name, "type": "default", **ends}


def no_format(w: Workflow) -> None:
    del w["meta"]["version"]


def odd_version(w: Workflow) -> None:
    node(w, "img_blur")["version"] = "1.2.2-beta"


def no_version_at_all(w: Workflow) -> None:
    node(w, "img_blur")["version"] = "new"


def no_is_intermediate(w: Workflow) -> None:
    del node(w, "img_blur")["isIntermediate"]


def stale(w: Workflow) -> None:
    node(w, "img_blur")["inputs"]["strength"] = {"name": "strength", "label": "", "value": 0.5}


def newer(w: Workflow) -> None:
    node(w, "img_blur")["version"] = "1.9.0"


def mistyped(w: Workflow) -> None:
    w["edges"][0]["sourceHandle"] = "width"


def no_such_input(w: Workflow) -> None:
    w["edges"].append(edge("canvas", "width", "blur", "size"))


def cycle(w: Workflow) -> None:
    w["edges"] = [edge("blur", "image", "blur", "image"), w["edges"][1]]


def pair(w: Workflow) -> None:
    other = copy.deepcopy(w["nodes"][0])
    other["id"] = other["data"]["id"] = "other"
    w["nodes"].append(other)
    w["edges"].append(edge("other", "image", "blur", "image"))


def number_as_text(w: Workflow) -> None:
    node(w, "blank_image")["inputs"]["width"]["value"] = "512"


def mixed_list(w: Workflow) -> None:
    node(w, "blank_image")["inputs"]["color"] = {"name": "color", "label": "", "value": [1, "a"]}


def form_in_itself(w: Workflow) -> None:
    w["form"]["elements"]["root"]["data"]["children"].append("row")
    row = {
        "id": "row",
        "parentId": "root",
        "type": "container",
        "data": {"layout": "row", "children": ["row"]},
    }
    w["form"]["elements"]["row"] = row


def odd_node(w: Workflow) -> None:
    w["nodes"].append({"id": "x", "type": "shape", "data": {}})


def nothing(w: Workflow) -> None:
    pass


LOAD = "rejected at load"


@pytest.mark.parametrize(
    ("change", "older", "seven"),
    [
        (nothing, set(), set()),
        (no_format, {("unknown-format-version", LOAD)}, set()),
        (odd_version, {("bad-node-version", LOAD)}, set()),
        (no_version_at_all, {("bad-node-version", LOAD)}, {("node-version-mismatch", "advice at load")}),
        (no_is_intermediate, {("missing-member", LOAD)}, set()),
        (stale, {("unknown-input", "rejected at ready")}, {("unknown-input", "silent at load")}),
        (newer, {("node-version-mismatch", "silent at load")}, {("node-version-mismatch", "advice at load")}),
        (mistyped, {("type-mismatch", "silent at load")}, {("type-mismatch", "rejected at enqueue")}),
        (
            no_such_input,
            {("unknown-target-field", "silent at load")},
            {("unknown-target-field", "rejected at enqueue")},
        ),
        (cycle, {("self-loop", "silent at load")}, {("self-loop", "rejected at ready")}),
        (pair, {("duplicate-input", "silent at load")}, {("duplicate-input", "silent at run")}),
        (number_as_text, set(), {("invalid-value", "rejected at ready")}),
        (mixed_list, {("value-lost-on-load", "silent at load")}, {("invalid-value", "rejected at ready")}),
        (form_in_itself, {("form-structure", LOAD)}, {("form-structure", "silent at load")}),
        (odd_node, {("wrong-member-type", LOAD)}, {("wrong-member-type", "silent at load")}),
    ],
)
def test_each_web_ui_has_its_own_effects(
    change: Callable[[Workflow], None], older: set[tuple[str, str]], seven: set[tuple[str, str]]
) -> None:
    workflow = sample()
    change(workflow)
    loose = {("isolated-node", "advice at run"), ("unused-result", "advice at run")}
    assert said(workflow, "6.14.2") - loose == older
    assert said(workflow, "7.0.0a3") - loose == seven
    assert said(workflow, "7.0.0a3+web-legacy") - loose == older


@pytest.mark.parametrize("target", ["6.14.2", "7.0.0a3"])
@pytest.mark.parametrize("is_exposed", [True, False])
def test_a_model_that_is_left_open_is_no_bad_value(target: str, is_exposed: bool) -> None:
    """As InvokeAI's own default workflows leave them to the user."""
    workflow = sample()
    loader = copy.deepcopy(workflow["nodes"][0])
    loader["id"] = loader["data"]["id"] = "loader"
    loader["data"] |= {"type": "wan_model_loader", "version": "1.0.0"}
    loader["data"]["inputs"] = {"model": {"name": "model", "label": "", "value": None}}
    workflow["nodes"].append(loader)
    if is_exposed:
        field = {"nodeId": "loader", "fieldName": "model"}
        data = {"fieldIdentifier": field, "showDescription": True}
        element = {"id": "f", "type": "node-field", "parentId": "root", "data": data}
        workflow["form"]["elements"]["f"] = element
        workflow["form"]["elements"]["root"]["data"]["children"].append("f")
    found = {rule for rule, _ in said(workflow, target)}
    assert ("unset-exposed-input" if is_exposed else "missing-input") in found
    assert "invalid-value" not in found


def test_one_run_for_both_says_each_for_its_own() -> None:
    from wflint.engine.check import Checker

    workflow = sample()
    no_format(workflow)
    [found] = load_bytes(json.dumps(workflow).encode(), "w.json").documents
    checker = Checker([*resolve_target("6.14.2"), *resolve_target("7.0.0a3")])
    assert [(f.rule, targets) for f, targets in checker.check(found)] == [
        ("unknown-format-version", ("6.14.2",))
    ]


def test_what_is_left_out_and_drawn_is_told_by_a_conversion() -> None:
    workflow = sample()
    stale(workflow)
    noise = copy.deepcopy(workflow["nodes"][0])
    noise["id"] = noise["data"]["id"] = "n"
    noise["data"] |= {"type": "noise", "version": "1.1.0"}
    noise["data"]["inputs"] = {"seed": {"name": "seed", "label": "", "value": 5, "seedMode": "random"}}
    workflow["nodes"].append(noise)
    [found] = load_bytes(json.dumps(workflow).encode(), "w.json").documents
    [catalogue] = resolve_target("7.0.0a3")
    converted = convert_workflow(found, catalogue)
    assert converted.graph["nodes"]["n"]["seed"] == 5
    assert "strength" not in converted.graph["nodes"]["blur"]
    assert [(d.kind, d.node, d.field) for d in converted.decisions] == [
        ("loss", "blur", "strength"),
        ("decision", "n", "seed"),
    ]
    assert converted.workflow is not None
    assert converted.workflow["nodes"][-1]["data"]["inputs"]["seed"]["seedMode"] == "random"
