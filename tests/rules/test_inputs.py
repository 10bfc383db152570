"""Inputs of workflows and graphs where the web UI and the server differ, or where nothing must be said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.rules import written
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic

CATALOGUE = open_release("6.14.2")
OLDER = "1.0.0"
Finding = tuple[str, str | None, str]


def inputs_findings(document: dict[str, Any]) -> list[Finding]:
    """``(slug, field, effect@stage)`` of the findings of this area."""
    checker = Checker([CATALOGUE])
    found = examine(json.dumps(document).encode(), "x.json", checker)
    assert not checker.crashes
    return [(d.slug, d.field, f"{d.effect}@{d.stage}") for d in found.diagnostics if d.code.startswith("IN")]


def node(node_id: str, node_type: str, inputs: dict[str, Any], version: str | None = None) -> dict[str, Any]:
    """A node of a workflow; the value ``...`` stands for an input that is named but not set."""
    definition = CATALOGUE.node(node_type)
    assert definition is not None
    data = {
        "id": node_id,
        "type": node_type,
        "version": version or definition.version,
        "nodePack": "invokeai",
        "label": "",
        "notes": "",
        "isOpen": True,
        "isIntermediate": True,
        "useCache": True,
        "inputs": {
            name: {"name": name, "label": ""} | ({} if value is ... else {"value": value})
            for name, value in inputs.items()
        },
    }
    return {"id": node_id, "type": "invocation", "data": data, "position": {"x": 0, "y": 0}}


def workflow(nodes: list[dict[str, Any]], edges: list[str] = [], exposed: list[str] = []) -> dict[str, Any]:  # noqa: B006
    """A workflow; edges as ``"source.field -> target.field"``, exposed inputs as ``"node.field"``."""
    wires = []
    for i, edge in enumerate(edges):
        (source, out), (target, into) = (end.split(".") for end in edge.split(" -> "))
        ends = {"source": source, "sourceHandle": out, "target": target, "targetHandle": into}
        wires.append({"id": f"e{i}", "type": "default", **ends})
    texts = ("name", "author", "description", "version", "contact", "tags", "notes")
    return {
        **dict.fromkeys(texts, ""),
        "nodes": nodes,
        "edges": wires,
        "exposedFields": [dict(zip(("nodeId", "fieldName"), e.split("."), strict=True)) for e in exposed],
        "meta": {"version": "4.0.0", "category": "user"},
    }


def graph(**nodes: dict[str, Any]) -> dict[str, Any]:
    return {"id": "g", "nodes": {i: {"id": i, **n} for i, n in nodes.items()}, "edges": []}


def test_the_readiness_check_blocks_a_seed_that_the_server_takes() -> None:
    assert inputs_findings(graph(n={"type": "noise", "seed": -1})) == []
    assert inputs_findings(workflow([node("n", "noise", {"seed": -1})])) == [
        ("invalid-value", "seed", "rejected@ready")
    ]


def test_the_server_refuses_what_the_readiness_check_does_not_see() -> None:
    assert inputs_findings(workflow([node("n", "noise", {"seed": 1, "noise_type": "PINK"})])) == [
        ("invalid-value", "noise_type", "rejected@enqueue")
    ]
    found = inputs_findings(workflow([node("r", "range", {"start": 5, "stop": 5})]))
    assert found == [("invalid-value", "stop", "rejected@enqueue")]


@pytest.mark.parametrize("board", ["auto", "none", "", {"board_id": "b"}])
def test_boards_as_the_ui_spells_them(board: Any) -> None:
    assert inputs_findings(workflow([node("c", "blank_image", {"board": board})])) == []


def test_the_ui_spelling_of_boards_is_refused_in_a_graph() -> None:
    assert inputs_findings(graph(c={"type": "blank_image", "board": "auto"})) == [
        ("invalid-value", "board", "rejected@enqueue")
    ]


def test_a_stale_value_of_a_connected_input_is_not_sent() -> None:
    nodes = [node("i", "integer", {"value": 8}), node("c", "blank_image", {"width": "wide"})]
    assert inputs_findings(workflow(nodes, ["i.value -> c.width"])) == []
    assert inputs_findings(workflow(nodes)) == [("invalid-value", "width", "rejected@enqueue")]


def test_missing_inputs_by_where_they_are_noticed() -> None:
    named = workflow([node("l", "l2i", {"latents": ..., "vae": ...})])
    assert inputs_findings(named) == [
        ("missing-input", "latents", "rejected@ready"),
        ("missing-input", "vae", "rejected@ready"),
    ]
    unnamed = workflow([node("l", "l2i", {"vae": ...})])
    assert inputs_findings(unnamed) == [
        ("missing-input", "latents", "fails@run"),
        ("missing-input", "vae", "rejected@ready"),
    ]
    assert inputs_findings(workflow([node("s", "sd3_model_loader", {})])) == [
        ("missing-input", "model", "rejected@enqueue")
    ]


def test_the_ui_adds_missing_inputs_to_an_older_node() -> None:
    """They get a default where the UI has one for the type; an image has none."""
    assert inputs_findings(workflow([node("s", "save_image", {}, OLDER)])) == [
        ("missing-input", "image", "rejected@ready")
    ]
    other_major = workflow([node("s", "save_image", {}, "9.0.0")])
    assert inputs_findings(other_major) == [("missing-input", "image", "fails@run")]


def test_an_exposed_input_that_only_an_edge_can_feed_is_missing() -> None:
    exposed = workflow([node("l", "l2i", {"latents": ..., "vae": ...})], exposed=["l.latents", "l.vae"])
    assert {slug for slug, _, _ in inputs_findings(exposed)} == {"missing-input"}
    image = workflow([node("s", "save_image", {"image": ...})], exposed=["s.image"])
    assert inputs_findings(image) == [("unset-exposed-input", "image", "advice@ready")]


def test_an_unknown_input_without_a_value_is_nothing_lost() -> None:
    assert inputs_findings(workflow([node("n", "noise", {"gone": ...}, OLDER)])) == []
    assert inputs_findings(workflow([node("n", "noise", {"gone": ...})])) == [
        ("unknown-input", "gone", "rejected@ready")
    ]


def unknown(document: dict[str, Any], release: str) -> list[Diagnostic]:
    found = examine(json.dumps(document).encode(), "x.json", Checker([open_release(release)]))
    return [d for d in found.diagnostics if d.slug == "unknown-input"]


def test_inputs_that_an_older_release_lacks_are_one_group_a_node_type() -> None:
    chosen = {"hidiffusion": True, "hidiffusion_raunet": False, "hidiffusion_t1_ratio": 0.4}
    found = unknown(workflow([node("d", "denoise_latents", chosen)]), "6.8.1")
    assert [d.field for d in found] == ["hidiffusion", "hidiffusion_raunet"]
    assert all(f'has no input "{d.field}" in InvokeAI 6.8.1' in d.message for d in found)
    assert {(d.consequence, d.help) for d in found} == {
        ("the web UI updates the node from 1.6.0 to 1.5.4 and silently drops the input", "remove the input")
    }
    assert len({d.group for d in found}) == 1


def test_a_dropped_value_that_was_the_default_is_nothing_lost() -> None:
    definition = CATALOGUE.node("denoise_latents")
    assert definition is not None
    defaults = {n: i.default for n, i in definition.inputs.items() if n.startswith("hidiffusion")}
    assert len(defaults) > 3
    assert unknown(workflow([node("d", "denoise_latents", defaults)]), "6.8.1") == []
    other_type = {"hidiffusion": 0}  # equal to False in Python only
    assert len(unknown(workflow([node("d", "denoise_latents", other_type)]), "6.8.1")) == 1


def test_many_unknown_inputs_are_one_group() -> None:
    found = unknown(graph(n={"type": "integer", **{f"zz{i}zz": i for i in range(40)}}), "6.14.2")
    assert len({d.message for d in found}) == len({d.pointer for d in found}) == 40
    assert {d.group for d in found} == {"Integer Primitive (integer) has no such input in InvokeAI 6.14.2"}


def test_a_misspelt_input_is_renamed() -> None:
    (found,) = unknown(graph(n={"type": "img_blur", "raduis": 3}), "6.14.2")
    assert found.message == 'Blur Image (n) has no input "raduis" in InvokeAI 6.14.2'
    assert (found.consequence, found.help) == ("the server silently ignores it", 'rename it to "radius"')
    assert found.group == 'Blur Image (img_blur) has no input "raduis" in InvokeAI 6.14.2'


def missing(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is said of missing inputs, what InvokeAI says, and the help."""
    found = examine(json.dumps(document).encode(), "x.json", Checker([CATALOGUE])).diagnostics
    return [(d.message, d.invokeai_error, d.help) for d in found if d.slug == "missing-input"]


