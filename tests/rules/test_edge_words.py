"""What the rules about edges say: the end that is wrong, where it comes from, and the cure."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.written import fire, graph, workflow
from wflint.graph.edges.wording import missing_field

ADD = {"type": "add", "a": 1, "b": 2}
NUMBER = {"type": "integer", "value": 1}
SAVE = {"type": "save_image"}
PHOTO = {"type": "image", "image": {"image_name": "a.png"}}


def said(slug: str, data: dict[str, Any], release: str = "6.14.2") -> list[tuple[str, str]]:
    return [(f.message, f.help) for f in fire(slug, data, release)]


@pytest.mark.parametrize(
    ("denoise", "node"),
    [
        ("denoise_latents", "put Latents to Image - SD1.5, SDXL (l2i) between them"),
        ("flux_denoise", "put Latents to Image - FLUX (flux_vae_decode) between them"),
        ("flux2_denoise", "put Latents to Image - FLUX2 (flux2_vae_decode) between them"),
        ("sd3_denoise", "put Latents to Image - SD3 (sd3_l2i) between them"),
    ],
)
def test_the_node_between_is_of_the_graph_s_family(denoise: str, node: str) -> None:
    (found,) = fire("type-mismatch", graph("d.latents -> s.image", d={"type": denoise}, s=SAVE))
    assert (found.message, found.help) == (
        '"image" of Save Image (s) takes an image, but gets latents',
        node,
    )
    assert found.detail == "LatentsField -> ImageField"
    assert found.error == "Edge source and target types do not match"
    (place,) = found.related
    assert place.message.startswith('comes from "latents" of ')
    assert place.pointer == ("edges", 0, "source", "node_id")


def test_the_family_of_other_nodes_counts_where_the_ends_have_none() -> None:
    blend = {"type": "lblend"}
    flux = {"type": "flux_text_encoder", "prompt": "a fox"}
    (found,) = fire("type-mismatch", graph("b.latents -> s.image", b=blend, s=SAVE, p=flux))
    assert found.help == "put Latents to Image - FLUX (flux_vae_decode) between them"
    (found,) = fire("type-mismatch", graph("b.latents -> s.image", b=blend, s=SAVE))
    assert found.help == "connect an output that gives an image"


def test_two_edges_never_get_the_same_message() -> None:
    data = graph("p.image -> n.a", "q.image -> n.a", "q.image -> n.a", p=PHOTO, q=PHOTO, n=ADD)
    first = '"a" of Add Integers (n) takes an integer, but gets an image'
    assert [m for m, _ in said("type-mismatch", data)] == [
        first,
        f'{first} (from "image" of Image Primitive (q))',
        f"{first} (edge 3)",
    ]


def test_edges_of_one_node_that_is_gone_are_told_together() -> None:
    data = graph("gone.value -> n.a", "gone.value -> n.b", "n.value -> nn.a", "gone.x -> away.y", n=ADD)
    one, two, three, four = fire("dangling-edge", data)
    assert one.message == '"a" of Add Integers (n) comes from "gone", a node that does not exist'
    assert one.error == "Edge source node gone does not exist in the graph"
    assert one.group == two.group == four.group == 'edges name "gone", a node that does not exist'
    assert (one.help, two.help) == ("correct the node id, or remove the edge",) * 2
    assert three.message == '"value" of Add Integers (n) leads to "nn", a node that does not exist'
    assert three.error == "Edge destination node nn does not exist in the graph"
    assert four.message == '"y" of "away" comes from "gone", a node that does not exist'
    (note,) = fire("dangling-edge", workflow("n.value -> t.in", n=ADD, t={"type": "notes"}))
    assert (note.message, note.help) == (
        '"value" of Add Integers leads to "t", a note',
        "remove the edge: a note has no inputs or outputs",
    )
    assert (note.error, note.then) == ("", "the web UI drops the edge when it loads the workflow")


@pytest.mark.parametrize(
    ("edge", "message", "cure"),
    [
        ("p.imag -> s.image", 'Image Primitive (p) has no output "imag"', 'use "image"'),
        ("p.zzz -> s.image", 'Image Primitive (p) has no output "zzz"', 'use "image"'),  # the one that fits
        (
            "p.zzz -> n.a",
            'Image Primitive (p) has no output "zzz"',
            'use one of its outputs: "height", "image" or "width"',
        ),
        ("p.image -> s.zzz", 'Save Image (s) has no input "zzz"', 'use "image"'),
        ("p.width -> n.zzz", 'Add Integers (n) has no input "zzz"', 'use one of its inputs: "a" or "b"'),
    ],
)
def test_fields_that_are_not_there(edge: str, message: str, cure: str) -> None:
    slug = "unknown-source-field" if "has no output" in message else "unknown-target-field"
    assert said(slug, graph(edge, p=PHOTO, s=SAVE, n=ADD)) == [(message, cure)]


@pytest.mark.parametrize("side", ["input", "output"])
def test_a_node_without_any(side: str) -> None:
    """One of a node pack may have none."""
    found = missing_field("Clock (c)", side, "time", [])
    assert (found.message, found.help) == (
        f'Clock (c) has no {side} "time"',
        f"remove the edge: it has no {side}s",
    )


def test_lists_that_are_taken_apart_or_made() -> None:
    iterate, collect = {"type": "iterate"}, {"type": "collect"}
    data = graph("n.value -> i.collection", n=ADD, i=iterate)
    assert said("type-mismatch", data) == [
        (
            '"collection" of Iterate (i) takes a list, but gets an integer',
            "connect it without the iterate node, or connect a list",
        )
    ]
    data = graph("n.value -> c.collection", n=ADD, c=collect)
    (found,) = fire("type-mismatch", data)
    assert (found.message, found.help) == (
        '"collection" of Collect (c) takes a list, but gets an integer',
        'connect it to "item"',
    )
    assert found.error == "Collector collection input must be a collection"
    data = graph("n.value -> c.item", "c.collection -> s.image", n=ADD, c=collect, s=SAVE)
    (found,) = fire("type-mismatch", data)
    assert (
        found.message == '"image" of Save Image (s) takes an image, but Collect (c) gives a list of integers'
    )
    assert found.error == "Collector output must connect to a collection input"
    data = graph(
        "r.collection -> i.collection", "q.collection -> i.collection", r={"type": "range"},
        q={"type": "range"}, i=iterate,
    )  # fmt: skip
    (found,) = [f for f in fire("type-mismatch", data) if "edges" in f.message]
    assert (found.message, found.help) == (
        'Iterate (i) has 2 edges into "collection", but takes one',
        "keep one of them",
    )
    assert [place.message for place in found.related] == [
        'comes from "collection" of Integer Range (r)',
        'also gets "collection" of Integer Range (q)',
    ]


def test_long_cycles_are_cut() -> None:
    nodes = {f"node{i}": ADD for i in range(8)}
    edges = [f"node{i}.value -> node{(i + 1) % 8}.a" for i in range(8)]
    (found,) = fire("cycle", graph(*edges, **nodes))
    first = "Add Integers (node0)"
    assert found.message == f"nodes form a cycle: {first} -> 7 more -> {first}"
    assert len(found.related) == 7
    assert found.related[0].message.startswith('"value" of Add Integers (node0) -> ')
    labelled = {k: {**n, "label": f"{k}{'x' * 40}"} for k, n in nodes.items()}
    (found,) = fire("cycle", workflow(*edges, **labelled))
    assert found.message.startswith("8 nodes form a cycle, ")
    assert all(len(place.message) <= 100 for place in found.related)


def test_more_than_one_edge_into_an_input() -> None:
    data = graph("p.value -> n.a", "q.value -> n.a", p=NUMBER, q=NUMBER, n=ADD)
    (found,) = fire("duplicate-input", data)
    assert (found.help, found.then) == ("remove one of the two", "the server silently takes the last edge")
    assert [place.message for place in found.related] == [
        'the first, from "value" of Integer Primitive (p)',
        'this one, from "value" of Integer Primitive (q)',
    ]
    control, other = {"type": "controlnet"}, {"type": "denoise_latents"}
    data = graph("a.control -> d.control", "b.control -> d.control", a=control, b=control, d=other)
    (found,) = fire("duplicate-input", data)
    assert found.help == "gather both with Collect (collect)"


def test_the_same_edge_twice() -> None:
    (found,) = fire("duplicate-edge", graph("p.value -> n.a", "p.value -> n.a", p=NUMBER, n=ADD))
    assert (found.message, found.then) == (
        '"a" of Add Integers (n) has the same edge twice',
        "runs as if the edge were there once",
    )
    data = graph("p.value -> c.item", "p.value -> c.item", p=NUMBER, c={"type": "collect"})
    (found,) = fire("duplicate-edge", data)
    assert found.then == "runs, and gathers the item twice"


@pytest.mark.parametrize(
    ("edges", "message", "cure"),
    [
        (
            ("p.image -> c.item", "n.value -> c.item"),
            '"item" of Collect gets an integer, but gathers an image already',
            "use one collect node for each type",
        ),
        (
            ("p.image -> f.true_input", "n.value -> f.false_input"),
            '"false_input" of If gets an integer, but "true_input" gets an image',
            "feed both branches with the same type",
        ),
        (
            ("n.value -> f.true_input", "f.value -> s.image"),
            '"image" of Save Image takes an image, but a branch of the If node gives an integer',
            "feed both branches with what that input takes",
        ),
        (
            ("r.collection -> b.integers",),
            '"integers" of Integer Batch takes a generator node only, but gets a list of integers',
            "connect a generator, or set the list in the batch node",
        ),
        (
            ("g.integers -> l.collection",),
            '"collection" of Integer Collection Primitive does not take the values of a generator node',
            "connect the generator to a batch node, and that to the input",
        ),
        (
            ("r.collection -> k.in", "k.out -> n.a"),
            '"a" of Add Integers takes an integer, but gets a list of integers',
            "put Iterate (iterate) between them",
        ),
        (
            ("k.out -> n.a", "r.collection -> k.in"),
            "an input behind connector k takes an integer, but gets a list of integers",
            "put Iterate (iterate) between them",
        ),
        (
            ("k.out -> f.true_input", "n.value -> f.false_input"),
            '"false_input" of If is read before the connector of the other branch is fed',
            "move the edges into that connector to the top of the edges",
        ),
    ],
)
def test_what_only_the_web_ui_minds(edges: tuple[str, ...], message: str, cure: str) -> None:
    data = workflow(
        *edges, p=PHOTO, n=ADD, s=SAVE, c={"type": "collect"}, f={"type": "if"}, r={"type": "range"},
        b={"type": "integer_batch"}, g={"type": "integer_generator"}, l={"type": "integer_collection"},
        k={"type": "connector"},
    )  # fmt: skip
    assert said("ui-drops-edge", data) == [(message, cure)]


def test_a_branch_of_an_if_node_from_a_node_that_is_not_installed() -> None:
    # The web UI has dropped that edge by the time it reads the other branch, and compares it with nothing.
    edges = ("x.out -> f.true_input", "n.value -> f.false_input")
    for lost in ({"type": "a_node_of_no_known_pack"}, {"type": "xy_expand"}):
        data = workflow(*edges, x=lost, n=ADD, f={"type": "if"})
        assert said("ui-drops-edge", data) == []


def test_iterate_has_an_input_that_the_web_ui_leaves_out() -> None:
    data = workflow("n.value -> i.index", n=ADD, i={"type": "iterate"})
    assert said("unknown-target-field", data) == [
        ('Iterate has no input "index"', "remove the edge: the web UI has no such input")
    ]


def test_connectors_that_feed_themselves() -> None:
    nodes: dict[str, Any] = {"n": ADD, "k": {"type": "connector"}}
    (found,) = fire("self-loop", workflow("k.out -> k.in", **nodes))
    assert found.message == "connector k feeds itself"
    (found,) = fire("self-loop", workflow("k.out -> n.a", "n.value -> k.in", **nodes))
    assert found.message == "connector k leads back into the node that feeds it"
    (found,) = fire("self-loop", graph("n.value -> n.a", n=ADD))
    assert (found.message, found.error) == (
        'Add Integers (n) feeds its own input "a"',
        "Graph contains cycles",
    )
