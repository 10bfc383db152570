"""What no other node simply stands for, and inputs that nothing stands for but an edge feeds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upgrade.migration.made import become, graph, structural, workflow
from wflint.upgrade.migration.easing import eased

IMAGE = {"image_name": "a.png"}


def ends(data: dict[str, Any]) -> list[str]:
    """The edges of a graph or workflow as they are spelled in tests."""
    found = []
    for edge in data["edges"]:
        if "sourceHandle" in edge:
            found.append(f"{edge['source']}.{edge['sourceHandle']}>{edge['target']}.{edge['targetHandle']}")
        else:
            one, other = edge["source"], edge["destination"]
            found.append(f"{one['node_id']}.{one['field']}>{other['node_id']}.{other['field']}")
    return found


def test_an_image_processor_is_led_past() -> None:
    nodes = {
        "i": {"type": "image", "image": IMAGE},
        "p": {"type": "image_processor"},
        "s": {"type": "img_blur"},
    }
    found = become(graph(nodes, "i.image>p.image", "p.image>s.image"), old="3.3.0", unsafe=False)
    assert list(found.data["nodes"]) == ["i", "s"]
    assert ends(found.data) == ["i.image>s.image"]
    as_file = become(workflow(nodes, "i.image>p.image", "p.image>s.image", at="3.3.0"), old=None).data
    assert [node["id"] for node in as_file["nodes"]] == ["i", "s"]
    assert ends(as_file) == ["i.image>s.image"]


def test_of_several_images_none_is_chosen() -> None:
    nodes = {
        **{name: {"type": "image", "image": IMAGE} for name in "ij"},
        "p": {"type": "image_processor"},
        "s": {"type": "img_blur"},
    }
    edges = ("i.image>p.image", "j.image>p.image", "p.image>s.image")
    found = become(graph(nodes, *edges), old="3.3.0")
    assert found.steps == []
    assert [(left.node, left.field) for left in found.left] == [("p", "image")]
    twice = become(graph(nodes, *edges[1:], edges[1]), old="3.3.0", unsafe=False)
    assert ends(twice.data) == ["j.image>s.image"]
    wired = {"a": {"type": "float"}, "b": {"type": "float"}, "n": {"type": "l2l"}}
    found = become(graph(wired, "a.value>n.strength", "b.value>n.strength"), old="3.0.2")
    assert found.steps == []
    sizes = {**WIRED, "c": {"type": "canny_image_processor", "image": IMAGE}, "q": WIRED["r"]}
    found = become(graph(sizes, "r.value>c.image_resolution", "q.value>c.image_resolution"))
    assert [(left.node, left.field) for left in found.left] == [("c", "image_resolution")]
    images = {"i": nodes["i"], "j": nodes["j"], "c": {"type": "canny_image_processor"}, "r": WIRED["r"]}
    found = become(graph(images, "i.image>c.image", "j.image>c.image", "r.value>c.detect_resolution"))
    assert [(left.node, left.field) for left in found.left] == [("c", "image")]


def test_nodes_that_have_their_image_from_themselves_stay() -> None:
    nodes = {name: {"type": "image_processor"} for name in "abc"}
    tail = {"i": {"type": "img_blur"}}
    for edges in (("a.image>a.image",), ("a.image>b.image", "b.image>a.image")):
        data = graph({**nodes, **tail}, *edges, "a.image>c.image", "c.image>i.image")
        found = become(data, old="3.3.0")
        assert set(ends(found.data)) == {*edges, "a.image>i.image"}
        assert {left.node for left in found.left} == {e[0] for e in edges}


def test_an_image_processor_whose_size_is_asked_for() -> None:
    nodes = {"p": {"type": "image_processor", "image": IMAGE}, "n": {"type": "noise"}}
    found = become(graph(nodes, "p.width>n.width"), old="3.3.0", unsafe=False).data
    assert found["nodes"]["p"] == {"id": "p", "type": "image", "image": IMAGE}
    assert structural(found) == []


def test_strength_is_one_minus_the_start() -> None:
    found = become(graph({"n": {"type": "l2l", "strength": 0.6, "steps": 9}}), old="3.0.2")
    after = found.data["nodes"]["n"]
    assert (after["denoising_start"], after["denoising_end"], after["steps"]) == (0.4, 1.0, 9)
    assert "strength" not in after
    unset = become(graph({"n": {"type": "l2l"}}), old="3.0.2").data["nodes"]["n"]
    assert unset["denoising_start"] == 0.3
    held = become(graph({"n": {"type": "l2l"}}), old="3.0.2", unsafe=False)
    assert held.steps == []
    assert [step.result for step in held.withheld] == ["similar"]


def test_a_wired_strength_is_computed() -> None:
    nodes = {"s": {"type": "float", "value": 0.4}, "n": {"type": "l2l"}}
    for data in (graph(nodes, "s.value>n.strength"), workflow(nodes, "s.value>n.strength", at="3.0.2")):
        found = become(data, old=None).data
        assert set(ends(found)) == {"s.value>n-strength.b", "n-strength.value>n.denoising_start"}
        assert structural(found) == []


def test_a_strength_that_is_shown_or_swept_stays_one() -> None:
    """The number that a user sets means what it meant, under its own label."""
    exposed = [{"nodeId": "n", "fieldName": "strength"}]
    found = become(
        workflow({"n": {"type": "l2l", "strength": 0.6}}, at="3.0.2", exposedFields=exposed), old=None
    )
    assert found.data["exposedFields"] == [{"nodeId": "n-strength", "fieldName": "b"}]
    (made,) = [node["data"] for node in found.data["nodes"] if node["id"] == "n-strength"]
    assert (made["inputs"]["b"]["value"], made["inputs"]["b"]["label"]) == (0.6, "my strength")
    assert structural(found.data) == []
    swept = [[{"node_path": "n", "field_name": "strength", "items": [0.2, 0.9]}]]
    batch = {"batch": {"graph": graph({"n": {"type": "l2l"}}), "runs": 1, "data": swept}}
    (datum,) = become(batch, old="3.0.2").data["data"][0]
    assert (datum["node_path"], datum["field_name"], datum["items"]) == ("n-strength", "b", [0.2, 0.9])


@pytest.mark.parametrize("there", [{"id": "n-strength", "note": "keep me"}, "x", None])
def test_a_new_node_takes_no_place_of_one_that_cannot_be_read(there: Any) -> None:
    data = graph({"s": {"type": "float", "value": 0.4}, "n": {"type": "l2l"}}, "s.value>n.strength")
    data["nodes"]["n-strength"] = there
    found = become(data, old="3.0.2").data
    assert found["nodes"]["n-strength"] == there
    assert "n-strength-2.value>n.denoising_start" in ends(found)
    cell = {"id": "n-strength", "note": "keep me"}
    file = workflow({"s": {"type": "float"}, "n": {"type": "l2l"}}, "s.value>n.strength", at="3.0.2")
    file["nodes"].append(cell)
    found = become(file, old=None).data
    assert [raw["id"] for raw in found["nodes"]] == ["s", "n", "n-strength", "n-strength-2"]


@pytest.mark.parametrize(("rate", "kept"), [(1.0, True), (None, True), (2.0, False)])
def test_a_tile_processor(rate: float | None, kept: bool) -> None:
    tile = {"type": "tile_image_processor"} | ({"down_sampling_rate": rate} if rate else {})
    nodes = {"i": {"type": "image", "image": IMAGE}, "t": tile, "o": {"type": "img_blur"}}
    found = become(graph(nodes, "i.image>t.image", "t.image>o.image")).data
    assert structural(found) == []
    if kept:  # it did nothing
        assert ends(found) == ["i.image>o.image"]
    else:
        after = found["nodes"]["t"]
        assert (after["type"], after["scale_factor"], after["resample_mode"]) == ("img_scale", 0.5, "box")


def test_a_wired_rate() -> None:
    nodes = {"r": {"type": "float", "value": 4}, "t": {"type": "tile_image_processor", "image": IMAGE}}
    found = become(graph(nodes, "r.value>t.down_sampling_rate")).data
    assert set(ends(found)) == {"r.value>t-rate.b", "t-rate.value>t.scale_factor"}
    assert structural(found) == []


# What easing-functions 1.0.4, from which InvokeAI 5.4.1 had its curves, gives for a quarter and 7 tenths.
CURVES = {
    "Linear": (0.25, 0.7),
    "QuadIn": (0.0625, 0.48999999999999994),
    "CubicOut": (0.578125, 0.973),
    "QuarticInOut": (0.03125, 0.9351999999999999),
    "QuinticIn": (0.0009765625, 0.16806999999999994),
    "SineInOut": (0.1464466094067262, 0.7938926261462365),
    "CircularIn": (0.031754163448145745, 0.285857157145715),
    "ExponentialOut": (0.8232233047033631, 0.9921875),
    "ElasticIn": (-0.005103761581548345, 0.12346104257439217),
    "BackIn": (-0.16115169529663687, -0.2233118960624632),
    "BounceOut": (0.47265625, 0.9167499999999991),
}


@pytest.mark.parametrize("name", CURVES)
def test_a_curve(name: str) -> None:
    found = eased({"easing": name, "num_steps": 21})
    assert found is not None
    assert (found[5], found[14]) == pytest.approx(CURVES[name])
    assert (found[0], found[20]) == pytest.approx((0, 1), abs=1e-3)


def test_an_easing_gives_its_numbers() -> None:
    node = {"type": "step_param_easing", "num_steps": 5, "start_value": 8.0, "end_value": 4.0}
    nodes = {"e": node, "d": {"type": "denoise_latents"}}
    found = become(graph(nodes, "e.collection>d.cfg_scale"), old="5.4.1", unsafe=False).data
    assert found["nodes"]["e"] == {
        "id": "e",
        "type": "float_collection",
        "collection": [8.0, 7.0, 6.0, 5.0, 4.0],
    }
    assert structural(found) == []
    part = {"start_step_percent": 0.4, "end_step_percent": 0.75, "pre_start_value": 1, "post_end_value": 2}
    assert eased({**part, "num_steps": 5, "mirror": False}) == [1, 1, 0.0, 1.0, 2]
    assert eased({"num_steps": 5, "mirror": True}) == [0.0, 0.5, 1.0, 0.5, 0.0]
    assert eased({"num_steps": 4, "mirror": True}) == [0.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    "values", [{"num_steps": 1}, {"num_steps": "x"}, {"start_step_percent": 0.5}, {"easing": "none"}]
)
def test_an_easing_that_gave_none(values: dict[str, Any]) -> None:
    assert eased(values) is None
    found = become(graph({"e": {"type": "step_param_easing", **values}}), old="5.4.1")
    assert [left.node for left in found.left] == ["e"]


def test_an_easing_without_a_value_outside_its_part() -> None:
    """It failed: null is no number. What to write is told, and with it its numbers are known."""
    part = {"start_step_percent": 0.4, "end_step_percent": 0.75, "num_steps": 5}
    found = become(graph({"e": {"type": "step_param_easing", **part}}), old="5.4.1")
    assert '"pre_start_value" and "post_end_value"' in found.left[0].help
    found = become(graph({"e": {"type": "step_param_easing", **part, "pre_start_value": 1}}), old="5.4.1")
    assert found.left[0].text == 'step_param_easing is gone, and it failed without "post_end_value"'
    whole = {**part, "pre_start_value": 1, "post_end_value": 0}
    found = become(graph({"e": {"type": "step_param_easing", **whole}}), old="5.4.1", unsafe=False)
    assert found.data["nodes"]["e"]["collection"] == [1, 1, 0.0, 1.0, 0]


def test_an_easing_that_only_a_run_decides() -> None:
    nodes = {"n": {"type": "float", "value": 1}, "e": {"type": "step_param_easing"}}
    found = become(graph(nodes, "n.value>e.start_value"), old="5.4.1")
    assert found.steps == []
    assert [left.text for left in found.left] == [
        'step_param_easing is gone, and only a run decides "start_value"'
    ]


def test_a_graph_in_a_graph() -> None:
    deep = graph({"x": {"type": "integer", "value": 2}})
    inner = graph(
        {"a": {"type": "param_int", "a": 1}, "b": {"type": "add"}, "g": {"type": "graph", "graph": deep}},
        "a.a>b.a",
    )
    outer = {"g": {"type": "graph", "graph": inner}, "n": {"type": "noise"}}
    before = graph(outer, "g.b.a>n.width", "g.g.x.value>n.height")
    found = become(before, old="3.0.2", unsafe=False).data
    assert list(found["nodes"]) == ["g.a", "g.b", "g.g.x", "n"]
    assert found["nodes"]["g.a"] == {"id": "g.a", "type": "integer", "value": 1}
    assert set(ends(found)) == {"g.a.value>g.b.a", "g.b.value>n.width", "g.g.x.value>n.height"}
    assert structural(found) == []


def test_a_graph_that_something_names_itself_stays() -> None:
    inner = {"type": "graph", "graph": graph({"x": {"type": "add"}})}
    deep = {"type": "graph", "graph": graph({"g": inner})}
    outer = {"g": inner, "d": deep, "n": {"type": "add"}}
    found = become(graph(outer, "n.value>g.a"), old="3.0.2")
    assert list(found.data["nodes"]) == ["g", "d.g.x", "n"]
    assert "g" in {left.node for left in found.left}
    found = become(graph(outer, "d.g.a>n.b"), old="3.0.2")
    assert list(found.data["nodes"]) == ["g.x", "d", "n"]
    swept = [[{"node_path": "g", "field_name": "a", "items": [1]}]]
    batch = {"batch": {"graph": graph(outer), "runs": 1, "data": swept}}
    found = become(batch, old="3.0.2")
    assert list(found.data["graph"]["nodes"]) == ["g", "d.g.x", "n"]


WIRED = {
    "i": {"type": "image", "image": IMAGE},
    "r": {"type": "integer", "value": 768},
    "c": {"type": "canny_image_processor"},
    "o": {"type": "controlnet"},
}


def test_a_wired_resolution_keeps_its_effect() -> None:
    edges = (
        "i.image>c.image",
        "r.value>c.detect_resolution",
        "r.value>c.image_resolution",
        "c.image>o.image",
    )
    expected = {
        *("i.width>c-detect-side.a", "i.height>c-detect-side.b"),
        *("r.value>c-detect-factor.a", "c-detect-side.value>c-detect-factor.b"),
        *("i.image>c-detect-scale.image", "c-detect-factor.value>c-detect-scale.scale_factor"),
        *("c-detect-scale.image>c.image", "c.image>o.image"),
    }
    for data in (graph(WIRED, *edges), workflow(WIRED, *edges)):
        found = become(data)
        assert set(ends(found.data)) == expected
        assert structural(found.data) == []
        assert [(s.node, s.field) for s in found.steps if s.kind == "inserted"] == [
            ("c", "detect_resolution")
        ]


def test_a_wired_size_of_the_map() -> None:
    edges = ("r.value>c.image_resolution", "c.image>o.image")
    nodes = {**WIRED, "c": {"type": "canny_image_processor", "image": IMAGE}}
    found = become(graph(nodes, *edges)).data
    assert {"c.image>c-map-scale.image", "c-map-scale.image>o.image", "c.width>c-map-side.a"} <= set(
        ends(found)
    )
    assert structural(found) == []
    depth = {**nodes, "c": {"type": "depth_anything_image_processor", "image": IMAGE}}
    found = become(graph(depth, "r.value>c.resolution", "c.image>o.image")).data
    assert {"c.width>c-map-factor.b", "c-map-scale.image>o.image"} <= set(ends(found))
    assert structural(found) == []


def test_an_image_whose_size_no_node_tells() -> None:
    """A value, or what a collection brings, goes through a node that tells its size; namings follow it."""
    exposed = [{"nodeId": "c", "fieldName": "image"}]
    node = {"c": {"type": "canny_image_processor", "image": IMAGE}, "r": WIRED["r"]}
    found = become(workflow(node, "r.value>c.detect_resolution", exposedFields=exposed)).data
    assert found["exposedFields"] == [{"nodeId": "c-image", "fieldName": "image"}]
    assert "c-image.image>c-detect-scale.image" in ends(found)
    assert structural(found) == []
    items = {"i": {"type": "iterate"}, "c": {"type": "canny_image_processor"}, "r": WIRED["r"]}
    found = become(graph(items, "i.item>c.image", "r.value>c.detect_resolution")).data
    assert {"i.item>c-image.image", "c-image.width>c-detect-side.a"} <= set(ends(found))


def test_the_image_is_of_a_node_that_is_gone_as_well() -> None:
    nodes = {"c": {"type": "canny_image_processor"}, "r": {"type": "param_int", "a": 768}}
    nodes["l"] = {"type": "load_image", "image": IMAGE}
    found = become(graph(nodes, "l.image>c.image", "r.a>c.detect_resolution"), old="3.0.2").data
    assert {"l.width>c-detect-side.a", "r.value>c-detect-factor.a"} <= set(ends(found))
    assert "c-image" not in found["nodes"]
    assert structural(found) == []


def test_without_an_image_nothing_can_be_scaled() -> None:
    nodes = {"c": {"type": "canny_image_processor"}, "r": {"type": "integer"}}
    found = become(graph(nodes, "r.value>c.detect_resolution"))
    assert [(left.node, left.field) for left in found.left] == [("c", "detect_resolution")]


def test_edges_through_connectors() -> None:
    """A connector passes on what it did: its wires lead to what stands for the old node."""
    data = workflow(
        WIRED,
        *("i.image>x.in", "x.out>c.image", "r.value>y.in", "y.out>c.detect_resolution", "c.image>o.image"),
        version="4.0.0",
    )
    for name in ("x", "y"):
        body = {"id": name, "type": "connector", "label": "", "isOpen": True}
        data["nodes"].append({"id": name, "type": "connector", "data": body, "position": {"x": 0, "y": 0}})
    found = become(data).data
    assert {"i.image>x.in", "x.out>c-image.image", "y.out>c-detect-factor.a"} <= set(ends(found))
    assert structural(found) == []
