"""Nodes that call others: what their values make them fail with, each case beside its twin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import body, findings


def told(nodes: dict[str, Any], edges: str = "") -> list[str | None]:
    return [f.field for f in findings(body(nodes, edges), rules=("unusable-value",))]


PROVIDERS = ("openai", "gemini", "seedream", "alibabacloud")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_modes_of_providers(provider: str) -> None:
    node = {"type": f"{provider}_image_generation"}
    image, mask = {"image_name": "a.png"}, {"image_name": "b.png"}
    assert told({"n": node}) == []
    assert told({"n": {**node, "mode": "img2img"}}) == ["mode"]
    assert told({"n": {**node, "mode": "img2img", "init_image": image}}) == []
    assert told({"n": {**node, "mode": "inpaint"}}) == ["mode"]
    assert told({"n": {**node, "mode": "inpaint", "init_image": image}}) == ["mode"]
    assert told({"n": {**node, "mode": "inpaint", "init_image": image, "mask_image": mask}}) == []
    blank = {"b": {"type": "blank_image"}, "n": {**node, "mode": "img2img"}}
    assert told(blank, "b.image -> n.init_image") == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("saved_workflow_input::node::prompt", False),
        ("saved_workflow_input::a::b::prompt", False),
        ("saved_workflow_input::prompt", True),
        ("saved_workflow_input::::prompt", True),
        ("saved_workflow_input::node::", True),
        ("prompt", True),
        ("", True),
    ],
)
def test_names_of_inputs(name: str, wrong: bool) -> None:
    call = {"type": "call_saved_workflow", "workflow_id": "w", "workflow_inputs": {name: 1}}
    assert told({"n": call}) == (["workflow_inputs"] if wrong else [])


def returned(*keys: str) -> tuple[dict[str, Any], str]:
    nodes: dict[str, Any] = {"c": {"type": "collect"}, "r": {"type": "workflow_return"}}
    edges = "c.collection -> r.values"
    for number, key in enumerate(keys):
        nodes[f"v{number}"] = {"type": "workflow_return_value", "key": key}
        edges += f"\nv{number}.value -> c.item"
    return nodes, edges


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [(("a", "b"), False), (("a", "a"), True), (("a", " a "), True), (("a", "A"), False), (("a",), False)],
)
def test_keys_that_are_returned(keys: tuple[str, ...], wrong: bool) -> None:
    assert told(*returned(*keys)) == (["values"] if wrong else [])


COLLECTIONS = {
    "two": ({"type": "integer_collection", "collection": [1, 2]}, True),
    "one": ({"type": "integer_collection", "collection": [1]}, False),
    "none": ({"type": "integer_collection", "collection": []}, False),
    "texts": ({"type": "string_collection", "collection": ["a", "b", "c"]}, True),
    "range": ({"type": "range", "start": 0, "stop": 4, "step": 2}, True),
    "short range": ({"type": "range", "start": 0, "stop": 2, "step": 2}, False),
    "size": ({"type": "range_of_size", "start": 0, "size": 3, "step": 1}, True),
    "unknown": ({"type": "dynamic_prompt", "prompt": "a {red|blue} fox"}, False),
}


@pytest.mark.parametrize(("source", "wrong"), COLLECTIONS.values(), ids=COLLECTIONS)
@pytest.mark.parametrize("collected", [False, True])
def test_keys_within_an_iteration(source: dict[str, Any], wrong: bool, collected: bool) -> None:
    """What is collected again before it gets its key is one value."""
    nodes, edges = returned("a")
    nodes |= {"s": source, "i": {"type": "iterate"}, "g": {"type": "collect"}}
    edges += "\ns.collection -> i.collection\n"
    edges += "i.item -> g.item\ng.collection -> v0.value" if collected else "i.item -> v0.value"
    assert told(nodes, edges) == (["values"] if wrong and not collected else [])


@pytest.mark.parametrize(
    ("overlap", "height", "wrong"), [(64, 64, True), (56, 64, False), (63, 64, False), (128, 64, True)]
)
def test_tiles_of_a_denoise_node(overlap: int, height: int, wrong: bool) -> None:
    """Counted in latents."""
    node = {"tile_width": 512, "tile_height": height, "tile_overlap": overlap}
    found = told({"n": {"type": "tiled_multi_diffusion_denoise_latents", **node}})
    assert found == (["tile_overlap"] if wrong else [])


def test_a_last_frame_without_frames() -> None:
    node = {"type": "wan_ref_image_encoder", "end_image": {"image_name": "a.png"}}
    assert told({"n": node}) == ["num_frames"]
    assert told({"n": {**node, "num_frames": 5}}) == []
    assert told({"n": {"type": "wan_ref_image_encoder"}}) == []