def test_how_missing_inputs_are_told() -> None:
    assert missing(graph(s={"type": "save_image"}, i={"type": "blank_image"})) == [
        (
            '"image" of Save Image (s) is required, but neither connected nor set',
            "MissingInputException: Node save_image missing value or connection for field image",
            'connect "image" of Blank Image (i), or give it a value',
        )
    ]
    assert missing(graph(s={"type": "save_image", "image": None})) == [
        (
            '"image" of Save Image (s) is required, but null and not connected',
            "MissingInputException: Node save_image missing value or connection for field image",
            "connect an image, or give it a value",
        )
    ]
    assert missing(graph(m={"type": "sd3_model_loader"})) == [
        ('"model" of Main Model - SD3 (m) is required, but has no value', "Field required", "choose a model")
    ]
    assert missing(graph(m={"type": "sd3_model_loader", "model": None})) == [
        ('"model" of Main Model - SD3 (m) is required, but null', "", "choose a model")
    ]
    (paint, _, cure), *_ = missing(graph(d={"type": "denoise_latents"}))
    assert paint == '"negative_conditioning" of Denoise - SD1.5, SDXL (d) is required, but not connected'
    assert cure == "connect Prompt - SD1.5 (compel) or Prompt - SDXL (sdxl_compel_prompt)"
    assert missing(graph(c={"type": "controlnet", "image": {"image_name": "a"}}))[0][2] == (
        "choose a model, or connect one"
    )
    unnamed, named = missing(workflow([node("l", "l2i", {"vae": ...})]))
    assert unnamed == (
        '"latents" of Latents to Image - SD1.5, SDXL is required, but missing in the file',
        "RequiredConnectionException: Node l2i missing connections for field latents",
        "connect latents",
    )
    assert named == (
        '"vae" of Latents to Image - SD1.5, SDXL is required, but not connected',
        "",
        "connect VAE Model - SD1.5, SD2, SDXL, SD3, FLUX (vae_loader)",
    )


