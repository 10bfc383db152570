"""A workflow becomes the request that the web UI would send.

That it does so for whole files is shown against the UI's own answers (test_web_ui_graphs.py) and against
InvokeAI's own builder (tests/differential/test_convert.py); here is what each step does.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import Converted, convert_workflow
from wflint.graph.webui.batch_nodes import BatchError

NEWEST = open_release("6.14.2")


def node(node_id: str, node_type: str, *, version: str | None = None, **values: Any) -> dict[str, Any]:
    definition = NEWEST.node(node_type)
    data = {
        "id": node_id,
        "type": node_type,
        "version": version or (definition.version if definition else "1.0.0"),
        "nodePack": "invokeai",
        "label": "",
        "notes": "",
        "isOpen": True,
        "isIntermediate": True,
        "useCache": True,
        "inputs": {
            name: {"name": name, "label": "", "description": "", **({} if value is ... else {"value": value})}
            for name, value in values.items()
        },
    }
    return {"id": node_id, "type": "invocation", "data": data, "position": {"x": 0, "y": 0}}


def special(node_id: str, kind: str) -> dict[str, Any]:
    data: dict[str, Any] = {"id": node_id, "type": kind, "label": "", "isOpen": True}
    if kind == "notes":
        data["notes"] = "a note"
    return {"id": node_id, "type": kind, "data": data, "position": {"x": 0, "y": 0}}


def workflow(nodes: list[dict[str, Any]], *wires: str, **members: Any) -> dict[str, Any]:
    edges = []
    for number, wire in enumerate(wires):
        (a, out), (b, into) = (end.split(".") for end in wire.split(" -> "))
        edges.append(
            {
                "id": f"e{number}",
                "type": "default",
                "source": a,
                "sourceHandle": out,
                "target": b,
                "targetHandle": into,
            }
        )
    return {
        "name": "", "author": "", "description": "", "version": "", "contact": "", "tags": "", "notes": "",
        "nodes": nodes, "edges": edges, "exposedFields": [],
        "meta": {"category": "user", "version": "4.0.0"}, **members,
    }  # fmt: skip


def convert(data: dict[str, Any], release: str = "6.14.2", **options: Any) -> Converted:
    [document] = load_bytes(json.dumps(data).encode(), "test.json").documents
    return convert_workflow(document, open_release(release), **options)


def ends(converted: Converted) -> list[str]:
    pairs = [(e["source"], e["destination"]) for e in converted.graph["edges"]]
    return [f"{a['node_id']}.{a['field']} -> {b['node_id']}.{b['field']}" for a, b in pairs]


def test_a_node_is_its_inputs_and_two_flags() -> None:
    found = convert(workflow([node("n", "noise", seed=7, width=512, height=...)]))
    assert found.graph["nodes"] == {
        "n": {"type": "noise", "id": "n", "seed": 7, "width": 512, "use_cache": True, "is_intermediate": True}
    }
    assert found.graph["edges"] == []
    assert found.data == []


def test_the_request_is_the_uis() -> None:
    body = convert(workflow([node("n", "noise", seed=7)], id="file")).body(3)
    assert body["prepend"] is False
    assert {k: v for k, v in body["batch"].items() if k not in ("graph", "workflow")} == {
        "runs": 3, "origin": "workflows", "destination": "gallery", "data": [],
    }  # fmt: skip
    assert "id" not in body["batch"]["workflow"]
    assert body["batch"]["workflow"]["meta"] == {"category": "user", "version": "4.0.0"}


def test_notes_and_unknown_nodes_stay_behind() -> None:
    found = convert(workflow([special("note", "notes"), node("x", "nobodys_node", a=1), node("n", "noise")]))
    assert list(found.graph["nodes"]) == ["n"]
    assert [n.id for n in found.opened.unknown] == ["x"]


def test_the_literal_of_a_connected_input_goes() -> None:
    found = convert(
        workflow([node("i", "integer", value=3), node("n", "noise", seed=7, width=64)], "i.value -> n.seed")
    )
    assert ends(found) == ["i.value -> n.seed"]
    assert found.graph["nodes"]["n"] == {
        "type": "noise", "id": "n", "width": 64, "use_cache": True, "is_intermediate": True,
    }  # fmt: skip


def test_connectors_are_seen_through_and_edges_are_sent_once() -> None:
    nodes = [special("c1", "connector"), special("c2", "connector"), node("i", "integer"), node("n", "noise")]
    found = convert(
        workflow(nodes, "i.value -> c1.in", "c1.out -> c2.in", "c2.out -> n.seed", "i.value -> n.width")
    )
    assert ends(found) == ["i.value -> n.seed", "i.value -> n.width"]


def test_a_connector_that_nothing_feeds_gives_no_edge() -> None:
    found = convert(workflow([special("c", "connector"), node("n", "noise", seed=7)], "c.out -> n.seed"))
    assert ends(found) == []
    assert found.graph["nodes"]["n"]["seed"] == 7


def test_wires_that_the_ui_drops_are_told() -> None:
    nodes = [node("b", "boolean"), node("i", "integer"), node("n", "noise", seed=7)]
    found = convert(workflow(nodes, "b.value -> n.seed", "i.value -> n.seed", "i.value -> n.nonesuch"))
    assert ends(found) == ["i.value -> n.seed"]
    assert [w.key for w in found.opened.dropped] == [
        ("b", "value", "n", "seed"),
        ("i", "value", "n", "nonesuch"),
    ]


def test_a_wire_that_closes_a_circle_is_dropped() -> None:
    nodes = [node("a", "add"), node("b", "add")]
    found = convert(workflow(nodes, "a.value -> b.a", "b.value -> a.a"))
    assert ends(found) == ["a.value -> b.a"]


@pytest.mark.parametrize(
    ("value", "board", "sent"),
    [
        ("auto", None, None),
        ("auto", "mine", {"board_id": "mine"}),
        ("none", "mine", None),
        (..., "mine", {"board_id": "mine"}),
        ({"board_id": "theirs"}, "mine", {"board_id": "theirs"}),
    ],
)
def test_boards(value: Any, board: str | None, sent: Any) -> None:
    found = convert(workflow([node("s", "save_image", board=value)]), board=board)
    assert found.graph["nodes"]["s"].get("board") == sent


def test_values_are_what_the_ui_keeps_of_them() -> None:
    model = {"key": "k", "hash": "h", "name": "n", "base": "sd-1", "type": "main"}
    nodes = [
        node("n", "noise", seed=7.0, width=None),
        node("m", "main_model_loader", model={**model, "more": 1}),
        node("i", "image", image={"image_name": " a.png ", "image_url": "x"}),
        node("o", "main_model_loader", model={"model_name": "old", "base_model": "sd-1"}),
    ]
    found = convert(workflow(nodes)).graph["nodes"]
    assert found["n"]["seed"] == 7
    assert type(found["n"]["seed"]) is int
    assert "width" not in found["n"]
    assert found["m"]["model"] == model
    assert found["i"]["image"] == {"image_name": "a.png"}
    assert found["o"]["model"] == {
        "type": "float_generator_arithmetic_sequence", "start": 0, "step": 0.1, "count": 10,
    }  # fmt: skip


def test_extras_of_core_metadata_are_kept_and_those_of_others_not() -> None:
    nodes = [node("m", "core_metadata", seed=7, my_own=[1, "a"]), node("n", "noise", my_own=1)]
    found = convert(workflow(nodes)).graph["nodes"]
    assert found["m"]["my_own"] == [1, "a"]
    assert "my_own" not in found["n"]


def test_a_node_of_an_older_version_gets_the_inputs_of_the_new_one() -> None:
    """Values win, what the release does not have goes, what is new gets the default of a fresh node."""
    current = NEWEST.node("noise")
    assert current is not None
    assert current.version == "1.1.0"
    old = convert(workflow([node("n", "noise", version="1.0.0", seed=7, gone=1)])).graph["nodes"]["n"]
    assert old["seed"] == 7
    assert "gone" not in old
    assert (old["width"], old["height"], old["use_cpu"]) == (512, 512, True)
    other_major = convert(workflow([node("n", "noise", version="2.0.0", seed=7)])).graph["nodes"]["n"]
    assert "width" not in other_major


FRESH: list[tuple[str, str, Any]] = [
    ("float_generator", "generator",
     {"type": "float_generator_arithmetic_sequence", "start": 0, "step": 0.1, "count": 10}),
    ("integer_generator", "generator",
     {"type": "integer_generator_arithmetic_sequence", "start": 0, "step": 1, "count": 10}),
    ("string_generator", "generator",
     {"type": "string_generator_parse_string", "input": "foo,bar,baz,qux", "splitOn": ","}),
    ("image_generator", "generator", {"type": "image_generator_images_from_board", "category": "images"}),
    ("metadata_to_integer", "default_value", 0), ("lscale", "scale_factor", 0),
    ("anima_text_encoder", "prompt", ""), ("metadata_to_bool", "default_value", False),
    ("anima_i2l", "board", "auto"), ("mask_from_id", "color", {"r": 127, "g": 127, "b": 127, "a": 255}),
    ("float_batch", "floats", []), ("integer_batch", "integers", []), ("string_batch", "strings", []),
    ("image_batch", "images", []), ("image_collection", "collection", ...),
    ("grounding_dino", "model", "grounding-dino-tiny"), ("openai_image_generation", "input_fidelity", "low"),
    ("flux_text_encoder", "t5_max_seq_len", 256), ("noise", "width", 512),
    ("lora_collection_loader", "loras", []), ("lora_loader", "lora", ...), ("ip_adapter", "image", ...),
    ("video_concat", "videos", ...), ("prompt_template", "style_preset", ...),
    ("text_llm_with_preset", "system_prompt", ...), ("compel", "clip", ...), ("compel", "mask", ...),
]  # fmt: skip


@pytest.mark.parametrize(("node_type", "name", "value"), FRESH, ids=[f"{t}.{n}" for t, n, _ in FRESH])
def test_what_a_fresh_node_holds(node_type: str, name: str, value: Any) -> None:
    """Seen in a node of an older version, which gets what it lacks; ``...`` stands for no value."""
    definition = NEWEST.node(node_type)
    assert definition is not None
    version = f"{definition.version}0"
    made = convert(workflow([node("n", node_type, version=version)])).workflow
    assert made is not None
    assert made["nodes"][0]["data"]["inputs"][name].get("value", ...) == value


@pytest.mark.parametrize("release", ["5.15.0", "6.14.2"])
def test_lists_of_loras_are_values_from_6_14_on(release: str) -> None:
    made = convert(workflow([node("n", "lora_collection_loader", version="1.0.99")]), release).workflow
    assert made is not None
    assert made["nodes"][0]["data"]["inputs"]["loras"].get("value", ...) == (
        [] if release == "6.14.2" else ...
    )


def test_the_copy_is_of_the_format_of_the_release() -> None:
    data = workflow([node("n", "noise", version="1.0.0")], meta={"category": "user", "version": "3.0.0"})
    newest, older = convert(data).workflow, convert(data, "5.15.0").workflow
    assert newest is not None
    assert older is not None
    assert newest["meta"]["version"] == "4.0.0"
    assert older["meta"]["version"] == "3.0.0"
    assert newest["nodes"][0]["data"]["version"] == "1.1.0"
    assert newest["nodes"][0]["data"]["inputs"]["width"]["value"] == 512


def test_before_connectors_edges_drawn_at_them_go() -> None:
    nodes = [node("a", "integer", value=1), node("b", "add", a=..., b=2), special("k", "connector")]
    data = workflow(nodes, "a.value -> k.in", "k.out -> b.a")
    drawn = [{"id": a + b, "type": "collapsed", "source": a, "target": b} for a, b in ("ab", "ak", "kb")]
    data["edges"] += drawn
    for release, kept in (("6.14.2", drawn), ("6.12.0", drawn[:1])):
        made = convert(data, release).workflow
        assert made is not None
        assert [e for e in made["edges"] if e["type"] == "collapsed"] == kept


# -- batches ----------------------------------------------------------------------------------------


def batch(node_id: str, kind: str, items: Any, group: str = "None") -> dict[str, Any]:
    field = {"integer": "integers", "string": "strings", "float": "floats", "image": "images"}[kind]
    return node(node_id, f"{kind}_batch", batch_group_id=group, **{field: items})


def test_batch_nodes_become_data() -> None:
    nodes = [batch("b", "integer", [1, 2]), node("n", "noise", seed=0), node("m", "noise", seed=0)]
    found = convert(workflow(nodes, "b.value -> n.seed", "b.value -> m.seed"))
    assert set(found.graph["nodes"]) == {"n", "m"}
    assert found.graph["nodes"]["n"]["seed"] == 0  # the edge is none of the graph's
    assert found.data == [
        [
            {"node_path": "n", "field_name": "seed", "items": [1, 2]},
            {"node_path": "m", "field_name": "seed", "items": [1, 2]},
        ]
    ]


def test_groups_are_zipped_and_others_multiplied() -> None:
    nodes = [
        batch("a", "integer", [1, 2], "Group 1"),
        batch("b", "integer", [3], "None"),
        batch("c", "integer", [5, 6], "Group 1"),
        node("n", "noise"),
        node("m", "noise"),
    ]
    found = convert(workflow(nodes, "a.value -> n.seed", "b.value -> n.width", "c.value -> m.seed"))
    assert [[d["items"] for d in group] for group in found.data] == [[[1, 2], [5, 6]], [[3]]]


@pytest.mark.parametrize(
    ("kind", "what", "members", "items"),
    [
        ("integer", "arithmetic_sequence", {"start": 5, "step": 2, "count": 3}, [5, 7, 9]),
        ("integer", "arithmetic_sequence", {"start": 5, "step": 0, "count": 3}, [5]),
        ("integer", "arithmetic_sequence", {"count": -1}, []),
        ("integer", "linear_distribution", {"start": 0, "end": 5, "count": 3}, [0, 3, 5]),
        ("integer", "parse_string", {"input": "1, 2x,y,-3", "splitOn": ","}, [1, 2, -3]),
        # what mtwist 1.0.2 draws for this seed
        (
            "integer",
            "random_distribution_uniform",
            {"min": 0, "max": 9, "count": 4, "seed": 42},
            [3, 7, 9, 1],
        ),
        ("float", "linear_distribution", {"start": 0, "end": 1, "count": 3}, [0, 0.5, 1]),
        ("float", "parse_string", {"input": ".5;1e1;x", "splitOn": ";"}, [0.5, 10]),
        ("float", "arithmetic_sequence", {"values": [4, 5.5]}, [4, 5.5]),
        ("string", "parse_string", {"input": "a fox\nan owl\n", "splitOn": "\\n"}, ["a fox", "an owl"]),
        ("string", "parse_string", {"input": "a, b", "splitOn": ""}, ["a, b"]),
    ],
)
def test_generators(kind: str, what: str, members: dict[str, Any], items: list[Any]) -> None:
    generator = {"type": f"{kind}_generator_{what}", **members}
    field = {"integer": "integers", "string": "strings", "float": "floats"}[kind]
    nodes = [
        node("g", f"{kind}_generator", generator=generator),
        batch("b", kind, []),
        node("t", {"integer": "integer", "float": "float", "string": "string"}[kind]),
    ]
    found = convert(workflow(nodes, f"g.{field} -> b.{field}", "b.value -> t.value"))
    assert [d["items"] for [d] in found.data] == [items]


def test_generators_that_only_a_server_knows() -> None:
    generator = {
        "type": "string_generator_dynamic_prompts_combinatorial",
        "input": "a {b|c}",
        "maxPrompts": 2,
    }
    nodes = [
        node("g", "string_generator", generator=generator),
        batch("b", "string", []),
        node("t", "string"),
    ]
    data = workflow(nodes, "g.strings -> b.strings", "b.value -> t.value")
    with pytest.raises(BatchError, match="only a server can work out its values"):
        convert(data)
    asked = []
    found = convert(data, resolve=lambda value: [asked.append(value), ["a b", "a c"]][1])  # type: ignore[list-item, return-value]
    assert found.data[0][0]["items"] == ["a b", "a c"]
    assert asked == [generator]


@pytest.mark.parametrize("count", [100_001, 10**12])
def test_a_generator_without_end(count: int) -> None:
    generator = {"type": "integer_generator_arithmetic_sequence", "start": 0, "step": 1, "count": count}
    nodes = [
        node("g", "integer_generator", generator=generator),
        batch("b", "integer", []),
        node("n", "noise"),
    ]
    with pytest.raises(BatchError, match="more than any queue takes"):
        convert(workflow(nodes, "g.integers -> b.integers", "b.value -> n.seed"))


KINDS = {"integer": 1, "float": 0.5, "string": "a", "image": {"image_name": "a.png"}}
FIELDS = {"integer": "integers", "float": "floats", "string": "strings", "image": "images"}


@pytest.mark.parametrize("kind", KINDS)
def test_items_of_each_kind(kind: str) -> None:
    """A batch node's items go to what its output feeds; they must all be of its kind."""
    output = "image" if kind == "image" else "value"
    target = node("t", "img_blur" if kind == "image" else kind)
    for other, item in KINDS.items():
        data = workflow([batch("b", kind, [KINDS[kind], item]), target], f"b.{output} -> t.{output}")
        if other == kind or (kind, other) == ("float", "integer"):
            items = [KINDS[kind], item]
            assert convert(data).data == [[{"node_path": "t", "field_name": output, "items": items}]]
        data["nodes"][0]["data"]["inputs"][FIELDS[kind]]["value"] = [item]
        if other != kind and (kind, other) != ("float", "integer"):
            with pytest.raises(BatchError) as error:
                convert(data)
            wanted = f"{kind}_batch b: its {FIELDS[kind]} are not a list that the web UI can use"
            assert str(error.value) == wanted


