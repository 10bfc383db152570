"""A fix is not taken back for errors that were there all the time, and that the mended fault kept silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.graph.test_kept_for_upgrades import node, wire, workflow
from wflint.catalogue.store import open_release
from wflint.diagnostics.fix import replace as edit
from wflint.diagnostics.fix import safe
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.mended_errors import not_hidden
from wflint.engine.mending import Mended, mend

SAMPLES = Path(__file__).parents[2] / "fixtures" / "workflows"
CHECKER = Checker([open_release("6.14.2")])


def look(raw: bytes) -> Any:
    return examine(raw, "x.json", CHECKER).diagnostics


def mended(data: Any, *, unsafe: bool = False) -> tuple[Any, Mended]:
    found = mend(json.dumps(data).encode(), look, unsafe=unsafe)
    return json.loads(found.raw), found


def test_the_format_version_is_written_though_the_format_is_not_met() -> None:
    """Without a version nothing is said of the members that the format asks for."""
    data = json.loads((SAMPLES / "format-1.0.0.workflow.json").read_bytes())
    del data["meta"]["version"]
    for each in data["nodes"]:
        for field in each["data"].get("outputs", {}).values():
            field["type"] = {}
    assert [d.slug for d in look(json.dumps(data).encode()) if d.severity == "error"] == [
        "unknown-format-version"
    ]
    found, state = mended(data)
    assert found["meta"]["version"] == "1.0.0"
    assert state.refused == []
    assert "wrong-member-type" in {d.slug for d in state.left}


def test_a_type_is_written_though_the_node_fails_when_it_runs() -> None:
    """``denoise_latents`` needs noise or latents, and so did ``t2l``."""
    nodes = {"t": {"id": "t", "type": "t2l"}, "m": {"id": "m", "type": "sdxl_model_loader"},
             "c": {"id": "c", "type": "compel", "prompt": "a"}}  # fmt: skip
    ends = [("m", "unet", "t", "unet"), ("m", "clip", "c", "clip")]
    ends += [("c", "conditioning", "t", f"{sort}_conditioning") for sort in ("positive", "negative")]
    edges = [
        {"source": {"node_id": a, "field": b}, "destination": {"node_id": c, "field": d}}
        for a, b, c, d in ends
    ]
    found, state = mended({"id": "g", "nodes": nodes, "edges": edges})
    assert found["nodes"]["t"]["type"] == "denoise_latents"
    assert "unknown-node-type" not in {d.slug for d in state.left}
    assert any(d.node == "t" and d.severity == "error" for d in state.left)


def test_a_node_gets_its_id_though_its_type_is_unknown() -> None:
    data = json.loads((SAMPLES / "format-3.0.0.workflow.json").read_bytes())
    body = data["nodes"][0]["data"]
    body["type"] = "of_nobody"
    del body["id"]
    found, state = mended(data)
    assert found["nodes"][0]["data"]["id"] == found["nodes"][0]["id"]
    assert state.refused == []


def test_a_written_input_is_of_the_file_s_own_format() -> None:
    for version in ("1.0.0", "2.0.0"):
        data = json.loads((SAMPLES / f"format-{version}.workflow.json").read_bytes())
        body = next(n["data"] for n in data["nodes"] if n["data"].get("type") == "img_blur")
        body["type"], body["version"] = "openpose_image_processor", "1.0.0"
        body["inputs"] = {name: i for name, i in body["inputs"].items() if name == "image"}
        found, state = mended(data, unsafe=True)
        (now,) = [n["data"] for n in found["nodes"] if n["data"].get("type") == "dw_openpose_detection"]
        assert now["inputs"]["draw_body"]["value"] is True
        assert [d.message for d in state.left if d.effect == "rejected"] == []


def test_an_error_at_what_a_fix_wrote_is_its_own() -> None:
    (gone,) = [d for d in look(b'{"id": "g", "nodes": {"a": {"id": "a", "type": "t2l"}}, "edges": []}')
               if d.slug == "unknown-node-type"]  # fmt: skip
    gone = gone._replace(fix=safe("use it", edit("nodes", "a", "steps", value=0)))
    later = gone._replace(slug="unusable-value", stage=type(gone.stage).RUN, pointer="/nodes/a")
    own = later._replace(pointer="/nodes/a/steps")
    sooner = later._replace(stage=gone.stage)
    within = later._replace(pointer="/nodes/a/steps/0")
    beside = later._replace(pointer="/nodes/a/steps2")
    assert not_hidden([later, own, within, beside, sooner], [gone]) == [own, within, sooner]
    assert not_hidden([later], [gone._replace(slug="self-loop")]) == [later]


def test_an_edge_that_misspells_a_missing_input_is_led_to_it() -> None:
    """Not taken out: the input would be missing all the same, and where it came from forgotten."""
    nodes = [
        node("p", "sd3_text_encoder", "1.0.1", prompt="a"),
        node(
            "d",
            "sd3_denoise",
            "1.1.1",
            positive_conditioning=None,
            negative_conditioning=None,
            transformer=None,
        ),
    ]
    edges = [wire("p", "conditioning", "d", "positive_text_conditioning")]
    found, _ = mended(workflow(nodes, edges, "3.0.0"))
    assert [e["targetHandle"] for e in found["edges"]] == ["positive_text_conditioning"]
    found, _ = mended(workflow(nodes, edges, "3.0.0"), unsafe=True)
    assert [e["targetHandle"] for e in found["edges"]] == ["positive_conditioning"]


def test_an_edge_between_two_missing_inputs_is_left() -> None:
    nodes = [
        node("p", "sd3_text_encoder", "1.0.1", prompt="a"),
        node(
            "d",
            "sd3_denoise",
            "1.1.1",
            positive_conditioning=None,
            negative_conditioning=None,
            transformer=None,
        ),
    ]
    edges = [wire("p", "conditioning", "d", "tive_conditioning")]
    data = workflow(nodes, edges, "3.0.0")
    found, state = mended(data, unsafe=True)
    assert [e["targetHandle"] for e in found["edges"]] == ["tive_conditioning"]
    assert state.refused == []