def test_an_edge_into_a_misspelt_input_is_one_fault() -> None:
    document = graph(c={"type": "blank_image"}, s={"type": "save_image"})
    document["edges"] = [
        {"source": {"node_id": "c", "field": "image"}, "destination": {"node_id": "s", "field": "imgae"}}
    ]
    assert inputs_findings(document) == []
    document["edges"][0]["destination"]["field"] = "entirely_else"
    assert [slug for slug, _, _ in inputs_findings(document)] == ["missing-input"]


def test_null_counts_as_unset_but_is_a_value_of_optional_inputs() -> None:
    assert inputs_findings(graph(c={"type": "blank_image", "board": None, "metadata": None})) == []
    assert inputs_findings(graph(c={"type": "blank_image", "width": None})) == [
        ("invalid-value", "width", "rejected@enqueue")
    ]
    assert inputs_findings(graph(s={"type": "save_image", "image": None})) == [
        ("missing-input", "image", "fails@run")
    ]


def test_extra_members_of_core_metadata_are_kept() -> None:
    assert inputs_findings(graph(m={"type": "core_metadata", "my_note": {"a": 1}})) == []


def test_a_default_under_an_edge_surprises_nobody() -> None:
    document = graph(
        i={"type": "integer", "value": 8}, c={"type": "blank_image", "width": 512, "height": 320}
    )
    document["edges"] = [
        {"source": {"node_id": "i", "field": "value"}, "destination": {"node_id": "c", "field": field}}
        for field in ("width", "height")
    ]
    assert inputs_findings(document) == [("overridden-value", "height", "silent@run")]


@pytest.mark.parametrize("junk", [None, [], {}, "x", 1.5, True, [[{}]], {"image_name": [None]}])
def test_junk_values_are_judged_not_raised_on(junk: Any) -> None:
    for node_type in ("noise", "controlnet", "integer_math", "segment_anything", "llava_onevision_vllm"):
        definition = CATALOGUE.node(node_type)
        assert definition is not None
        members: dict[str, Any] = dict.fromkeys(definition.inputs, junk)
        inputs_findings(graph(n={"type": node_type, **members}))
        inputs_findings(workflow([node("n", node_type, members)]))


@pytest.mark.parametrize(
    ("value", "old"),
    [
        ({"model_name": "fox", "base_model": "sdxl"}, True),
        ({"model_name": "fox"}, False),
        ({"base_model": "sdxl"}, False),
        (["model_name", "base_model"], False),
        ("fox", False),
    ],
)
def test_a_model_as_invokeai_3_wrote_it(value: Any, old: bool) -> None:
    made = written.graph(loader={"type": "sdxl_model_loader", "model": value})
    assert bool(written.fire("legacy-model", made)) == old
    assert bool(written.fire("invalid-value", made)) == (not old)