@pytest.mark.parametrize(
    ("source", "kind", "generator", "message"),
    [
        ("integer_generator", "integer", {"type": "integer_generator_arithmetic_sequence", "count": 10**6},
         "integer_generator g: 1000000 items are more than any queue takes"),
        ("string_generator", "string", {"type": "string_generator_dynamic_prompts_random"},
         "string_generator g: only a server can work out its values"),
        ("image_generator", "image", {"type": "image_generator_images_from_board"},
         "image_generator g: only a server can work out its values"),
        ("float_generator", "float", {"type": "integer_generator_parse_string"},
         "float_generator g has no settings for float_batch"),
        ("float_generator", "float", ..., "float_generator g has no settings for float_batch"),
    ],
)  # fmt: skip
def test_generators_that_give_no_items(source: str, kind: str, generator: Any, message: str) -> None:
    field = FIELDS[kind]
    nodes = [node("g", source, generator=generator), batch("b", kind, [])]
    with pytest.raises(BatchError) as error:
        convert(workflow(nodes, f"g.{field} -> b.{field}"))
    assert str(error.value) == message


def test_items_from_a_node_that_is_no_generator() -> None:
    """The UI keeps such a wire before InvokeAI 6.13 only."""
    nodes = [node("r", "range", start=0, stop=3), batch("b", "integer", [1]), node("n", "noise")]
    data = workflow(nodes, "r.collection -> b.integers", "b.value -> n.seed", meta={"version": "3.0.0"})
    with pytest.raises(BatchError) as error:
        convert(data, "5.15.0")
    assert str(error.value) == "integer_batch b: no generator node feeds its integers"
    assert convert(data).data[0][0]["items"] == [1]


