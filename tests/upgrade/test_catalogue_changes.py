"""What changed between two releases, against what is known of InvokeAI's history."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.upgrade.documents import graph
from wflint.catalogue.model import Catalogue, InMemoryDefinitions
from wflint.catalogue.store import list_releases, open_release
from wflint.upgrade.change import Class, Who
from wflint.upgrade.compare import changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

# Of every step between neighbours from 5.0 on: what breaks, as (id, node, member). Known from InvokeAI's
# history; that nothing else breaks is the other half.
_PROCESSORS = [
    "canny",
    "color_map",
    "content_shuffle",
    "depth_anything",
    "dw_openpose",
    "hed",
    "leres",
    "lineart_anime",
    "lineart",
    "midas_depth",
    "mlsd",
    "normalbae",
    "pidi",
    "tile",
    "zoe_depth",
]
BREAKING = {
    "5.0.1": {
        ("input-removed", "flux_denoise", "trajectory_guidance_strength"),
        ("major-version", "flux_denoise", ""),
    },
    "5.2.0": {("input-added-required", "flux_denoise", "controlnet_vae")},
    "5.3.0": {("check-added", "segment_anything", "")},
    "5.4.2": {("input-narrowed", "lblend", "alpha"), ("node-removed", "step_param_easing", "")},
    "5.10.0": {
        *(("node-removed", f"{name}_image_processor", "") for name in _PROCESSORS),
        ("node-removed", "mediapipe_face_processor", ""),
        ("node-removed", "segment_anything_processor", ""),
    },
    "5.12.0": {
        ("input-now-required", "canvas_paste_back", "target_image"),
        ("input-now-required", "create_gradient_mask", "mask"),
        ("input-now-required", "ideal_size", "unet"),
        ("input-now-required", "invokeai_img_enhance", "image"),
        *(
            ("input-edges-narrowed", node, name)
            for node, name in [
                ("cogview4_text_encoder", "prompt"),
                ("dynamic_prompt", "prompt"),
                ("flux_text_encoder", "prompt"),
                ("grounding_dino", "prompt"),
                ("lscale", "scale_factor"),
                ("metadata_field_extractor", "key"),
                ("metadata_item", "label"),
                ("metadata_to_float", "default_value"),
                ("metadata_to_string", "default_value"),
                ("prompt_from_file", "file_path"),
                ("sd3_text_encoder", "prompt"),
            ]
        ),
    },
    "6.0.0": {
        ("input-removed", "flux_denoise", "board"),
        ("input-removed", "flux_denoise", "metadata"),
        ("input-removed", "flux_denoise_meta", "board"),
        ("major-version", "flux_denoise", ""),
    },
    "6.7.0": {("type-narrowed", "", "SAMPointsField")},
    "6.8.1": {
        ("input-renamed", "color_correct", "image"),
        ("input-renamed", "color_correct", "reference"),
        ("input-removed", "color_correct", "mask_blur_radius"),
        ("major-version", "color_correct", ""),
    },
    "6.9.0": {("type-narrowed", "", "BaseModelType"), ("type-narrowed", "", "ModelType")},
    "6.13.0": {("input-takes-connection-only", "collect", "collection")},
    "6.13.5": {
        ("input-removed", "anima_model_loader", "t5_encoder_model"),
        ("output-removed", "anima_model_loader", "t5_encoder"),
        ("input-removed", "anima_text_encoder", "t5_encoder"),
    },
    "6.14.0": {("input-takes-connection-only", "image_collection", "collection")},
}
STEPS = [(a, b) for a, b in pairwise(list_releases()) if int(a.split(".", 1)[0]) >= 5]


@pytest.mark.parametrize(("old", "new"), STEPS, ids="-".join)
def test_what_breaks(old: str, new: str) -> None:
    found = changes(open_release(old), open_release(new))
    breaking = {(c.kind.id, c.node, c.member) for c in found if c.kind.cls is Class.BREAKING}
    assert breaking == BREAKING.get(new, set())


def sentences(old: str, new: str) -> dict[str, str]:
    """Id, node and member of each change, and what is said of it."""
    found = changes(open_release(old), open_release(new))
    return {f"{c.kind.id} {c.node}.{c.member}": c.sentence for c in found}


def test_nested_models_are_told_once() -> None:
    """Only the enumeration in a model of an input changed: no node's own schema shows it."""
    found = sentences("6.8.1", "6.9.0")
    assert found["type-narrowed .BaseModelType"] == (
        'BaseModelType (in 45 inputs) no longer takes "imagen3", "imagen4", "gemini-2.5", "chatgpt-4o", '
        '"flux-kontext" and 2 more'
    )
    (points,) = [s for key, s in sentences("6.6.0", "6.7.0").items() if key.startswith("type-narrowed")]
    assert points == "SAMPointsField (in an input of segment_anything) no longer takes lists shorter than 1"


