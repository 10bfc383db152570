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
        ("a", ["x", 5, "y"], None),  # of two kinds
        ("a", ["x"], (0, "a", '"a" of Add Integers (n) must be an integer, not "x"')),
        ("a", [True], None),  # the server makes numbers of truth values
        ("id", ["n"], None),
        ("id", ["n", "m"], (1, "id", "changes the node's id, which a batch cannot do")),
        ("type", ["add"], None),
        ("type", ["sub"], (0, "type", "changes the node's type, which a batch cannot do")),
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
    assert finding.message.startswith(f"item {number + 1} of the batch for")


def test_each_item_has_its_finding_and_they_are_told_together() -> None:
    first, second = fire("batch-invalid-item", batch([[items("n", "a", "x", "y")]], graph(n=ADD)))
    assert (first.pointer[-1], second.pointer[-1]) == (0, 1)
    assert first.message != second.message
    assert first.group == second.group == 'items of the batch for "a" of Add Integers (n) are not valid'


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

    assert found(64, 3, 5) == [("n", "width", 1), ("n", "width", 2)]
    assert found(64) == []
    assert found() == []


def test_nodes_and_fields_that_are_not_there() -> None:
    ok = [[items("n", "a", 1)], [items("n", "is_intermediate", 1)], [items("n", "type", "add")]]
    assert fire("batch-unknown-field", batch(ok, graph(n=ADD))) == []
    assert fire("batch-unknown-field", batch([[items("n", "x", 1)]], graph(n={"type": "nobody_knows"}))) == []
    (node,) = fire("batch-unknown-field", batch([[items("blur2", "a", 1)]], graph(blur=ADD)))
    assert (node.node, node.node_type, node.field, node.pointer[-1]) == ("blur2", None, "a", "node_path")
    assert (node.message, node.help) == (
        'batch data fills "a" of "blur2", a node that does not exist',
        'use "blur"',
    )
    assert node.error == "Node blur2 not found in graph"
    (field,) = fire("batch-unknown-field", batch([[items("n", "use_cach", 1)]], graph(n=ADD)))
    assert (field.node, field.node_type, field.field, field.pointer[-1]) == (
        "n",
        "add",
        "use_cach",
        "field_name",
    )
    assert field.message == 'batch data fills "use_cach" of Add Integers (n), which has no such input'
    assert field.error == "Field use_cach not found in node n"
    again = fire("batch-unknown-field", batch([[items("n", "x", 1)], [items("n", "x", 1)]], graph(n=ADD)))
    assert [f.message.endswith("(2 times)") for f in again] == [False, True]


@pytest.mark.parametrize("kind", ["node", "field"])
def test_only_the_first_ten_get_a_suggestion(kind: str) -> None:
    ends = [("n", f"valu{i}") if kind == "field" else (f"strin{i}", "value") for i in range(12)]
    data = [[items(node, field, "a")] for node, field in [*ends, ends[0]]]
    found = fire("batch-unknown-field", batch(data, graph(string=STRING, n=STRING)))
    assert [f.help.startswith("use ") for f in found] == [True] * 10 + [False] * 2 + [True]
    assert found[-2].help.startswith("correct ")
    assert len({f.message for f in found}) == 13


def test_kinds_of_items() -> None:
    def odd(*values: Any, release: str = "6.14.2") -> list[tuple[Any, str, int]]:
        body = batch([[items("n", "value", *values)]], graph(n=STRING))
        found = fire("batch-mixed-items", body, release)
        return [(f.pointer[-1], f"{f.message}; {f.help}", len(f.related)) for f in found]

    image, video = {"image_name": "a.png"}, {"video_name": "a.mp4"}
    for right in (["a", "b"], [1, 2.5, True], [image, image], [video], [["a"], [1]], []):
        assert odd(*right) == []
    ((at, message, related),) = odd("a", "b", 1)
    assert (at, related) == (2, 1)
    assert "is a number, but the first is a string; use strings only, or numbers only" in message
    for first, called in (
        (None, "null"),
        ({}, "an object"),
        ([[["a"]]], "a list"),
        ([None], "a list"),
        ({"image_name": 1}, "an object"),
        ({"board_id": "b"}, "a board"),
    ):
        ((at, message, related),) = odd(first, "a")
        assert (at, related, f"is {called}, which a batch cannot hold" in message) == (0, 0, True)
    ((at, message, related),) = odd("a", None)
    assert (at, related) == (1, 0)
    assert "use strings, numbers, images, videos or lists: InvokeAI 6.14.2" in message
    assert (
        "a video, which a batch cannot hold; use strings, numbers or images:"
        in odd(video, release="6.13.0")[0][1]
    )
    assert "an image, which a batch cannot hold; use strings or numbers:" in odd(image, release="5.4.1")[0][1]
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
    assert found.message == 'batch data fills "a" of "x" twice'
    *_, third = fire("batch-duplicate-target", batch([[one], [one], [one]], graph(n=ADD)))
    assert third.message == 'batch data fills "a" of Add Integers (n) 3 times'


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
    assert '"b" of Add Integers (n) has 1 item, but the first of its group has 2' in found.message
    assert found.related[0].message == 'the first of the group, for "a" of Add Integers (n)'
    one, two = {**BATCH, "batch_group_id": "A"}, {**BATCH, "batch_group_id": "A", "strings": ["c"]}
    wires = ("b.strings -> j.string_left", "c.strings -> j.string_right")
    (found,) = fire("batch-length-mismatch", workflow(*wires, b=one, c=two, j=JOIN))
    assert (found.node, found.node_type, found.field, len(found.related)) == (
        "c",
        "string_batch",
        "strings",
        1,
    )
    assert found.message == 'String Batch (c) has 1 item, but the first of batch group "A" has 2'
    assert found.related[0].message == "the first of the group: String Batch (b)"
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