def test_of_two_batch_nodes_one_is_fed() -> None:
    generator = {"type": "integer_generator_arithmetic_sequence", "start": 5, "step": 2, "count": 2}
    nodes = [
        node("g", "integer_generator", generator=generator),
        batch("a", "integer", [1]),
        batch("b", "integer", [2]),
        batch("c", "integer", [3, "x"]),  # which the UI drops on loading
        batch("d", "integer", [4]),
        *(node(f"n{i}", "integer") for i in range(3)),
    ]
    found = convert(
        workflow(nodes, "g.integers -> b.integers", *(f"{'abc'[i]}.value -> n{i}.value" for i in range(3)))
    )
    assert [d["items"] for [d] in found.data] == [[1], [5, 7], []]


def test_items_from_a_connector_that_nothing_feeds() -> None:
    nodes = [special("c", "connector"), batch("b", "integer", [1]), node("n", "noise")]
    with pytest.raises(BatchError) as error:
        convert(workflow(nodes, "c.out -> b.integers", "b.value -> n.seed"))
    assert str(error.value) == "integer_batch b: no generator node feeds its integers"


@pytest.mark.parametrize(
    ("groups", "order"),
    [
        (["2", "1"], ["1", "2"]),  # JavaScript gives members named by whole numbers first
        (["b", "a"], ["b", "a"]),
        (["b", "10", "9", "a", "0"], ["0", "9", "10", "b", "a"]),
        (["01", "1"], ["1", "01"]),
        (["b", "9999999999", "1"], ["1", "b", "9999999999"]),
        ([2, "1", True, "true"], ["1", "2", "True"]),
        (["A", "a"], ["A", "a"]),
        (["\u00b2", "1"], ["1", "\u00b2"]),  # a digit, and no number
        (["None", "None"], ["None", "None"]),
    ],
)
def test_the_order_of_groups(groups: list[Any], order: list[str]) -> None:
    nodes = [node("n", "noise")]
    for number, group in enumerate(groups):
        nodes += [batch(f"b{number}", "integer", [number], group), node(f"t{number}", "integer")]
    found = convert(workflow(nodes, *(f"b{n}.value -> t{n}.value" for n in range(len(groups)))))
    first = [groups[data[0]["items"][0]] for data in found.data]
    assert [str(group) for group in first] == order


