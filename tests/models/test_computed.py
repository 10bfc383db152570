"""Values that follow from a graph alone: bounded, item by item, and never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document
from wflint.models.flow.computed.evaluate import Computed
from wflint.models.flow.computed.known import NEVER, UNKNOWN, Cut, Mixed, Raised, Thing
from wflint.models.flow.computed.tables import MOST_ROWS

CATALOGUE = open_release("6.14.2")


def wire(edges: str) -> list[dict[str, Any]]:
    wired = []
    for edge in filter(None, (part.strip() for part in edges.split(","))):
        (a, out), (b, field) = (end.split(".") for end in edge.split(" -> "))
        wired.append({"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": field}})
    return wired


def computed(nodes: dict[str, dict[str, Any]], edges: str = "", data: list[Any] | None = None) -> Computed:
    graph = {"id": "g", "nodes": {k: {"id": k, **v} for k, v in nodes.items()}, "edges": wire(edges)}
    whole: Any = graph if data is None else {"batch": {"graph": graph, "runs": 1, "data": data}}
    document = load_bytes(json.dumps(whole).encode(), "g.json").documents[0]
    return Computed(read_document(document)[0], CATALOGUE)


def outputs(found: Computed, node: str, name: str) -> list[Any]:
    return [row.get(name) if type(row) is dict else row for row in found.table(node).rows.values()]


def value(nodes: dict[str, dict[str, Any]], edges: str, node: str, name: str = "value") -> Any:
    (found,) = outputs(computed(nodes, edges), node, name)
    return found


@pytest.mark.parametrize(
    ("node", "name", "wanted"),
    [
        ({"type": "integer_math", "operation": "DIV", "a": -7, "b": 2}, "value", -3),
        ({"type": "integer_math", "operation": "MOD", "a": -7, "b": 3}, "value", 2),
        ({"type": "integer_math", "operation": "EXP", "a": 2, "b": 10}, "value", 1024),
        ({"type": "float_to_int", "value": 2.5}, "value", 2),
        ({"type": "float_to_int", "value": 12, "multiple": 8}, "value", 16),
        ({"type": "float_to_int", "value": -0.5, "method": "Floor"}, "value", -1),
        ({"type": "round_float", "value": 0.125, "decimals": 2}, "value", 0.12),
        ({"type": "float_math", "operation": "EXP", "a": 2, "b": 0.5}, "value", 2**0.5),
        ({"type": "string_split", "string": "a,b,c", "delimiter": ","}, "string_2", "b,c"),
        ({"type": "string_split_neg", "string": "a [b] c"}, "positive_string", "a  c"),
        ({"type": "string_split_neg", "string": "a [b] c"}, "negative_string", " b"),
        (
            {"type": "string_replace", "string": "Fox", "search_string": "fox", "replace_string": "cat"},
            "value",
            "cat",
        ),
        ({"type": "range", "start": 1, "stop": 7, "step": 3}, "collection", [1, 4]),
        ({"type": "range_of_size", "start": 8, "size": 3, "step": -8}, "collection", [8, 0, -8]),
        ({"type": "float_range", "start": 0, "stop": 1, "steps": 3}, "collection", [0.0, 0.5, 1.0]),
        ({"type": "image_panel_layout", "width": 1000, "height": 500, "num_cols": 3}, "width", 333),
        ({"type": "wan_i2v_ideal_dimensions", "width": 1000, "height": 500}, "width", 1440),
        ({"type": "dynamic_prompt", "prompt": "a fox", "max_prompts": 2}, "collection", ["a fox", "a fox"]),
    ],
)  # fmt: skip
def test_as_invokeai_computes(node: dict[str, Any], name: str, wanted: Any) -> None:
    """Recorded from InvokeAI's nodes; tests/differential/test_computed.py asks them all."""
    found = value({"n": node}, "", "n", name)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("node", "error"),
    [
        ({"type": "div", "a": 1, "b": 0}, "ZeroDivisionError"),
        ({"type": "float_math", "operation": "MUL", "a": 1e300, "b": 1e300}, None),
        ({"type": "float_to_int", "value": "inf"}, "OverflowError"),
        ({"type": "float_to_int", "value": "inf", "method": "Ceiling"}, "ValidationError"),
        ({"type": "round_float", "value": "nan"}, None),
        ({"type": "string_split", "string": "a", "delimiter": ""}, "ValueError: empty separator"),
        ({"type": "string_replace", "string": "a", "search_string": "(", "use_regex": True}, "error: "),
        ({"type": "range", "start": 0, "stop": 3, "step": 0}, "ValueError"),
        ({"type": "bounding_box", "x_min": 3, "x_max": 1}, "ValidationError"),
        ({"type": "calculate_image_tiles", "image_width": 8}, "AssertionError"),
    ],
)  # fmt: skip
def test_where_invokeai_fails(node: dict[str, Any], error: str | None) -> None:
    found = value({"n": node}, "", "n")
    assert isinstance(found, Raised) == (error is not None)
    if error is not None:
        assert found.error.startswith(error)


