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
        (ADD, "a", 'output "value"'),
        (SAVE, "board", None),
        (BLUR, "radius", None),  # lacks its picture
        ({"type": "nobody_knows"}, "a", None),
        ({**NOISE}, "seed", "its outputs"),
        ({"type": "string_batch", "strings": ["a"]}, "strings", None),
    ],
)
def test_unused_results(node: dict[str, Any], field: str, unused: str | None) -> None:
    found = fire("unused-result", graph(f"i.value -> n.{field}", i=INTEGER, n=node))
    assert [(f.node, f.node_type) for f in found] == ([("n", node["type"])] if unused else [])
    assert all(unused in f.message for f in found if unused)


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
    assert (found.node, found.field, 'beside its "collection"' in found.message) == ("d", "item", True)
    (found,) = fire("collect-without-input", bare)
    assert (found.node, 'beside its "collection"' in found.message) == ("c", False)
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
    for value, words in (([], False), ([1], True)):
        data = graph(t={"type": "iterate", "collection": value})
        (found,) = fire("iterate-without-input", data)
        assert (found.node, found.field, "a literal value does not count" in found.message) == (
            "t",
            "collection",
            words,
        )
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
        assert ("the web UI" in found[0].message) == ("meta" in data)


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
    assert all('set "is_intermediate" to false' in f.message for f in found)


def test_nothing_saved_in_a_workflow() -> None:
    (found,) = fire("nothing-saved", workflow("p.image -> a.image", p=PHOTO, a=BLUR))
    assert (found.node, found.node_type) == ("a", "img_blur")
    assert 'tick "Save to Gallery"' in found.message