@pytest.mark.parametrize("items", ["text", {"image_name": "x"}, ["a"], [1.5], 7])
def test_items_that_are_none(items: Any) -> None:
    with pytest.raises(BatchError, match="not a list that the web UI can use"):
        convert(workflow([batch("b", "integer", items), node("n", "noise")], "b.value -> n.seed"))


JUNK = [None, True, 7, "x", [], [[]], {}, {"id": []}, {"type": {}}]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize(
    "path",
    [
        ("nodes",), ("edges",), ("meta",), ("form",), ("nodes", 0), ("nodes", 0, "id"), ("nodes", 0, "data"),
        ("nodes", 0, "data", "type"), ("nodes", 0, "data", "version"), ("nodes", 0, "data", "inputs"),
        ("nodes", 0, "data", "inputs", "seed"), ("nodes", 0, "data", "inputs", "seed", "value"),
        ("nodes", 0, "data", "dynamicInputTemplates"), ("nodes", 1, "data", "inputs", "integers", "value"),
        ("nodes", 1, "data", "inputs", "batch_group_id", "value"), ("edges", 0), ("edges", 0, "source"),
        ("edges", 0, "type"), ("exposedFields",), ("name",),
    ],
)  # fmt: skip
def test_nothing_in_a_file_makes_it_raise(path: tuple[str | int, ...], junk: Any) -> None:
    data = workflow([node("n", "noise", seed=7), batch("b", "integer", [1])], "b.value -> n.seed")
    place: Any = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = junk
    for document in load_bytes(json.dumps(data).encode(), "junk.json").documents:
        if document.kind == "workflow":
            with suppress(BatchError):
                json.dumps(convert_workflow(document, NEWEST).body())
