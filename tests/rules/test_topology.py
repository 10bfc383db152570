"""Topology: both sides of each condition of the rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.written import batch, fire, graph, workflow

ADD = {"type": "add", "a": 1, "b": 2}
INTEGER = {"type": "integer", "value": 1}
PHOTO = {"type": "image", "image": {"image_name": "a.png"}}
SAVE = {"type": "save_image", "is_intermediate": False}
BLUR = {"type": "img_blur", "is_intermediate": True}
NOISE = {"type": "noise", "seed": 1}


def nodes_of(slug: str, data: dict[str, Any], release: str = "6.14.2") -> list[tuple[str | None, str | None]]:
    return [(f.node, f.node_type) for f in fire(slug, data, release)]


WIRED = ("p.image -> s.image",)


@pytest.mark.parametrize(
    ("node", "isolated"),
    [
        (ADD, True),
        (SAVE, False),  # lacks its picture: another rule says so
        ({"type": "collect"}, False),
        ({"type": "iterate"}, False),
        ({"type": "range"}, True),
        ({"type": "nobody_knows"}, True),
        ({"type": "show_image", "image": {"image_name": "a.png"}}, False),
        ({"type": "blank_image"}, False),  # makes a picture
    ],
)
def test_isolated_nodes(node: dict[str, Any], isolated: bool) -> None:
    found = nodes_of("isolated-node", graph(*WIRED, p=PHOTO, s=SAVE, n=node))
    assert found == ([("n", node["type"])] if isolated else [])
    assert nodes_of("isolated-node", graph(n=node)) == [], "the only node of a graph"


def test_a_graph_whose_edges_cannot_all_be_read_has_no_loose_ends() -> None:
    data = graph("a.value -> n.a", a=ADD, n=ADD, m=ADD)
    assert nodes_of("isolated-node", data) == [("m", "add")]
    assert nodes_of("unused-result", data) == [("n", "add")]
    data["edges"].append({"source": None, "destination": {"node_id": "m", "field": "a"}})
    assert nodes_of("isolated-node", data) == nodes_of("unused-result", data) == []


def test_a_node_that_only_a_connector_reaches_is_not_isolated() -> None:
    nodes = {"a": ADD, "c": {"type": "connector"}, "p": PHOTO, "s": SAVE}
    assert nodes_of("isolated-node", workflow(*WIRED, "a.value -> c.in", **nodes)) == []
    assert nodes_of("isolated-node", workflow(*WIRED, **nodes)) == [("a", "add")]


@pytest.mark.parametrize(
    ("node", "field", "unused"),
    [
        (ADD, "a", 'nothing uses "value" of Add Integers (n)'),
        (SAVE, "board", None),
        (BLUR, "radius", None),  # lacks its picture
        ({"type": "nobody_knows"}, "a", None),
        ({**NOISE}, "seed", "nothing uses the outputs of Create Latent Noise (n)"),
        ({"type": "string_batch", "strings": ["a"]}, "strings", None),
    ],
)
def test_unused_results(node: dict[str, Any], field: str, unused: str | None) -> None:
    found = fire("unused-result", graph(f"i.value -> n.{field}", i=INTEGER, n=node))
    assert [(f.node, f.node_type) for f in found] == ([("n", node["type"])] if unused else [])
    assert [f.message for f in found] == ([unused] if unused else [])


def test_collectors() -> None:
    fed = graph("i.value -> c.item", i=INTEGER, c={"type": "collect"})
    chained = graph(
        "i.value -> c.item",
        "c.collection -> d.collection",
        i=INTEGER,
        c={"type": "collect"},
        d={"type": "collect"},
    )
    bare = graph(c={"type": "collect"}, i=INTEGER)
    assert nodes_of("collect-without-input", fed) == []
    assert nodes_of("collect-without-input", chained) == []
    (found,) = fire("collect-without-input", chained, "5.15.0")
    assert (found.node, found.field) == ("d", "item")
    assert found.message == 'Collect (d) has an edge into "collection", but none into "item"'
    assert found.help == "connect an item too: InvokeAI 5.15.0 needs one"
    assert found.error == "Collector input collection items must be of a single type"
    (found,) = fire("collect-without-input", bare)
    assert (found.node, found.message) == ("c", 'Collect (c) has no edge into "item"')
    assert found.error == "Collector must have at least one item or collection input edge"
    bare["edges"].append({"source": None})
    assert nodes_of("collect-without-input", bare) == []
    assert nodes_of("collect-without-input", graph(i=INTEGER)) == []


def test_iterators() -> None:
    ranges = {"type": "range"}
    assert (
        nodes_of(
            "iterate-without-input", graph("r.collection -> t.collection", r=ranges, t={"type": "iterate"})
        )
        == []
    )
    bare, literal = 'Iterate (t) has no edge into "collection"', "has a list as its value, but needs an edge"
    for value, words, cure in (
        ([], bare, "connect a node that gives a list, or remove this one"),
        ([{}], literal, "connect a node that gives a list, or remove this one"),
        ([1, "a"], literal, "connect a node that gives a list, or remove this one"),
        ([1, 2], literal, "put the list into Integer Collection Primitive (integer_collection)"),
        (["a"], literal, "put the list into String Collection Primitive (string_collection)"),
    ):
        data = graph(t={"type": "iterate", "collection": value})
        (found,) = fire("iterate-without-input", data)
        assert (found.node, found.field) == ("t", "collection")
        assert words in found.message
        assert found.help.startswith(cure)
        data["edges"].append({"source": None})
        assert nodes_of("iterate-without-input", data) == []


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        (graph(), ("nodes",)),
        (graph(n=ADD), None),
        (batch([], graph()), ("graph", "nodes")),
        (batch([], graph(n=ADD)), None),
        ({"nodes": {"n": 1}, "edges": []}, None),  # what is there cannot be read
        ({"batch": {"graph": 1, "runs": 1}}, None),
        ({"batch": {"graph": {"nodes": 1}, "runs": 1}}, None),
        (workflow(), ("nodes",)),
        (workflow(n=ADD), None),
        (workflow(c={"type": "connector"}, t={"type": "notes"}), ("nodes",)),
        (workflow(b={"type": "string_batch", "strings": ["a"]}), ("nodes",)),
        (workflow(b={"type": "string_batch", "strings": ["a"]}, n=ADD), None),
        (graph(b={"type": "string_batch"}), None),
        ({**workflow(), "nodes": [1]}, None),
        ({**workflow(), "nodes": 1}, None),
    ],
)
def test_nothing_to_run(data: dict[str, Any], pointer: tuple[str, ...] | None) -> None:
    found = fire("empty-graph", data)
    assert [f.pointer for f in found] == ([pointer] if pointer else [])
    if found:
        kind = "workflow" if "meta" in data else "graph"
        assert found[0].message.startswith(f"the {kind} has no node to run")
        assert (found[0].then == "InvokeAI accepts it and does nothing") == (kind == "graph")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (workflow(), "the workflow has no node to run"),
        (workflow(t={"type": "notes"}), "the workflow has no node to run, only notes or connectors"),
        (
            workflow(b={"type": "string_batch", "strings": ["a"]}),
            "the workflow has no node to run: batch and generator nodes only fill the inputs of others",
        ),
    ],
)
def test_what_there_is_instead(data: dict[str, Any], message: str) -> None:
    assert [f.message for f in fire("empty-graph", data)] == [message]


BLURS = ("p.image -> a.image", "a.image -> b.image")


@pytest.mark.parametrize(
    ("data", "last"),
    [
        (graph(*BLURS, p=PHOTO, a=BLUR, b=BLUR), "b"),
        (graph(*BLURS, b=BLUR, p=PHOTO, a=BLUR), "b"),  # the last of the flow, not of the file
        (graph(*BLURS, p=PHOTO, a=BLUR, b={**BLUR, "is_intermediate": False}), None),
        (graph(*BLURS, p=PHOTO, a={**BLUR, "is_intermediate": False}, b=BLUR), None),
        (graph("a.image -> n.image", a=BLUR, n={"type": "nobody_knows"}), None),  # whose effect is not known
        (graph("a.image -> n.image", a=BLUR, n={"type": "show_image"}), None),
        (graph("a.value -> b.a", a=ADD, b=ADD), None),
        (graph(canvas_output=BLUR, p=PHOTO), None),  # the canvas takes it
        (graph("p.image -> s.image", p=PHOTO, s={**SAVE, "is_intermediate": True}), "s"),
    ],
)
def test_nothing_saved(data: dict[str, Any], last: str | None) -> None:
    found = fire("nothing-saved", data)
    assert [f.node for f in found] == ([last] if last else [])
    assert [f.help for f in found] == [f for f in [_clear(last, data)] if last]


def _clear(node: str | None, data: dict[str, Any]) -> str:
    titles = {"img_blur": "Blur Image", "save_image": "Save Image"}
    title = titles[data["nodes"][node]["type"]] if node else ""
    return f'set "is_intermediate" of {title} ({node}) to false'


def test_nothing_saved_in_a_workflow() -> None:
    (found,) = fire("nothing-saved", workflow("p.image -> a.image", p=PHOTO, a=BLUR))
    assert (found.node, found.node_type) == ("a", "img_blur")
    assert found.help == 'tick "Save to Gallery" on Blur Image'
