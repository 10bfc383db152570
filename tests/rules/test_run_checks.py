"""Values with which nodes fail when they run: what the rule says of each, and of its twin that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.graphs import body, findings
from tests.rules.run_value_cases import BAD_ONLY, CASES, INCOMING, Case
from wflint.rules.inputs._run_checks import CHECKS

if TYPE_CHECKING:
    from wflint.diagnostics import Finding

RULE = ("unusable-value",)
ALL = {**CASES, **BAD_ONLY}


def told(nodes: Any, edges: str = "", release: str = "6.14.2") -> list[Finding]:
    return findings(body(nodes, edges.replace(", ", "\n")), rules=RULE, release=release)


def found(nodes: Any, edges: str = "", release: str = "6.14.2") -> list[tuple[str, str | None]]:
    return [(f.message, f.field) for f in told(nodes, edges, release)]


@pytest.mark.parametrize("name", ALL)
def test_bad(name: str) -> None:
    case: Case = ALL[name]
    (finding,) = told(*case.graph(case.bad))
    assert finding.field == case.field
    assert finding.help
    # Both may end early; "..." stands for what the finding leaves out.
    parts = [part.strip() for part in finding.error.split("...")]
    assert case.error.startswith(parts[0]) or parts[0].startswith(case.error), finding.error
    assert len(case.error) <= len(parts[0]) or parts[-1 if len(parts) < 3 else 1] in case.error, finding.error


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.bad])
def test_good(name: str) -> None:
    assert found(*CASES[name].graph(CASES[name].good)) == []


def test_every_check_has_a_case() -> None:
    newer = {"krea2_conditioning_rebalance", "krea2_style_reference", "wan_i2v_ideal_dimensions"}
    older = {"color_correct", "segment_anything"}
    calling = {name for name, checks in CHECKS.items() if checks[0].__module__.endswith("_calls")}
    assert set(CHECKS) == {case.node_type for case in ALL.values()} | newer | older | calling


@pytest.mark.parametrize(("most", "bad"), [(-1, True), (0, False), (1, False)])
def test_numbers_of_prompts(most: int, bad: bool) -> None:
    """Of none InvokeAI makes an empty list."""
    prompts = {"type": "dynamic_prompt", "prompt": "a {red|blue} fox", "max_prompts": most}
    assert bool(found({"n": prompts})) is bad


@pytest.mark.parametrize("side", ["x_min", "x_max", "y_min", "y_max"])
@pytest.mark.parametrize("wired", [False, True])
def test_a_box_with_a_side_that_is_not_known(side: str, wired: bool) -> None:
    box: dict[str, Any] = {"x_min": 0, "x_max": 64, "y_min": 0, "y_max": 64}
    crop = {"type": "crop_image_to_bounding_box"}
    nodes = {"i": {"type": "blank_image"}, "c": crop, "b": {"type": "bounding_box", **box}}
    edges = f"i.image -> c.image, b.bounding_box -> c.bounding_box, r.value -> b.{side}"
    if wired:
        assert found({**nodes, "r": {"type": "rand_int"}}, edges) == []
        return
    for value in (None, "64", 6.4):
        assert found({"i": nodes["i"], "c": {**crop, "bounding_box": {**box, side: value}}}, edges[:18]) == []


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ("1,2", "has 2 numbers"),
        ("a", "is not a list of numbers"),
        ("inf" + ",1" * 11, "a number that is not finite"),
        ("1" + ",1" * 11, None),
        ("1" + ", 1" * 11 + ",", None),
    ],
)
def test_weights_of_krea2(weights: str, says: str | None) -> None:
    got = found({"n": {"type": "krea2_conditioning_rebalance", "per_layer_weights": weights}})
    assert [says in message for message, _ in got if says] == ([True] if says else [])
    assert bool(got) is bool(says)


@pytest.mark.parametrize(
    ("blocks", "bad"),
    [
        ("7-27", False),
        ("3;5, 7-9", False),
        ("", True),
        ("a", True),
        ("9-7", True),
        ("7-28", True),
        ("-1", True),
    ],
)
def test_blocks_of_krea2(blocks: str, bad: bool) -> None:
    assert bool(found({"n": {"type": "krea2_style_reference", "blocks": blocks}})) is bad


def test_what_only_older_releases_fail_with() -> None:
    nodes: dict[str, dict[str, Any]] = {
        "n": {"type": "color_correct", "image": {"image_name": "a"}, "reference": {"image_name": "b"}},
        "s": {
            "type": "segment_anything",
            "image": {"image_name": "a"},
            "point_lists": [{"points": []}],
            "bounding_boxes": [],
        },
        "b": {"type": "bounding_box", "x_min": -1},
    }
    assert [field for _, field in found(nodes, release="6.5.1")] == ["mask", "point_lists", "x_min"]
    assert [field for _, field in found({"n": nodes["n"]}, release="3.2.0")] == ["mask"]
    assert found(nodes) == []


def test_unknown_values_are_left_alone() -> None:
    nodes = {
        "n": {"type": "rand_int", "high": 5},
        "other": {"type": "rand_int"},
        "r": {"type": "string_replace", "search_string": "(" * 500, "use_regex": True},
        "odd": {"type": "div", "b": "0.5"},
    }
    assert found(nodes, "other.value -> n.low") == []


@pytest.mark.parametrize("pattern", ["(a*)*" * 40, "a{1000000000000}", "(?<" * 60, "\\", "[[a]", "(?i)" * 50])
def test_any_pattern_is_read_in_no_time(pattern: str) -> None:
    node = {"type": "string_replace", "search_string": pattern, "use_regex": True, "replace_string": "\\g<1>"}
    assert len(found({"n": node})) <= 1


@pytest.mark.parametrize("name", INCOMING)
def test_what_edges_bring(name: str) -> None:
    nodes, edges = INCOMING[name].graph(INCOMING[name].bad)
    (finding,) = findings(body(nodes, edges.replace(", ", "\n")), rules=("invalid-incoming-value",))
    assert (finding.node, finding.field) == ("n", INCOMING[name].field)
    failed = "..." if name == "division" else finding.field
    assert finding.error == f"NodeInputError: Node ... has invalid incoming input for {failed}"
    assert finding.message.startswith(f'incoming "{finding.field}" of ')


def test_lists_that_edges_bring() -> None:
    """InvokeAI's own checks fall over them."""
    nodes = {
        "list": {"type": "float_collection", "collection": [0.5]},
        "whole": {"type": "integer_collection", "collection": [5]},
        "n": {"type": "controlnet"},
        "seed": {"type": "noise"},
    }
    edges = "list.collection -> n.control_weight\nwhole.collection -> seed.seed"
    weight, seed = findings(body(nodes, edges), rules=("invalid-incoming-value",))
    assert weight.error == "TypeError: Unable to apply constraint ... to supplied value ..."
    assert seed.error == "TypeError: unsupported operand type(s) for %: 'list' and 'int'"