def test_what_does_not_follow_is_unknown() -> None:
    nodes = {
        "chance": {"type": "rand_int"},
        "chances": {"type": "random_range", "seed": 3},
        "file": {"type": "prompt_from_file", "file_path": "/x"},
        "photo": {"type": "image", "image": {"image_name": "a.png"}},
        "sum": {"type": "add", "b": 1},
        "text": {"type": "string_join", "string_right": "x"},
        "wild": {"type": "dynamic_prompt", "prompt": "{a|b}"},
        "pack": {"type": "of_a_pack"},
        "more": {"type": "add"},
    }
    found = computed(nodes, "chance.value -> sum.a, photo.width -> text.string_left, pack.value -> more.a")
    for name in nodes:
        for row in found.table(name).rows.values():
            assert row is UNKNOWN or all(v is UNKNOWN or isinstance(v, Thing) for v in row.values()), name


def test_nothing_comes_of_a_node_that_fails() -> None:
    nodes = {"bad": {"type": "div", "b": 0}, "sum": {"type": "add"}, "list": {"type": "collect"}}
    found = computed(nodes, "bad.value -> sum.a, sum.value -> list.item")
    assert outputs(found, "sum", "value") == [NEVER]
    assert outputs(found, "list", "collection") == [NEVER]


def test_iterations_are_worked_out_item_by_item() -> None:
    nodes = {
        "range": {"type": "range", "start": 1, "stop": 4},
        "each": {"type": "iterate"},
        "twice": {"type": "add"},
        "place": {"type": "mul"},
        "all": {"type": "collect"},
    }
    edges = "range.collection -> each.collection, each.item -> twice.a, each.item -> twice.b, "
    edges += "each.index -> place.a, each.total -> place.b, twice.value -> all.item"
    found = computed(nodes, edges)
    assert outputs(found, "twice", "value") == [2, 4, 6]
    assert outputs(found, "place", "value") == [0, 3, 6]
    assert outputs(found, "all", "collection") == [[2, 4, 6]]


def test_two_iterations_make_every_pair() -> None:
    nodes = {
        "ones": {"type": "integer_collection", "collection": [1, 2]},
        "tens": {"type": "integer_collection", "collection": [10, 20, 30]},
        "a": {"type": "iterate"},
        "b": {"type": "iterate"},
        "sum": {"type": "add"},
        "all": {"type": "collect"},
    }
    edges = (
        "ones.collection -> a.collection, tens.collection -> b.collection, a.item -> sum.a, b.item -> sum.b, "
    )
    found = computed(nodes, edges + "sum.value -> all.item")
    assert sorted(outputs(found, "sum", "value")) == [11, 12, 21, 22, 31, 32]
    assert found.table("all").rows == {
        (): UNKNOWN
    }  # what is gathered of two iterations depends on the release


def test_collecting_from_several_nodes_has_no_order() -> None:
    nodes = {
        "a": {"type": "integer", "value": 1},
        "b": {"type": "integer", "value": 2},
        "c": {"type": "collect"},
    }
    (found,) = outputs(computed(nodes, "a.value -> c.item, b.value -> c.item"), "c", "collection")
    assert type(found) is Mixed
    assert sorted(found) == [1, 2]


@pytest.mark.parametrize("condition", [True, False])
@pytest.mark.parametrize("by_edge", [True, False])
def test_if_chooses(condition: bool, by_edge: bool) -> None:
    nodes = {
        "flag": {"type": "boolean", "value": condition},
        "one": {"type": "integer", "value": 1},
        "if": {"type": "if", "condition": condition is not by_edge},
    }
    edges = "one.value -> if.true_input" + (", flag.value -> if.condition" if by_edge else "")
    chosen = condition if by_edge else condition is not by_edge
    assert value(nodes, edges, "if") == (1 if chosen else None)


def test_batch_items_are_runs_of_their_own() -> None:
    nodes = {"n": {"type": "integer"}, "sum": {"type": "add", "b": 5}, "all": {"type": "collect"}}
    data = [[{"node_path": "n", "field_name": "value", "items": [1, 2, 3]}]]
    found = computed(nodes, "n.value -> sum.a, sum.value -> all.item", data)
    assert outputs(found, "sum", "value") == [6, 7, 8]
    assert outputs(found, "all", "collection") == [[6], [7], [8]]


def test_values_go_through_metadata() -> None:
    nodes = {
        "side": {"type": "integer", "value": 264},
        "item": {"type": "metadata_item", "label": "width"},
        "data": {"type": "metadata"},
        "out": {"type": "metadata_to_integer", "label": "width", "default_value": 1},
    }
    edges = "side.value -> item.value, item.item -> data.items, data.metadata -> out.metadata"
    assert value(nodes, edges, "out") == 264


