"""Batches: both sides of each condition of the rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.written import batch, fire, graph, items, workflow

ADD = {"type": "add", "a": 1, "b": 2}
STRING = {"type": "string", "value": "a"}
BATCH = {"type": "string_batch", "strings": ["a", "b"], "batch_group_id": "None"}
JOIN = {"type": "string_join", "string_left": "a", "string_right": "b"}


@pytest.mark.parametrize(
    ("field", "values", "wrong"),
    [
        ("a", [1, 2], None),
        ("a", [1, 2.5, 3], (1, "a", "")),
        ("a", ["x", "y"], (0, "a", "(2 of 2 items are at fault)")),
        ("a", [True], None),  # the server makes numbers of truth values
        ("id", ["n"], None),
        ("id", ["n", "m"], (1, "id", "cannot be changed by a batch")),
        ("type", ["add"], None),
        ("type", ["sub"], (0, "type", "cannot be changed by a batch")),
        ("is_intermediate", [1.0], None),
        ("is_intermediate", ["certainly"], (0, "is_intermediate", "")),
        ("use_cache", [True], None),
        ("nowhere", ["x"], None),
        ("a", [1, "x"], None),  # of two kinds: the server refuses the batch
    ],
)
def test_items_that_do_not_suit(field: str, values: list[Any], wrong: tuple[int, str, str] | None) -> None:
    found = fire("batch-invalid-item", batch([[items("n", field, *values)]], graph(n=ADD)))
    if wrong is None:
        assert found == []
        return
    (finding,) = found
    number, name, words = wrong
    assert finding.pointer == ("data", 0, 0, "items", number)
    assert (finding.node, finding.node_type, finding.field) == ("n", "add", name)
    assert words in finding.message
    assert ("items are at fault" in finding.message) == ("items are at fault" in words)


def test_items_of_nodes_that_cannot_be_judged() -> None:
    nowhere, unknown = items("gone", "a", "x"), items("n", "a", "x")
    assert fire("batch-invalid-item", batch([[nowhere]], graph(n=ADD))) == []
    assert fire("batch-invalid-item", batch([[unknown]], graph(n={"type": "nobody_knows"}))) == []


def test_a_fault_of_another_input_is_not_the_items() -> None:
    body = batch([[items("n", "a", 1, 2)]], graph(n={"type": "add", "a": 1, "b": "x"}))
    assert fire("batch-invalid-item", body) == []
    ranges = {"type": "range", "start": 5, "stop": 9}  # the node checks that start is below stop
    assert fire("batch-invalid-item", batch([[items("n", "stop", 6, 7)]], graph(n=ranges))) == []
    (found,) = fire("batch-invalid-item", batch([[items("n", "stop", 6, 3)]], graph(n=ranges)))
    assert found.pointer[-1] == 1
    hopeless = {"type": "range", "start": "x", "stop": 9}
    assert fire("batch-invalid-item", batch([[items("n", "stop", 6)]], graph(n=hopeless))) == []


def test_items_of_batch_nodes() -> None:
    size = {"type": "noise", "seed": 1, "width": 64, "height": 64}

    def found(*numbers: int) -> list[tuple[str | None, str | None, Any]]:
        given = {"type": "integer_batch", "integers": list(numbers), "batch_group_id": "None"}
        wired = workflow("b.integers -> n.width", b=given, n=size)
        return [(f.node, f.field, f.pointer[-1]) for f in fire("batch-invalid-item", wired)]

    assert found(64, 3, 5) == [("n", "width", 1)]
    assert found(64) == []
    assert found() == []


def test_nodes_and_fields_that_are_not_there() -> None:
    ok = [[items("n", "a", 1)], [items("n", "is_intermediate", 1)], [items("n", "type", "add")]]
    assert fire("batch-unknown-field", batch(ok, graph(n=ADD))) == []
    assert fire("batch-unknown-field", batch([[items("n", "x", 1)]], graph(n={"type": "nobody_knows"}))) == []
    (node,) = fire("batch-unknown-field", batch([[items("blur2", "a", 1)]], graph(blur=ADD)))
    assert (node.node, node.node_type, node.field, node.pointer[-1]) == ("blur2", None, "a", "node_path")
    assert 'did you mean "blur"' in node.message
    (field,) = fire("batch-unknown-field", batch([[items("n", "use_cach", 1)]], graph(n=ADD)))
    assert (field.node, field.node_type, field.field, field.pointer[-1]) == (
        "n",
        "add",
        "use_cach",
        "field_name",
    )


@pytest.mark.parametrize("kind", ["node", "field"])
def test_only_the_first_ten_get_a_suggestion(kind: str) -> None:
    nodes = {f"n{i}": STRING for i in range(12)}
    data = [
        [items(f"n{i}", "valu", "a") if kind == "field" else items("strin", f"f{i}", "a")] for i in range(12)
    ]
    found = fire("batch-unknown-field", batch(data, graph(string=STRING, **nodes)))
    assert ["did you mean" in f.message for f in found] == [True] * 10 + [False] * 2


def test_kinds_of_items() -> None:
    def odd(*values: Any, release: str = "6.14.2") -> list[tuple[Any, str, int]]:
        body = batch([[items("n", "value", *values)]], graph(n=STRING))
        found = fire("batch-mixed-items", body, release)
        return [(f.pointer[-1], f.message, len(f.related)) for f in found]

    image, video = {"image_name": "a.png"}, {"video_name": "a.mp4"}
    for right in (["a", "b"], [1, 2.5, True], [image, image], [video], [["a"], [1]], []):
        assert odd(*right) == []
    ((at, message, related),) = odd("a", "b", 1)
    assert (at, related) == (2, 1)
    assert "is a number, the first one is text" in message
    for first in (None, {}, [[["a"]]], [None], {"image_name": 1}):
        ((at, message, related),) = odd(first, "a")
        assert (at, related, "is no value that a batch can hold" in message) == (0, 0, True)
    ((at, message, related),) = odd("a", None)
    assert (at, related) == (1, 0)
    assert "text, numbers, images, videos and lists)" in message
    assert "text, numbers, images)" in odd(video, release="6.13.0")[0][1]
    assert "text, numbers)" in odd(image, release="5.4.1")[0][1]
    assert odd(image, release="5.4.2") == []


def test_the_node_of_odd_items_may_be_unknown() -> None:
    for node, expected in (("n", "string"), ("gone", None)):
        (found,) = fire("batch-mixed-items", batch([[items(node, "value", "a", 1)]], graph(n=STRING)))
        assert (found.node, found.node_type, found.field) == (node, expected, "value")


def test_the_same_input_twice() -> None:
    one = items("n", "a", 1)
    assert fire("batch-duplicate-target", batch([[one], [items("n", "b", 1)]], graph(n=ADD))) == []
    (found,) = fire("batch-duplicate-target", batch([[one], [one]], graph(n=ADD)))
    assert (found.pointer, found.node_type, found.related[0].pointer) == (
        ("data", 1, 0),
        "add",
        ("data", 0, 0),
    )
    (found,) = fire("batch-duplicate-target", batch([[items("x", "a", 1), items("x", "a", 1)]], graph(n=ADD)))
    assert (found.node, found.node_type) == ("x", None)
    assert " of x twice" in found.message


def test_empty_data_and_empty_batch_nodes() -> None:
    assert fire("batch-empty", batch([[items("n", "a", 1)]], graph(n=ADD))) == []
    assert fire("batch-empty", batch([[items("n", "a"), items("n", "b", 1)]], graph(n=ADD))) == []
    (found,) = fire("batch-empty", batch([[items("n", "a")]], graph(n=ADD)))
    assert (found.pointer, found.node, found.field) == (("data", 0, 0, "items"), "n", "a")
    (found,) = fire("batch-empty", batch([[]], graph(n=ADD)))
    assert (found.pointer, found.node, found.field) == (("data", 0), None, None)
    wire = "b.strings -> j.string_left"
    (found,) = fire("batch-empty", workflow(wire, b={**BATCH, "strings": []}, j=JOIN))
    assert (found.node, found.node_type, found.field, found.outcome) == ("b", "string_batch", "strings", None)
    assert fire("batch-empty", workflow(wire, b=BATCH, j=JOIN)) == []
    drawn = {
        "type": "string_generator",
        "generator": {"type": "string_generator_parse_string", "input": "", "splitOn": ","},
    }
    fed = workflow(wire, "g.strings -> b.strings", b={**BATCH, "strings": []}, j=JOIN, g=drawn)
    assert fire("batch-empty", fed) == [], "the generator brings its items"


def test_lengths_of_what_is_zipped() -> None:
    data = [[items("n", "a", 1, 2), items("n", "b", 1)], [items("n", "a", 1)]]
    (found,) = fire("batch-length-mismatch", batch(data, graph(n=ADD)))
    assert (found.pointer, found.node, found.field) == (("data", 0, 1), "n", "b")
    assert "has 1 item, but" in found.message
    one, two = {**BATCH, "batch_group_id": "A"}, {**BATCH, "batch_group_id": "A", "strings": ["c"]}
    wires = ("b.strings -> j.string_left", "c.strings -> j.string_right")
    (found,) = fire("batch-length-mismatch", workflow(*wires, b=one, c=two, j=JOIN))
    assert (found.node, found.node_type, found.field, len(found.related)) == (
        "c",
        "string_batch",
        "strings",
        1,
    )
    assert 'of the same batch group "A" has 2' in found.message
    for group in ("None", "B"):
        assert (
            fire("batch-length-mismatch", workflow(*wires, b=one, c={**two, "batch_group_id": group}, j=JOIN))
            == []
        )
    alone = [{**n, "batch_group_id": "None"} for n in (one, two)]
    assert fire("batch-length-mismatch", workflow(*wires, b=alone[0], c=alone[1], j=JOIN)) == []
    empty = {**two, "strings": []}
    assert len(fire("batch-length-mismatch", workflow(*wires, b=one, c=empty, j=JOIN))) == 1


def test_batch_nodes_behind_connectors() -> None:
    nodes = {"b": BATCH, "j": JOIN, "c": {"type": "connector"}, "s": STRING}
    (found,) = fire(
        "batch-behind-connector", workflow("b.strings -> c.in", "c.out -> j.string_left", **nodes)
    )
    assert (found.node, found.node_type, found.field) == ("b", "string_batch", "strings")
    straight = workflow("b.strings -> j.string_left", "s.value -> c.in", "c.out -> j.string_right", **nodes)
    assert fire("batch-behind-connector", straight) == []


def test_batch_nodes_that_feed_nothing() -> None:
    (found,) = fire("batch-not-connected", workflow(b=BATCH, j=JOIN))
    assert (found.node, found.node_type) == ("b", "string_batch")
    assert fire("batch-not-connected", workflow("b.strings -> j.string_left", b=BATCH, j=JOIN)) == []
    assert fire("batch-not-connected", workflow(j=JOIN)) == []


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ("string_batch", "batch"),
        ("image_batch", "batch"),
        ("string_generator", "generator"),
        ("string", None),
    ],
)
def test_nodes_of_the_web_ui_in_a_graph(node: str, kind: str | None) -> None:
    found = fire("batch-node-in-graph", graph(n={"type": node}))
    assert [f" is a {kind} node" in f.message for f in found] == ([True] if kind else [])