@pytest.mark.parametrize(
    ("kind", "items"), [("integer", [5]), ("float", [0.5]), ("string", ["a"]), ("boolean", [True])]
)
def test_lists_for_one_value(kind: str, items: list[Any]) -> None:
    """The server takes the edge, and the node fails with what it brings."""
    nodes = {"list": {"type": f"{kind}_collection", "collection": items}, "n": {"type": kind}}
    (one,) = findings(body(nodes, "list.collection -> n.value"), rules=("invalid-incoming-value",))
    assert (one.node, one.field, one.message.startswith('incoming "value" of ')) == ("n", "value", True)


@pytest.mark.parametrize("kind", ["integer", "float", "string", "boolean"])
@pytest.mark.parametrize("odd", ["x", {}, 5])
def test_what_is_no_list_is_wrong_where_it_stands(kind: str, odd: Any) -> None:
    nodes = {"list": {"type": f"{kind}_collection", "collection": odd}, "n": {"type": "iterate"}}
    rules = ("invalid-value", "invalid-incoming-value")
    assert [f.node for f in findings(body(nodes, "list.collection -> n.collection"), rules=rules)] == ["list"]


def test_what_the_web_ui_drops_arrives_nowhere() -> None:
    """The server takes a list for a number and fails with it; the web UI drops the wire first."""
    nodes = {
        "list": {"type": "integer_collection", "collection": [5]},
        "n": {"type": "blank_image", "is_intermediate": False},
    }
    graph = body(nodes, "list.collection -> n.width")
    assert len(findings(graph, rules=("invalid-incoming-value",))) == 1
    workflow = {
        "name": "", "author": "", "description": "", "version": "", "contact": "", "tags": "", "notes": "",
        "meta": {"version": "4.0.0", "category": "user"}, "exposedFields": [], "form": None,
        "nodes": [
            {
                "id": i, "type": "invocation", "position": {"x": 0, "y": 0},
                "data": {
                    "id": i, "type": node["type"], "version": "1.2.2", "label": "", "notes": "",
                    "isOpen": True, "isIntermediate": False, "useCache": True,
                    "inputs": {k: {"value": v} for k, v in node.items() if k == "collection"},
                },
            }
            for i, node in nodes.items()
        ],
        "edges": [
            {"id": "e", "type": "default", "source": "list", "target": "n", "sourceHandle": "collection",
             "targetHandle": "width"}
        ],
    }  # fmt: skip
    rules = ("invalid-incoming-value", "ui-drops-edge")
    assert [f.rule for f in findings(workflow, rules=rules)] == ["ui-drops-edge"]
    assert [f.rule for f in findings(workflow, rules=rules, release="6.9.0")] == ["invalid-incoming-value"]


def test_of_two_edges_the_one_that_counts() -> None:
    nodes = {
        "bad": {"type": "integer", "value": 0},
        "good": {"type": "integer", "value": 8},
        "n": {"type": "img_crop"},
    }
    for first, last, count in (("bad", "good", 0), ("good", "bad", 1)):
        edges = f"{first}.value -> n.width\n{last}.value -> n.width"
        assert len(findings(body(nodes, edges), rules=("invalid-incoming-value",))) == count


@pytest.mark.parametrize("value", [7, 64, "64", 1000.0])
def test_what_edges_bring_and_inputs_take(value: object) -> None:
    nodes = {
        "number": {"type": "integer", "value": value},
        "any": {"type": "rand_int"},
        "n": {"type": "img_crop"},
        "m": {"type": "integer_math", "operation": "DIV"},
    }
    edges = "number.value -> n.width\nany.value -> n.height\nany.value -> m.b"
    assert findings(body(nodes, edges), rules=("invalid-incoming-value",)) == []


@pytest.mark.parametrize(("node_type", "multiple"), [("wan_i2v", 16), ("wan_ti2v", 32)])
def test_pictures_of_at_least_one_patch(node_type: str, multiple: int) -> None:
    """The longer side decides; with a side unknown nothing is said."""

    def said(**sides: int) -> list[str | None]:
        nodes = {"n": {"type": f"{node_type}_ideal_dimensions", **sides}}
        return [field for _, field in found(nodes)]

    assert said(width=multiple - 1, height=1) == ["width"]
    assert said(width=1, height=multiple - 1) == ["height"]
    assert said(width=multiple, height=1) == said(width=1, height=multiple) == []