def test_who_uses_a_nested_model() -> None:
    found = changes(open_release("6.8.1"), open_release("6.9.0"))
    (change,) = [c for c in found if c.member == "BaseModelType" and c.kind.id == "type-narrowed"]
    assert ("main_model_loader", "model") in change.used_by
    assert ("denoise_latents", "unet") not in change.used_by  # an edge alone goes there
    assert change.kind.who == frozenset(Who)
    found = changes(open_release("6.6.0"), open_release("6.7.0"))
    (points,) = [c for c in found if c.kind.id == "type-narrowed"]
    assert points.kind.who == {Who.GRAPHS, Who.BUILDERS}  # the web UI gives it no value: no file holds one


def test_defaults_of_a_machine_are_marked() -> None:
    found = sentences("5.4.3", "5.5.0")
    of_machine = {key: said for key, said in found.items() if key.startswith("default-of-machine")}
    assert "default-changed l2i.fp32" not in found
    assert all(said.endswith("where the old one went by the machine") for said in of_machine.values())
    assert "default-of-machine l2i.fp32" in of_machine


def test_renamed_types_on_both_sides_break_no_edge() -> None:
    """4.0 calls ClipField CLIPField, at outputs and inputs alike."""
    found = sentences("3.7.0", "4.0.0")
    assert "input-narrowed clip_skip.clip" not in found
    assert "output-retyped clip_skip.clip" not in found


@pytest.mark.parametrize("version", ["3.0.0", "5.15.0", "7.0.0a3"])
def test_no_change_to_itself(version: str) -> None:
    assert changes(open_release(version), open_release(version)) == []


def test_there_and_back() -> None:
    there = changes(open_release("5.9.1"), open_release("5.10.0"))
    back = changes(open_release("5.10.0"), open_release("5.9.1"))
    for one, other in (("node-added", "node-removed"), ("node-removed", "node-added")):
        assert {c.node for c in there if c.kind.id == one} == {c.node for c in back if c.kind.id == other}


def _release(node: dict[str, object], models: dict[str, dict[str, object]] | None = None) -> Catalogue:
    fact = {"type": "n", "version": "1.0.0", "inputs": {}, "outputs": {}, **node}
    return Catalogue(InMemoryDefinitions("6.14.2", {"n": fact}, models or {}))


def _told(old: object, new: object, **more: object) -> list[str]:
    """Ids and sentences for an input ``a`` of node ``n`` that had one type and has another."""
    before, after = (_release({"inputs": {"a": {"t": t, **more}}}) for t in (old, new))
    return [f"{c.kind.id}: {c.sentence}" for c in changes(before, after) if "version" not in c.kind.id]


