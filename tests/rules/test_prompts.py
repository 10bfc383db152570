"""Rules about prompts: texts that come by edges, batches and collections, and what no rule may say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wflint.catalogue.store import list_releases, open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.rules.options import RuleOptions
from wflint.rules.prompts.unpaired_bracket import unpaired
from wflint.rules.prompts.unread_prompt_syntax import PLAIN

BAD = '("a", "b").blend(1)'  # a weight is missing
Nodes = dict[str, dict[str, Any]]


def found(nodes: Nodes, edges: str, batch: list[Any] | None = None) -> list[str]:
    """The codes of the rules about prompts. Edges are written ``node.output node.input``, with commas."""
    graph: dict[str, Any] = {
        "id": "g",
        "nodes": {name: {"id": name, **node} for name, node in nodes.items()},
        "edges": [],
    }
    for edge in filter(None, edges.split(", ")):
        (source, output), (target, field) = (end.split(".") for end in edge.split())
        graph["edges"].append(
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
        )
    document = graph if batch is None else {"batch": {"graph": graph, "runs": 1, "data": batch}}
    checker = Checker(open_targets("6.14.2", ()), select_rules([Selectors(("PR",), ())]), RuleOptions())
    diagnostics = examine(json.dumps(document).encode(), "case.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return [d.code for d in diagnostics if d.code.startswith("PR")]


def prompt_by(nodes: Nodes, edges: str, batch: list[Any] | None = None) -> list[str]:
    return found({"p": {"type": "compel"}, **nodes}, edges, batch)


BY_EDGES: list[tuple[Nodes, str]] = [
    ({"s": {"type": "string", "value": BAD}}, "s.value p.prompt"),
    ({"s": {"type": "string_join", "string_left": BAD[:9], "string_right": BAD[9:]}}, "s.value p.prompt"),
    (
        {
            "a": {"type": "string", "value": '("a", '},
            "s": {"type": "string_join_three", "string_middle": '"b")', "string_right": ".blend(1)"},
        },
        "a.value s.string_left, s.value p.prompt",
    ),
    (
        {
            "s": {
                "type": "string_replace",
                "string": BAD.replace("b", "X"),
                "search_string": "x",
                "replace_string": "b",
            }
        },
        "s.value p.prompt",
    ),
    ({"s": {"type": "string_split", "string": f"x|{BAD}", "delimiter": "|"}}, "s.string_2 p.prompt"),
    ({"s": {"type": "string_split", "string": f"{BAD}|x", "delimiter": "|"}}, "s.string_1 p.prompt"),
    ({"s": {"type": "string_split_neg", "string": f"{BAD}[x]"}}, "s.positive_string p.prompt"),
    ({"s": {"type": "string_split_neg", "string": f"x[{BAD}]"}}, "s.negative_string p.prompt"),
    (
        {"c": {"type": "string_collection", "collection": ["a", BAD]}, "i": {"type": "iterate"}},
        "c.collection i.collection, i.item p.prompt",
    ),
    (
        {
            "a": {"type": "string", "value": "a"},
            "b": {"type": "string", "value": BAD},
            "c": {"type": "collect"},
            "i": {"type": "iterate"},
            "j": {"type": "string_join", "string_right": ""},
        },
        "a.value c.item, b.value c.item, c.collection i.collection, i.item j.string_left, j.value p.prompt",
    ),
    (
        {
            "s": {
                "type": "string_replace",
                "string": BAD.replace("b", "X"),
                "search_string": "[X]",
                "replace_string": "b",
                "use_regex": True,
            }
        },
        "s.value p.prompt",
    ),
    (
        {
            "c": {"type": "string_collection", "collection": ["a|b", f"a|{BAD}"]},
            "i": {"type": "iterate"},
            "s": {"type": "string_split", "delimiter": "|"},
        },
        "c.collection i.collection, i.item s.string, s.string_2 p.prompt",
    ),
    (
        {
            "a": {"type": "string_collection", "collection": ["x", '("a", ']},
            "b": {"type": "string_collection", "collection": ["y", '"b").blend(1)']},
            "i": {"type": "iterate"},
            "k": {"type": "iterate"},
            "s": {"type": "string_join"},
        },
        "a.collection i.collection, b.collection k.collection, i.item s.string_left, k.item s.string_right, "
        "s.value p.prompt",
    ),
    (
        {
            "t": {"type": "string", "value": BAD},
            "f": {"type": "if", "condition": True, "false_input": "a"},
        },
        "t.value f.true_input, f.value p.prompt",
    ),
]


@pytest.mark.parametrize(("nodes", "edges"), BY_EDGES)
def test_a_text_by_edges(nodes: Nodes, edges: str) -> None:
    assert prompt_by(nodes, edges)[0] == "PR101"


def test_a_text_of_a_batch() -> None:
    data = [[{"node_path": "p", "field_name": "prompt", "items": ["a", BAD, "b"]}]]
    assert prompt_by({}, "", data) == ["PR101"]
    string: Nodes = {"s": {"type": "string"}}
    data = [[{"node_path": "s", "field_name": "value", "items": ["a", BAD]}]]
    assert prompt_by(string, "s.value p.prompt", data) == ["PR101"]


def test_items_that_go_together() -> None:
    """Batch data of one group are zipped, those of two groups meet in all ways."""
    nodes: Nodes = {"l": {"type": "string"}, "r": {"type": "string"}, "j": {"type": "string_join"}}
    edges = "l.value j.string_left, r.value j.string_right, j.value p.prompt"
    left = {"node_path": "l", "field_name": "value", "items": ['("a", ', "x"]}
    right = {"node_path": "r", "field_name": "value", "items": ["y", '"b").blend(1)']}
    assert prompt_by(nodes, edges, [[left, right]]) == ["PR103", "PR104"]
    assert prompt_by(nodes, edges, [[left], [right]])[0] == "PR101"


def test_a_style_that_may_be_empty_is_not_said_to_be() -> None:
    """The second encoder reads the prompt only without a style, and an unknown one may be anything."""
    nodes: Nodes = {
        "p": {"type": "sdxl_compel_prompt", "prompt": '("a", "b").and(1, 0.5)'},
        "d": {"type": "dynamic_prompt", "prompt": "{a|b}"},
        "i": {"type": "iterate"},
    }
    assert found(nodes, "d.collection i.collection, i.item p.style") == []


UNKNOWN: list[tuple[Nodes, str]] = [
    (
        {"s": {"type": "dynamic_prompt", "prompt": BAD}, "i": {"type": "iterate"}},
        "s.collection i.collection, i.item p.prompt",
    ),
    (
        {"s": {"type": "string_replace", "string": BAD, "search_string": "b", "use_regex": True}},
        "s.value p.prompt",
    ),
    ({"s": {"type": "string_join", "string_left": BAD}}, "s.value s.string_right, s.value p.prompt"),
    ({"s": {"type": "string_split", "string": BAD}}, "s.string_1 p.prompt"),
]  # fmt: skip


@pytest.mark.parametrize(("nodes", "edges"), UNKNOWN)
def test_what_is_not_known_is_not_said(nodes: Nodes, edges: str) -> None:
    assert prompt_by(nodes, edges) == []


def test_texts_that_double_sixty_times_are_asked_for_once() -> None:
    nodes: Nodes = {f"j{n}": {"type": "string_join"} for n in range(60)}
    edges = [f"j{n}.value j{n + 1}.string_{side}" for n in range(59) for side in ("left", "right")]
    assert prompt_by(nodes, ", ".join([*edges, "j59.value p.prompt"])) == []


@pytest.mark.parametrize(
    ("style", "codes"), [("", ["PR101"]), (" ", ["PR101"]), ("oil", []), ('("a", "b").and(2, 1)', ["PR101"])]
)
def test_weights_of_and_fail_where_the_second_encoder_reads_them(style: str, codes: list[str]) -> None:
    prompt = '("a", "b").and(1, 0.5)'
    assert found({"p": {"type": "sdxl_compel_prompt", "prompt": prompt, "style": style}}, "") == codes
    assert found({"p": {"type": "compel", "prompt": prompt}}, "") == []


SILENT = [
    "a cat", "a (cat)1.2 and a (dog)+", "C++ and cat--", "1) a cat 2) a dog", "a cat :) (happy :)",
    "a \\(cat\\)", 'a 12" ruler', 'a "cat" (red)', "ratio (16:9) at (10:30)", "<3 and 5 >", "<easynegative>",
    "BREAKING BAD", "NO BREAK TODAY", '("a", "b").blend(1, 0.5)', '("a", "b").and()', "\u00e9\u3000\u65e5",
    "a, b. c; d", "(a (b)1.2 (c)0.8)1.1", "black-and-white photo - 1920", '"a" (b).attend(1.2)', "x.y(z)",
    "(a:b) c",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_no_false_alarm(text: str) -> None:
    assert found({"p": {"type": "compel", "prompt": text}}, "") == []
    assert found({"p": {"type": "sdxl_compel_prompt", "prompt": text}}, "") == []


PLAIN_TEXTS = [
    "a cat (red) in the snow", "C++ code", "(2024)", 'a sign "OPEN" (16:9)', "<3", "<3 and 5 >",
    "a -- b, c--", "f(x) = 1.5", "[x]", "version (a:b)", "a (b) 1.5", "{json: 1}", "BREAK",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_no_false_alarm_where_prompts_are_plain(text: str) -> None:
    for node_type in sorted(PLAIN):
        assert found({"p": {"type": node_type, "prompt": text}}, "") == []


UNREAD = [
    "(a)1.2", "cat++", "(a:1.2)", "<lora:x:1>", "withLora(x)", "<my-ti>", "{a|b}", '("a", "b").blend(1, 1)',
]  # fmt: skip


@pytest.mark.parametrize("text", UNREAD)
def test_syntax_that_nothing_reads(text: str) -> None:
    for node_type in sorted(PLAIN):
        assert found({"p": {"type": node_type, "prompt": text}}, "") == ["PR107"]


def test_every_text_encoder_is_known() -> None:
    """Ideogram 4 reads JSON, in which braces and colons are as they should be; 7.0 is not known."""
    unknown = set()
    for release in list_releases():
        catalogue = open_release(release)
        for node_type in catalogue.node_types:
            definition = catalogue.node(node_type) if node_type.endswith("_text_encoder") else None
            if definition is not None and "prompt" in definition.inputs:
                unknown.add(node_type)
    newer = {"ltx2_text_encoder", "minimax_h3_text_encoder", "qwen_image_2_1_text_encoder"}
    assert unknown - PLAIN == {"ideogram4_text_encoder"} | newer


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a (b", ("(", 2)), ("a b)", (")", 3)), ("(a) (b", ("(", 4)), ("a \\(b", None), ("a) b", None),
        ('a "b', ('"', 2)), ('a 5" b', None), ("((a)", ("(", 0)),
    ],
)  # fmt: skip
def test_partners(text: str, place: tuple[str, int] | None) -> None:
    assert unpaired(text) == place
