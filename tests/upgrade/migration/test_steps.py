"""Fields, major versions, values, defaults, formats, and everything in a file that names an input."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upgrade.migration.made import become, document, graph, release, structural, workflow
from tests.upgrade.migration.test_ways import ends
from wflint.catalogue.renames import FIELDS, VALUES, FieldRename, ValueRename
from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.release import release_of
from wflint.upgrade.migration.migrate import migrate

IMAGE = {"image_name": "a.png"}
LEGACY = {"model_name": "dreamshaper", "base_model": "sd-1", "model_type": "main"}


@pytest.mark.parametrize(
    "row",
    [row for row in FIELDS if row.node in release("6.14.2").node_types],
    ids=lambda row: f"{row.node}-{row.old}",
)
def test_a_field(row: FieldRename) -> None:
    """Its edge follows it, or goes with it."""
    other = {"type": "float", "value": 1}
    if row.group == "inputs":
        before = graph({"n": {"type": row.node}, "o": other}, f"o.value>n.{row.old}")
    else:
        before = graph({"n": {"type": row.node}, "o": other}, f"n.{row.old}>o.value")
    found = become(before, old=None)
    group = getattr(release("6.14.2").node(row.node), row.group)
    if row.old in group:  # it came back
        assert ends(found.data) == ends(before)
    elif row.new is None:
        assert ends(found.data) == []
    else:
        assert ends(found.data) == [end.replace(f"n.{row.old}", f"n.{row.new}") for end in ends(before)]
    assert release_of(row.since) < release_of("6.14.2")


def test_flux_denoise_of_5_15() -> None:
    """A major version that changed nothing for the image is a safe step, in one pass with the format."""
    node = {"type": "flux_denoise", "num_steps": 7}
    nodes = {"m": {"type": "metadata"}, "n": node}
    before = workflow(nodes, "m.metadata>n.metadata", at="5.15.0")
    found = become(before, old="5.15.0", unsafe=False)
    body = found.data["nodes"][1]["data"]
    assert body["version"] == release("6.14.2").node("flux_denoise").version  # type: ignore[union-attr]
    assert body["inputs"]["num_steps"]["value"] == 7
    assert ends(found.data) == []
    assert structural(found.data) == []
    assert found.withheld == []


def test_what_was_unset_stays_unset() -> None:
    """The web UI updates no node to another type or major version: its zeros come into no metadata."""
    node = {"type": "metadata_accumulator", "positive_prompt": "a", "steps": 20, "seed": None}
    for held, old in ((node, "3.1.1"), ({**node, "type": "core_metadata", "version": "1.0.0"}, "3.7.0")):
        found = become(workflow({"n": held}, at=old), old=old, unsafe=False)
        inputs = found.data["nodes"][0]["data"]["inputs"]
        given = {name: each["value"] for name, each in inputs.items() if each.get("value") is not None}
        assert given == {"positive_prompt": "a", "steps": 20}
        assert "width" in inputs
        assert structural(found.data) == []


@pytest.mark.parametrize(
    ("strength", "wired", "result"),
    [(0.3, False, "same"), (0.0, True, "same"), (0.3, True, "other"), (None, True, "same")],
)
@pytest.mark.parametrize("make", [graph, workflow], ids=["graph", "workflow"])
def test_trajectory_guidance(make: Any, strength: float | None, wired: bool, result: str) -> None:
    """It guided towards the latents that came in: without them, or at 0, it did nothing."""
    given = {} if strength is None else {"trajectory_guidance_strength": strength}
    nodes = {"l": {"type": "flux_vae_encode"}, "n": {"type": "flux_denoise", **given}}
    more = {"at": "5.0.0"} if make is workflow else {}
    before = make(nodes, *(["l.latents>n.latents"] if wired else []), **more)
    found = become(before, old="5.0.0", unsafe=False)
    assert [step.result for step in found.withheld] == ([] if result == "same" else [result])
    gone = become(before, old="5.0.0")
    held = gone.data["nodes"]["n"] if make is graph else gone.data["nodes"][1]["data"]["inputs"]
    assert "trajectory_guidance_strength" not in held


def test_flux_denoise_with_a_mask_of_4_2() -> None:
    """The mask means the opposite since: not without leave."""
    nodes = {"m": {"type": "create_denoise_mask"}, "n": {"type": "flux_denoise"}}
    plain = workflow(nodes, at="5.0.0")
    plain["nodes"][1]["data"]["version"] = "1.0.0"
    assert become(plain, old="4.2.9", unsafe=False).withheld == []
    part = workflow({"n": {"type": "flux_denoise", "version": "2.0.0", "denoising_end": 0.33}})
    (step,) = become(part, old="5.0.0", unsafe=False).withheld
    assert step.result == "similar"
    part["nodes"][0]["data"]["inputs"]["denoising_end"]["value"] = 1
    assert become(part, old="5.0.0", unsafe=False).withheld == []
    masked = {**plain, "edges": workflow(nodes, "m.denoise_mask>n.denoise_mask")["edges"]}
    held = become(masked, old="4.2.9", unsafe=False)
    assert [s.node for s in held.withheld] == ["n"]
    assert held.withheld[0].loss.startswith("a denoise mask means the opposite")
    assert held.data["nodes"][1] == plain["nodes"][1]
    assert become(masked, old="4.2.9").data["nodes"][1]["data"]["version"].startswith("4.")


def test_color_correct() -> None:
    node = {
        "type": "color_correct",
        "image": IMAGE,
        "reference": {"image_name": "r.png"},
        "mask_blur_radius": 4,
    }
    exposed = [{"nodeId": "n", "fieldName": "reference"}, {"nodeId": "n", "fieldName": "mask_blur_radius"}]
    before = workflow({"n": node}, at="6.8.0", exposedFields=exposed)
    assert become(before, old="6.8.0", unsafe=False).data["nodes"][0] == before["nodes"][0]
    found = become(before, old="6.8.0").data
    inputs = found["nodes"][0]["data"]["inputs"]
    assert inputs["base_image"]["value"] == IMAGE
    assert inputs["color_reference"]["label"] == "my reference"
    assert "mask_blur_radius" not in inputs
    assert found["exposedFields"] == [{"nodeId": "n", "fieldName": "color_reference"}]
    shown = [
        e["data"]["fieldIdentifier"] for e in found["form"]["elements"].values() if e["type"] == "node-field"
    ]
    assert shown == [{"nodeId": "n", "fieldName": "color_reference"}]
    assert structural(found) == []


def test_a_major_version_that_nobody_knows() -> None:
    before = workflow({"n": {"type": "noise", "version": "0.9.0"}})
    (left,) = become(before, old=None).left
    assert (left.node, left.help) == ("n", "delete the node and add it anew")


def test_metadata_lose_what_they_said_in_old_words() -> None:
    node = {"type": "core_metadata", "model": LEGACY, "steps": 4, "vae": None, "loras": [{"lora": LEGACY}]}
    found = become(graph({"n": node}), old="3.7.0", unsafe=False).data
    assert found["nodes"]["n"] == {"id": "n", "type": "core_metadata", "steps": 4, "vae": None}


def test_metadata_take_no_integer_for_a_float_any_more() -> None:
    nodes = {"i": {"type": "param_int", "a": 7}, "n": {"type": "metadata_accumulator"}}
    before = graph(nodes, "i.a>n.cfg_scale", "i.a>n.steps")
    found = become(before, old="3.0.2", unsafe=False).data
    assert ends(found) == ["i.value>n.steps"]
    assert structural(found) == []


@pytest.mark.parametrize("row", VALUES, ids=lambda row: f"{row.node}-{row.new}")
def test_a_value(row: ValueRename) -> None:
    value = row.old[0] if row.old else (-0.5 if row.below is not None else 1.5)
    if row.node == "clip_skip":
        value = -1
    found = become(graph({"n": {"type": row.node, row.name: value}}), old=None)
    assert found.data["nodes"]["n"][row.name] == row.new
    assert [step.result for step in found.steps] == [row.result]
    assert structural(found.data) == []
    known = release(row.since).node(row.node)
    assert known is not None
    assert row.name in known.inputs
    kept = graph({"n": {"type": row.node, row.name: row.new}})
    assert become(kept, old=None).data is kept


def test_old_defaults_are_written_out() -> None:
    before = graph({"n": {"type": "float_math", "b": 2}})
    assert become(before, old="3.3.0", unsafe=False).data["nodes"]["n"]["a"] == 0
    assert become(before, old="3.4.0").steps == []
    assert become(before, old=None).steps == []
    wired = graph({"f": {"type": "float"}, "n": {"type": "float_math"}}, "f.value>n.a", "f.value>n.b")
    assert become(wired, old="3.3.0").steps == []
    data = [[{"node_path": "n", "field_name": "a", "items": [5]}]]
    batch = {"batch": {"graph": graph({"n": {"type": "float_math", "b": 1}}), "runs": 1, "data": data}}
    assert become(batch, old="3.3.0").steps == []


def test_models_of_invokeai_3() -> None:
    before = graph({"n": {"type": "main_model_loader", "model": LEGACY}})
    found = become(before, old="3.7.0", unsafe=False)
    made = {"key": "unresolved", "hash": "unresolved", "name": "dreamshaper", "base": "sd-1", "type": "main"}
    assert found.data["nodes"]["n"]["model"] == made
    assert "`wflint run`" in found.steps[0].loss
    assert structural(found.data) == []
    known = Inventory([ModelRecord("k1", "dreamshaper", "sd-1", "main", "blake3:x")])
    with_key = migrate(document(before), release("6.14.2"), None, unsafe=False, inventory=known)
    assert with_key.data["nodes"]["n"]["model"] == {**made, "key": "k1", "hash": "blake3:x"}
    strange = graph({"n": {"type": "main_model_loader", "model": {**LEGACY, "base_model": "none"}}})
    assert [left.field for left in become(strange, old="3.7.0").left] == ["model"]


def typed(version: str) -> dict[str, Any]:
    """A workflow as InvokeAI 3 wrote it: inputs state their types."""
    kind: Any = "integer" if version == "1.0.0" else {"name": "IntegerField"}
    model: Any = "MainModelField" if version == "1.0.0" else {"name": "MainModelField"}
    nodes = {
        "p": {"type": "param_int", "a": 640},
        "m": {"type": "main_model_loader", "model": LEGACY},
        "n": {"type": "noise", "width": 512},
    }
    data = workflow(nodes, "p.a>n.width", version=version, at="3.0.2")
    for node in data["nodes"]:
        body = node["data"]
        body["outputs"] = {"a": {"id": "x", "name": "a", "type": kind, "fieldKind": "output"}}
        for instance in body["inputs"].values():
            stated = model if instance["name"] == "model" else kind
            instance.update({"id": "y", "fieldKind": "input", "type": stated})
        if version == "1.0.0":
            for member in ("version", "nodePack", "useCache"):
                del body[member]
    data["exposedFields"] = [{"nodeId": "p", "fieldName": "a"}]
    return data


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
@pytest.mark.parametrize("new", ["4.0.0", "5.0.0", "5.15.0", "6.14.2", "7.0.0a3"])
def test_formats_and_names_in_one_pass(version: str, new: str) -> None:
    """Formatting first would delete the wire, renaming first lose the value."""
    found = become(typed(version), old=None, new=new, unsafe=False)
    data = found.data
    assert data["meta"]["version"] == ("4.0.0" if new > "6.13" else "3.0.0")
    bodies = {node["id"]: node["data"] for node in data["nodes"]}
    assert bodies["p"]["type"] == "integer"
    assert bodies["p"]["inputs"]["value"]["value"] == 640
    assert bodies["p"]["inputs"]["value"]["label"] == "my a"
    assert bodies["m"]["inputs"]["model"]["value"]["name"] == "dreamshaper"
    assert ends(data) == ["p.value>n.width"]
    assert data["exposedFields"] == [{"nodeId": "p", "fieldName": "value"}]
    assert not any("type" in i or "fieldKind" in i for b in bodies.values() for i in b["inputs"].values())
    assert structural(data, new) == []


def test_what_later_web_uis_refuse() -> None:
    """A category and a package that were allowed once."""
    before = workflow({"n": {"type": "noise"}}, at="4.2.9")
    before["meta"]["category"] = "project"
    before["nodes"][0]["data"]["nodePack"] = None
    found = become(before, old="4.2.9", unsafe=False).data
    assert found["meta"] == {"category": "user", "version": "4.0.0"}
    assert found["nodes"][0]["data"]["nodePack"] == "invokeai"
    assert structural(found) == []
    kept = become(before, old=None, new="4.2.9").data
    assert kept is before


def test_the_workflow_that_nodes_held_goes() -> None:
    before = graph({"n": {"type": "l2i", "workflow": "{}"}})
    assert become(before, old="3.4.0", unsafe=False).data["nodes"]["n"] == {"id": "n", "type": "l2i"}


def test_a_release_that_reads_no_such_format() -> None:
    newer = workflow({"n": {"type": "noise"}}, version="4.0.0")
    assert [left.node for left in become(newer, old=None, new="5.15.0").left] == [None]
    older = workflow({"n": {"type": "noise"}})
    assert [left.node for left in become(older, old=None, new="3.7.0").left] == [None]


def test_batch_data_follow() -> None:
    node = {"type": "mlsd_image_processor", "image": IMAGE}
    data = [[{"node_path": "n", "field_name": "thr_v", "items": [1, 2]}]]
    batch = {"batch": {"graph": graph({"n": node}), "runs": 1, "data": data}}
    found = become(batch).data
    assert found["data"][0][0]["field_name"] == "score_threshold"
    node = {"type": "content_shuffle_image_processor", "image": IMAGE}
    data = [[{"node_path": "n", "field_name": "h", "items": [512, 768]}]]
    swept = become({"batch": {"graph": graph({"n": node}), "runs": 1, "data": data}})
    assert swept.data["data"] == []
    assert [step.result for step in swept.steps] == ["other"]
    assert '"h"' in swept.steps[0].loss


def test_nothing_to_do_is_the_very_same_object() -> None:
    data = graph({"n": {"type": "noise"}})
    assert become(data, old="6.14.1").data is data
    assert migrate(document({"a": 1}), release("6.14.2"), None, unsafe=True).data == {"a": 1}


def test_a_form_is_not_made_without_what_waits() -> None:
    """What a withheld node shows would never come into a form that is there already."""
    node = {"type": "mlsd_image_processor", "thr_v": 3}
    exposed = [{"nodeId": "n", "fieldName": "thr_v"}, {"nodeId": "o", "fieldName": "width"}]
    before = workflow({"n": node, "o": {"type": "noise", "width": 8}}, exposedFields=exposed)
    held = become(before, old=None, unsafe=False).data
    assert "form" not in held
    whole = become(held, old=None).data
    shown = [e["data"]["fieldIdentifier"] for e in whole["form"]["elements"].values() if "parentId" in e]
    assert [field["fieldName"] for field in shown] == ["score_threshold", "width"]


def test_a_format_that_nobody_writes() -> None:
    before = workflow({"n": {"type": "noise"}}, version="9.9.9")
    assert become(before, old=None).data is before


def test_lists_in_old_formats_stay() -> None:
    """The web UI drops them for the type that is stated beside them; the type goes, and they are kept."""
    before = workflow({"n": {"type": "image_collection", "images": [IMAGE]}}, version="2.0.0", at="3.0.2")
    held = before["nodes"][0]["data"]["inputs"]["images"]
    held["type"] = {"name": "ImageField", "isCollection": True, "isCollectionOrScalar": False}
    found = become(before, old=None, new="6.0.0").data["nodes"][0]["data"]["inputs"]
    assert found["collection"]["value"] == [IMAGE]
