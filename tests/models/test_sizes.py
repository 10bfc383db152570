"""Sizes along edges: what is certain, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document
from wflint.models.flow.sizes import Sizes, whole

CATALOGUE = open_release("6.14.2")


def sizes(nodes: dict[str, dict[str, Any]], edges: str = "", data: list[Any] | None = None) -> Sizes:
    wired = []
    for edge in filter(None, (part.strip() for part in edges.split(","))):
        (a, out), (b, field) = (end.split(".") for end in edge.split(" -> "))
        wired.append({"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": field}})
    graph = {"id": "g", "nodes": {k: {"id": k, **v} for k, v in nodes.items()}, "edges": wired}
    whole_document: Any = graph if data is None else {"batch": {"graph": graph, "runs": 1, "data": data}}
    document = load_bytes(json.dumps(whole_document).encode(), "g.json").documents[0]
    return Sizes(read_document(document)[0], CATALOGUE)


BLANK = {"type": "blank_image", "width": 640, "height": 480}


def test_literals_defaults_and_edges() -> None:
    found = sizes(
        {
            "blank": BLANK,
            "blur": {"type": "img_blur"},
            "scale": {"type": "img_scale", "scale_factor": 0.5},
            "encode": {"type": "i2l"},
            "noise": {"type": "noise"},
            "like": {"type": "noise"},
        },
        "blank.image -> blur.image, blur.image -> scale.image, scale.image -> encode.image, "
        "encode.width -> like.width, encode.height -> like.height",
    )
    assert found.of("blur") == (640, 480)
    assert found.of("encode") == (320, 240)
    assert found.of("noise") == (512, 512)
    assert found.of("like") == (320, 240)
    assert found.of("nobody") is None


def test_what_is_not_certain_is_unknown() -> None:
    found = sizes(
        {
            "photo": {"type": "image", "image": {"image_name": "a.png"}},
            "encode": {"type": "i2l"},
            "any": {"type": "rand_int"},
            "noise": {"type": "noise"},
            "strange": {"type": "from_a_community_pack", "width": 64, "height": 64},
        },
        "photo.image -> encode.image, any.value -> noise.width",
    )
    assert [found.of(n) for n in ("photo", "encode", "noise", "strange")] == [None] * 4


@pytest.mark.parametrize("output", ["image", "width", "height"])
def test_a_number_is_not_the_picture_whose_side_it_is(output: str) -> None:
    """InvokeAI refuses the edge; what the node would make of it has no size."""
    nodes = {"blank": BLANK, "blur": {"type": "img_blur"}, "noise": {"type": "noise", "height": 64}}
    edges = f"blank.{output} -> blur.image, blank.{output} -> noise.width"
    found = sizes(nodes, edges)
    assert found.of("blur") == ((640, 480) if output == "image" else None)
    side = {"image": None, "width": 640, "height": 480}[output]
    assert found.of("noise") == ((side, 64) if side else None)


@pytest.mark.parametrize("output", ["value", "width"])
def test_a_whole_number_is_the_output_called_value(output: str) -> None:
    nodes = {"side": {"type": "integer", "value": 128}, "noise": {"type": "noise"}}
    wanted = (128, 512) if output == "value" else None
    assert sizes(nodes, f"side.{output} -> noise.width").of("noise") == wanted


@pytest.mark.parametrize("first", [True, False])
def test_the_edge_that_counts(first: bool) -> None:
    """Of two edges into one input the web UI keeps the first, the server the last."""
    nodes = {"blank": BLANK, "other": BLANK | {"width": 64}, "blur": {"type": "img_blur"}}
    graph = sizes(nodes, "blank.image -> blur.image, other.image -> blur.image").graph
    found = Sizes(graph, CATALOGUE, first_edge_wins=first)
    assert found.of("blur") == ((640, 480) if first else (64, 480))


@pytest.mark.parametrize("node", ["anima_i2l", "qwen_image_i2l", "wan_i2l"])
def test_outputs_that_tell_other_sides(node: str) -> None:
    """What such a node makes has a size, what it says of it is not that."""
    nodes = {"blank": BLANK, "encode": {"type": node}, "noise": {"type": "noise"}, "like": {"type": "i2l"}}
    edges = "blank.image -> encode.image, encode.width -> noise.width"
    found = sizes(nodes, edges)
    assert found.of("encode") is not None
    assert found.of("noise") is None
    told = sizes(nodes, "blank.image -> like.image, like.width -> noise.width")
    assert told.of("noise") == (640, 512)


def test_a_batch_varies_sizes() -> None:
    nodes = {"noise": {"type": "noise", "width": 64, "height": 64}, "side": {"type": "integer", "value": 64}}
    varied = [[{"node_path": "noise", "field_name": "width", "items": [64, 128]}]]
    assert sizes(nodes).of("noise") == (64, 64)
    assert sizes(nodes, "", varied).of("noise") is None


def test_cycles_are_unknown() -> None:
    nodes = {f"n{i}": {"type": "img_blur"} for i in range(4)}
    edges = "n0.image -> n1.image, n1.image -> n2.image, n2.image -> n0.image, n2.image -> n3.image"
    assert sizes(nodes, edges).of("n3") is None
    assert sizes({"a": {"type": "add"}}, "a.value -> a.a").of("a") is None


def test_long_chains_need_no_stack() -> None:
    count = 20_000
    nodes: dict[str, dict[str, Any]] = {f"n{i}": {"type": "img_blur"} for i in range(count)}
    nodes["n0"] = BLANK
    edges = ", ".join(f"n{i}.image -> n{i + 1}.image" for i in range(count - 1))
    assert sizes(nodes, edges).of(f"n{count - 1}") == (640, 480)


@pytest.mark.parametrize(
    ("value", "number"),
    [(512, 512), (512.0, 512), ("512", 512), (" 8 ", 8), (True, None), (1.5, None), ("x", None), (None, None),
     ([8], None), ({"a": 1}, None), (10**400, None), (float("nan"), None), (float("inf"), None),
     ("9" * 50, None), ("٣", None), (-8, -8)],
)  # fmt: skip
def test_numbers_as_invokeai_reads_them(value: object, number: int | None) -> None:
    assert whole(value) == number


@pytest.mark.parametrize("value", [None, "x", [], {}, 10**400, -5, 0, 1e308, True, "1e5"])
def test_any_value_is_survived(value: object) -> None:
    found = sizes(
        {
            "blank": {"type": "blank_image", "width": value, "height": value},
            "scale": {"type": "img_scale", "scale_factor": value},
            "pad": {"type": "img_pad_crop", "left": value, "top": value},
            "mul": {"type": "mul", "a": value, "b": value},
            "noise": {"type": "noise", "noise_type": value, "width": value},
            "encode": {"type": "qwen_image_i2l", "width": value, "height": value},
        },
        "blank.image -> scale.image, blank.image -> pad.image, blank.image -> encode.image, "
        "mul.value -> noise.height",
    )
    for node in ("blank", "scale", "pad", "mul", "noise", "encode"):
        size = found.of(node)
        assert size is None or min(size) > 0


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ({}, (640, 480)),
        ({"left": 8}, (648, 480)),
        ({"left": 8, "right": 16, "top": 32, "bottom": 64}, (664, 576)),
        ({"left": -40, "bottom": -80}, (600, 400)),
    ],
)
def test_padding(sides: dict[str, int], expected: tuple[int, int]) -> None:
    found = sizes({"blank": BLANK, "pad": {"type": "img_pad_crop", **sides}}, "blank.image -> pad.image")
    assert found.of("pad") == expected


def test_padding_by_a_number_that_an_edge_brings_is_not_known() -> None:
    nodes = {"blank": BLANK, "pad": {"type": "img_pad_crop"}, "any": {"type": "rand_int"}}
    assert sizes(nodes, "blank.image -> pad.image, any.value -> pad.left").of("pad") is None