def chain(node_type: str, fields: tuple[str, ...], length: int) -> Computed:
    nodes = {f"n{i}": {"type": node_type} for i in range(length)}
    edges = ", ".join(f"n{i}.value -> n{i + 1}.{f}" for i in range(length - 1) for f in fields)
    return computed(nodes, edges)


@pytest.mark.parametrize(
    ("node", "name"),
    [
        ({"type": "integer_math", "operation": "EXP", "a": 10**40, "b": 10**40}, "value"),
        ({"type": "range", "start": 0, "stop": 10**18}, "collection"),
        ({"type": "range_of_size", "size": 10**12}, "collection"),
        ({"type": "float_range", "steps": 10**12}, "collection"),
        ({"type": "calculate_image_tiles", "image_width": 10**9, "image_height": 10**9}, "tiles"),
        ({"type": "calculate_image_tiles_even_split", "num_tiles_x": 10**9, "overlap": 0}, "tiles"),
        ({"type": "dynamic_prompt", "prompt": "a", "max_prompts": 10**12}, "collection"),
        (
            {"type": "string_replace", "string": "a" * 5000, "search_string": "a", "replace_string": "b" * 9},
            "value",
        ),
        (
            {"type": "string_replace", "string": "a" * 900, "search_string": "(a*)*b", "use_regex": True},
            "value",
        ),
        ({"type": "string", "value": "x" * 10**6}, "value"),
        ({"type": "integer_collection", "collection": [1] * 10**5}, "collection"),
    ],
)  # fmt: skip
def test_nothing_is_large(node: dict[str, Any], name: str) -> None:
    found = value({"n": node}, "", "n", name)
    assert found in (None, UNKNOWN) or isinstance(found, (Cut, Raised))


def test_a_long_list_is_looked_at_from_its_beginning() -> None:
    nodes = {
        "range": {"type": "range", "stop": 10**9},
        "each": {"type": "iterate"},
        "all": {"type": "collect"},
    }
    found = computed(nodes, "range.collection -> each.collection, each.item -> all.item")
    assert outputs(found, "each", "item") == list(range(MOST_ROWS))
    assert outputs(found, "each", "total")[0] == 10**9
    assert found.table("all").rows == {(): UNKNOWN}


def test_doubling_and_depth_end() -> None:
    assert outputs(chain("string_join", ("string_left", "string_right"), 300), "n299", "value") == [""]
    nodes = {"s": {"type": "string", "value": "ab"}, **{f"j{i}": {"type": "string_join"} for i in range(60)}}
    edges = "s.value -> j0.string_left, s.value -> j0.string_right"
    for i in range(59):
        edges += f", j{i}.value -> j{i + 1}.string_left, j{i}.value -> j{i + 1}.string_right"
    assert value(nodes, edges, "j5") == "ab" * 64
    assert value(nodes, edges, "j59") is UNKNOWN
    assert outputs(chain("add", ("a",), 5000), "n4999", "value") == [0]
    lists = {"a": {"type": "integer"}, **{f"c{i}": {"type": "collect"} for i in range(300)}}
    edges = "a.value -> c0.item" + "".join(f", c{i}.collection -> c{i + 1}.item" for i in range(299))
    assert repr(value(lists, edges, "c299", "collection")).count("[") < 10


def test_a_cycle_is_unknown() -> None:
    nodes = {"a": {"type": "add", "b": 1}, "b": {"type": "add", "b": 1}}
    found = computed(nodes, "a.value -> b.a, b.value -> a.a")
    assert [outputs(found, n, "value") for n in "ab"] == [[None], [None]] or all(
        row is UNKNOWN for n in "ab" for row in found.table(n).rows.values()
    )


@pytest.mark.parametrize(
    "junk", [None, True, "x", "0x10", [], {}, [[]], {"a": 1}, 1e400, -0.0, 10**400, "9" * 5000]
)
def test_junk_never_raises(junk: Any) -> None:
    from wflint.models.flow.computed.makers import MAKERS

    for node_type in MAKERS:
        definition = CATALOGUE.node(node_type)
        if definition is None:
            continue
        nodes: dict[str, dict[str, Any]] = {
            "n": {"type": node_type, **dict.fromkeys(definition.inputs, junk)}
        }
        computed(nodes).table("n")


@pytest.mark.parametrize(
    ("maker", "output"),
    [("nobody_has_it", "value"), ("blank_image", "image"), ("collect", "collection"), ("rand_int", "value")],
)
def test_whatever_an_edge_brings_never_raises(maker: str, output: str) -> None:
    """Into each input alone and into all: an image, a list, a value that nobody knows."""
    from wflint.models.flow.computed.makers import MAKERS

    for node_type in MAKERS:
        definition = CATALOGUE.node(node_type)
        if definition is None:
            continue
        fields = list(definition.inputs)
        for fed in (*([field] for field in fields), fields):
            edges = ", ".join(f"a.{output} -> n.{field}" for field in fed)
            computed({"a": {"type": maker}, "n": {"type": node_type}}, edges).table("n")