LOST = 'input-narrowed: "a" of n no longer takes '
WON = 'input-widened: "a" of n now also takes '


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("int", {"t": "int", "ge": 1}, [LOST + "values below 1"]),
        ({"t": "int", "ge": 1}, {"t": "int", "gt": 1}, [LOST + "values up to 1"]),
        ({"t": "int", "ge": 1}, "int", [WON + "values below 1"]),
        ({"t": "int", "ge": 1, "le": 9}, {"t": "int", "ge": 1, "lt": 9}, [LOST + "values from 9 on"]),
        ({"t": "int", "le": 9}, {"t": "int", "le": 8}, [LOST + "values above 8"]),
        ({"t": "int", "mult": 8}, {"t": "int", "mult": 16}, [LOST + "values that are not multiples of 16"]),
        ({"t": "int", "mult": 16}, {"t": "int", "mult": 8}, [WON + "values that are not multiples of 16"]),
        ({"t": "float"}, {"t": "float", "finite": True}, [LOST + "infinite numbers and NaN"]),
        ("int", "float", [WON + "numbers with a fraction"]),
        ("float", "int", [LOST + "numbers with a fraction"]),
        ({"t": "int", "mult": 8}, {"t": "int", "mult": 0}, [LOST + "values that are not multiples of 0"]),
        ({"t": "int"}, {"t": "int", "le": 10**400}, [LOST + f"values above {10**400}"]),
        ("str", {"t": "str", "max": 9}, [LOST + "texts longer than 9"]),
        ({"list": "int"}, {"list": "int", "min": 2}, [LOST + "lists shorter than 2"]),
        ({"list": "int"}, {"list": {"t": "int", "ge": 0}}, [LOST + "values below 0"]),
        ({"union": ["int", "null"]}, "int", [LOST + "null"]),
        ("int", {"union": ["int", "str"]}, [WON + "texts"]),
        ({"union": ["int", {"list": "int"}]}, "int", [LOST + "values of type list[int]"]),
        ({"enum": ["a", "b"]}, {"enum": ["a", "c"]}, [
            LOST + '"b"', 'input-widened: "a" of n takes "c" instead',
        ]),
        ({"enum": ["a", "b"]}, "str", [WON + "texts"]),
        ({"enum": ["a", "b"]}, {"union": [{"enum": ["a"]}, {"enum": ["b"]}]}, []),
        ("str", "any", [WON + "values of any type"]),
        ({"tuple": ["int", "int"]}, {"tuple": ["int"]}, [
            LOST + "tuple[int, int]", 'input-widened: "a" of n takes tuple[int] instead',
        ]),
        ({"bound": {"ge": 0}, "of": "float"}, {"bound": {"ge": 1}, "of": "float"}, [LOST + "values below 1"]),
    ],
)  # fmt: skip
def test_values(old: object, new: object, told: list[str]) -> None:
    assert _told(old, new) == told


def test_a_required_input_takes_no_null_whatever_its_schema() -> None:
    """Since 5.10 the schema of many required inputs says "X or null"."""
    assert _told("int", {"union": ["int", "null"]}, req=True) == []


def test_null_of_a_required_input_is_no_loss() -> None:
    """Backwards too: it was parsed, and the node failed for want of a value."""
    assert _told({"union": ["int", "null"]}, "int", req=True) == []


def test_more_values_may_mean_fewer_edges() -> None:
    """An integer fits a number, but not "a number or null": what 5.12.0 made of required ones."""
    taker = {"type": "n", "version": "1.0.0", "inputs": {}, "outputs": {}}
    source = {**taker, "type": "s", "outputs": {"value": {"t": "int"}}}

    def told(old: object, new: object) -> list[str]:
        found = changes(
            *(
                Catalogue(
                    InMemoryDefinitions("9.0.0", {"n": {**taker, "inputs": {"a": {"t": t}}}, "s": source}, {})
                )
                for t in (old, new)
            )
        )
        return [change.sentence for change in found if change.kind.id == "input-edges-narrowed"]

    lost = ['"a" of n no longer takes edges from s.value']
    assert told("float", {"union": ["float", "null"]}) == lost
    assert told("str", {"union": ["str", "null"]}) == lost
    assert told("int", {"union": ["int", "null"]}) == []
    # The server takes an item where a list goes, and the node then fails: nothing is lost with that.
    assert told({"list": "int"}, {"union": [{"list": "int"}, "null"]}) == []


def test_5_12_refuses_integers_where_texts_go() -> None:
    found = sentences("5.11.0", "5.12.0")
    said = found["input-edges-narrowed flux_text_encoder.prompt"]
    assert said == '"prompt" of flux_text_encoder no longer takes edges from add.value'


def test_only_builders_refuse_a_value_where_edges_go() -> None:
    found = changes(open_release("6.13.8"), open_release("6.14.0"))
    (change,) = [c for c in found if c.kind.id == "input-takes-connection-only"]
    assert change.kind.who == {Who.BUILDERS}


def test_files_keep_their_value_where_edges_go(wflint: Callable[..., Ran], put: Callable[..., Path]) -> None:
    """What hits builders alone is nothing to an upgrade."""
    shown = {"type": "show_image"}
    images = {"type": "image_collection", "collection": [{"image_name": "a.png"}]}
    nodes = {"c": images, "i": {"type": "iterate"}, "s": shown}
    put("g.json", graph(nodes, "c.collection -> i.collection", "i.item -> s.image"))
    ran = wflint("upgrade", "--from", "6.13.8", "--to", "6.14.0", "--require", "same-image", "g.json")
    assert (ran.code, ran.out.startswith("g.json: fine")) == (0, True)


def test_a_new_check_of_a_class() -> None:
    assert sentences("5.2.0", "5.3.0")["check-added segment_anything."] == (
        "segment_anything has a check of its values that no schema shows: check_point_lists_or_bounding_box"
    )
    assert "check-changed segment_anything." in sentences("5.3.1", "5.4.0")
    assert "check-changed segment_anything." in sentences("6.6.0", "6.7.0")  # it failed before all the same


def test_batch_nodes_are_of_the_web_ui_whatever_they_require() -> None:
    assert not [key for key in sentences("5.11.0", "5.12.0") if "float_batch" in key]


def test_options_of_an_output() -> None:
    said = sentences("5.15.0", "6.14.2")["output-type-changed metadata_to_scheduler.scheduler"]
    assert said == '"scheduler" of metadata_to_scheduler may be "er_sde" too'


def test_a_release_that_states_no_versions() -> None:
    assert not [said for said in sentences("3.1.1", "3.0.2").values() if "None" in said]


def test_new_members_of_nested_models() -> None:
    node = {"inputs": {"a": {"t": {"ref": "M"}}}}
    model = {"model": "M", "fields": {"x": "int"}, "required": ["x"]}
    more = {"model": "M", "fields": {"x": "int", "y": "int"}, "required": ["x", "y"]}
    free = {"model": "M", "fields": {"x": "int", "y": "int"}, "required": ["x"]}
    closed = {"model": "M", "fields": {}, "extra": "forbid"}

    def told(old: dict[str, object], new: dict[str, object]) -> list[str]:
        found = changes(_release(node, {"M": old}), _release(node, {"M": new}))
        return [f"{c.kind.id}: {c.sentence}" for c in found]

    where = "M (in an input of n)"
    assert told(model, more) == [
        f'type-narrowed: {where} no longer takes those without "y"',
    ]
    assert told(model, free) == []
    assert told(model, closed)[0] == f'type-narrowed: {where} no longer takes the member "x"'


def test_versions_and_words() -> None:
    def told(old: dict[str, object], new: dict[str, object]) -> list[str]:
        return [f"{c.kind.id}: {c.sentence}" for c in changes(_release(old), _release(new))]

    same = "with the same interface: what it does may have changed"
    assert told({}, {"version": "1.0.1"}) == [f"version-bumped-alone: n goes from 1.0.0 to 1.0.1 {same}"]
    assert told({}, {"inputs": {"a": {"t": "int", "d": 3}}}) == [
        'input-added: "a" of n is new (default 3)',
        "changed-without-version: n changed, but still calls itself 1.0.0: the web UI does not update it",
    ]
    assert told({"title": "N"}, {"title": "M"}) == [
        'title-changed: n is called "M" by the web UI now, not "N"'
    ]
    assert told({}, {"class": "deprecated"}) == ["classification-changed: n is deprecated now, not stable"]
    assert told({"cache": False}, {"version": "1.1.0"}) == [
        "cache-changed: n is cached now: equal inputs give the old output"
    ]
    assert told({"inputs": {"a": {"t": "int", "d": 3}}}, {"inputs": {"a": {"t": "int", "d": 4}}})[0] == (
        'default-changed: "a" of n has the default 4 instead of 3'
    )
    assert told({"inputs": {"a": {"t": "int", "k": "direct"}}}, {"inputs": {"a": {"t": "int"}}})[0] == (
        'input-takes-either: "a" of n takes a value or an edge now'
    )
