"""The judge of literals: what pydantic's lax mode, and so InvokeAI, makes of JSON values.

The expectations were measured with the pydantic of InvokeAI 6.14.2 and 5.15.0; tests/differential compares
wflint with InvokeAI's own classes over all node types.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wflint.catalogue.model import Catalogue, InMemoryDefinitions
from wflint.catalogue.store import open_release
from wflint.catalogue.types import type_from_json
from wflint.graph.server.literal_fast import compile_type
from wflint.graph.server.literal_fault import LiteralFault, show
from wflint.graph.server.literals import explain, parse
from wflint.graph.server.node_values import node_judge

RELEASE = open_release("6.14.2")

MODELS = {
    "ImageField": {"model": "ImageField", "fields": {"image_name": "str"}, "required": ["image_name"]},
    "Strict": {
        "model": "Strict",
        "fields": {"n": {"t": "int", "ge": 0}},
        "required": ["n"],
        "extra": "forbid",
    },
    "Base": {"model": "Base", "enum": ["sd-1", "sdxl"]},
    "Label": {"model": "Label", "enum": [-1, 0, 1]},
    "Meta": {"model": "Meta", "root": "object"},
    "Tree": {
        "model": "Tree",
        "fields": {"name": "str", "kids": {"list": {"ref": "Tree"}}},
        "required": ["name"],
    },
}
CATALOGUE = Catalogue(InMemoryDefinitions("6.14.2", {}, MODELS))


class _Refused:
    """Stands for a refusal among the expected values; its name appears in the ids of tests."""

    def __repr__(self) -> str:
        return "refused"


REFUSED = _Refused()

WEIGHT = {"bound": {"ge": -1, "le": 2}, "of": {"union": ["float", {"list": "float"}]}}
OPTIONAL_WEIGHT = {"bound": {"ge": 0, "le": 2}, "of": {"union": ["float", {"list": "float"}, "null"]}}
# No node of InvokeAI's has such limits; those of node packs may.
ABOVE = {"bound": {"gt": 0}, "of": {"union": ["float", {"list": "float"}]}}
OPTIONAL_WIDTH = {"union": [{"t": "int", "ge": 8, "mult": 8}, "null"]}

TABLE: list[tuple[Any, Any, Any]] = [
    ("int", 12, 12),
    ("int", "12", 12),
    ("int", " \t12\u2009", 12),
    ("int", "+12", 12),
    ("int", "1_000", 1000),
    ("int", "0__1", 1),
    ("int", "1.00", 1),
    ("int", "-0.0", 0),
    ("int", True, 1),
    ("int", 3.0, 3),
    ("int", 10**400, 10**400),
    ("int", "9" * 4300, int("9" * 4300)),
    ("int", "9" * 4301, REFUSED),
    ("int", "", REFUSED),
    ("int", "12.", REFUSED),
    ("int", "12.0_0", REFUSED),
    ("int", "_1", REFUSED),
    ("int", "1__0", REFUSED),
    ("int", "1e3", REFUSED),
    ("int", "\u0663", REFUSED),
    ("int", "\x1c1", REFUSED),
    ("int", 3.5, REFUSED),
    ("int", 9.3e18, REFUSED),
    ("int", math.nan, REFUSED),
    ("int", None, REFUSED),
    ("int", [1], REFUSED),
    ("float", 1, 1.0),
    ("float", True, 1.0),
    ("float", " 1.5 ", 1.5),
    ("float", "1_0.5", 10.5),
    ("float", "1_0 ", REFUSED),
    ("float", "-Infinity", -math.inf),
    ("float", "i_nf", math.inf),
    ("float", "1e400", math.inf),
    ("float", ".5", 0.5),
    ("float", "1e", REFUSED),
    ("float", "0x10", REFUSED),
    ("float", 10**400, REFUSED),
    ("float", {}, REFUSED),
    ({"t": "float", "ge": 0, "le": 1}, "0.5", 0.5),
    ({"t": "float", "ge": 0, "le": 1}, math.nan, REFUSED),
    ({"t": "float", "gt": 0}, 0, REFUSED),
    ({"t": "float", "lt": 1}, 1, REFUSED),
    ({"t": "int", "ge": 0, "mult": 8}, 16, 16),
    ({"t": "int", "ge": 0, "mult": 8}, "16.0", 16),
    ({"t": "int", "ge": 0, "mult": 8}, 12, REFUSED),
    ({"t": "int", "ge": 0, "mult": 8}, -8, REFUSED),
    ({"t": "int", "gt": 0, "lt": 3}, 3, REFUSED),
    ("bool", "YES", True),
    ("bool", "f", False),
    ("bool", 1.0, True),
    ("bool", 0, False),
    ("bool", "yes ", REFUSED),
    ("bool", 2, REFUSED),
    ("bool", None, REFUSED),
    ("str", "\ud800", "\ud800"),
    ("str", 5, "5"),
    ("str", 1e300, "1e+300"),
    ("str", True, REFUSED),
    ("str", None, REFUSED),
    ({"t": "str", "max": 3}, "four", REFUSED),
    ({"t": "str", "max": 3}, 1.5, "1.5"),
    ({"t": "str", "min": 1}, "\ud800", REFUSED),
    ({"t": "str", "pattern": "^a+$"}, "aa", "aa"),
    ({"t": "str", "pattern": "^a+$"}, "ab", REFUSED),
    ({"enum": ["fixed", "more"]}, "fixed", "fixed"),
    ({"enum": ["fixed", "more"]}, "Fixed", REFUSED),
    ({"enum": ["1"]}, 1, REFUSED),
    ({"enum": [256, 512]}, 256.0, 256),
    ({"enum": [1, 2]}, True, 1),
    ({"enum": [256, 512]}, "256", REFUSED),
    ({"enum": ["a", None]}, None, None),
    ({"enum": ["a"]}, ["a"], REFUSED),
    ({"ref": "Base"}, "sdxl", "sdxl"),
    ({"ref": "Base"}, "SDXL", REFUSED),
    ({"ref": "Label"}, -1.0, -1),
    ({"ref": "Label"}, "1", REFUSED),
    ({"ref": "ImageField"}, {"image_name": "a", "more": 1}, {"image_name": "a"}),
    ({"ref": "ImageField"}, {"image_name": 5}, REFUSED),
    ({"ref": "ImageField"}, {}, REFUSED),
    ({"ref": "ImageField"}, "a.png", REFUSED),
    ({"ref": "Strict"}, {"n": "1"}, {"n": 1}),
    ({"ref": "Strict"}, {"n": 1, "more": 1}, REFUSED),
    ({"ref": "Meta"}, {"anything": [1]}, {"anything": [1]}),
    ({"ref": "Meta"}, [], REFUSED),
    ({"ref": "NotDescribed"}, 5, 5),
    ({"ref": "Tree"}, {"name": "a", "kids": [{"name": "b"}]}, {"name": "a", "kids": [{"name": "b"}]}),
    ({"ref": "Tree"}, {"name": "a", "kids": [{"name": 1}]}, REFUSED),
    ({"list": "str"}, ["a", 1], ["a", "1"]),
    ({"list": "str"}, "ab", REFUSED),
    ({"list": "int", "min": 1, "max": 2}, [], REFUSED),
    ({"list": "int", "min": 1, "max": 2}, [1, 2, 3], REFUSED),
    ({"list": "any"}, [None, {}], [None, {}]),
    ({"tuple": ["int", "str"]}, [1, 2], [1, "2"]),
    ({"tuple": ["int", "str"]}, [1], REFUSED),
    ({"dict": "int"}, {"a": "1"}, {"a": 1}),
    ({"dict": "int"}, {"a": "x"}, REFUSED),
    ({"dict": "int"}, [], REFUSED),
    ("object", {"a": 1}, {"a": 1}),
    ("object", [], REFUSED),
    ("any", None, None),
    ("null", None, None),
    ("null", 0, REFUSED),
    (OPTIONAL_WIDTH, None, None),
    (OPTIONAL_WIDTH, 64, 64),
    (OPTIONAL_WIDTH, 65, REFUSED),
    ({"union": ["int", "str"]}, "1", "1"),
    ({"union": ["str", "int"]}, True, 1),
    (WEIGHT, "1", 1.0),
    (WEIGHT, 2.5, REFUSED),
    (WEIGHT, [1], REFUSED),
    (WEIGHT, math.nan, REFUSED),
    (WEIGHT, None, REFUSED),
    (OPTIONAL_WEIGHT, None, None),
    (OPTIONAL_WEIGHT, 2, 2.0),
    (OPTIONAL_WEIGHT, 2.5, REFUSED),
    (OPTIONAL_WEIGHT, "x", REFUSED),
    (OPTIONAL_WEIGHT, [1], REFUSED),
    (ABOVE, 0.5, 0.5),
    (ABOVE, 1, 1.0),
    (ABOVE, 0, REFUSED),
    (ABOVE, [1], REFUSED),
]


@pytest.mark.parametrize(("stored", "value", "expected"), TABLE, ids=lambda v: str(v)[:40])
def test_parse(stored: Any, value: Any, expected: Any) -> None:
    kind = type_from_json(stored)
    parsed = parse(value, kind, CATALOGUE)
    if expected is REFUSED:
        assert isinstance(parsed, LiteralFault)
        assert parsed.sentence
        assert parsed.help
    else:
        assert parsed == expected
        assert type(parsed) is type(expected)
        assert explain(value, kind, CATALOGUE) is None


@pytest.mark.parametrize(
    ("stored", "value", "reason", "path", "sentence"),
    [
        ("int", "wide", "type", (), 'must be an integer, not "wide"'),
        ("int", None, "null", (), "must be an integer, not null"),
        ({"t": "int", "ge": 1}, 0, "bound", (), "must be at least 1, but is 0"),
        ({"t": "float", "lt": 1}, 1.5, "bound", (), "must be less than 1, but is 1.5"),
        (
            {"t": "int", "mult": 8},
            513,
            "multiple",
            (),
            "must be a multiple of 8, but is 513",
        ),
        (
            {"enum": ["bicubic", "nearest"]},
            "bicubik",
            "option",
            (),
            'cannot be "bicubik"',
        ),
        ({"enum": ["a", "b"]}, 7, "option", (), "cannot be 7"),
        ({"list": "int", "min": 2}, [1], "length", (), "must have at least 2 items, but has 1"),
        (
            {"list": {"ref": "ImageField"}},
            [{"image_name": "a"}, {}],
            "member",
            (1,),
            'has a wrong part: [1] lacks "image_name"',
        ),
        (
            {"ref": "Tree"},
            {"name": "a", "kids": [{"name": 1}]},
            "type",
            ("kids", 0, "name"),
            "has a wrong part: kids[0].name must be text, not 1",
        ),
        (
            {"ref": "Strict"},
            {"n": 1, "m": 2},
            "extra",
            (),
            'has "m", which a Strict does not have',
        ),
        ({"union": ["int", "null"]}, "x", "type", (), 'must be an integer, not "x"'),
        (
            {"union": ["float", {"list": "float"}]},
            "x",
            "type",
            (),
            'must be a number or a list of numbers, not "x"',
        ),
        (
            {"union": ["float", {"list": "float"}]},
            [1, "x"],
            "type",
            (1,),
            'has a wrong part: [1] must be a number, not "x"',
        ),
        (
            WEIGHT,
            [1],
            "bound",
            (),
            "must be a single number, not a list: the input has limits",
        ),
    ],
)
def test_explain(stored: Any, value: Any, reason: str, path: tuple[Any, ...], sentence: str) -> None:
    fault = explain(value, type_from_json(stored), CATALOGUE)
    assert fault is not None
    assert (fault.reason, fault.path, fault.sentence) == (reason, path, sentence)


@pytest.mark.parametrize(
    ("stored", "value", "cure"),
    [
        ("int", "wide", "write an integer"),
        ("str", None, "write text"),
        ({"list": {"ref": "ImageField"}}, "a.png", "write a list of images"),
        ({"ref": "ImageField"}, "a.png", 'write an object with "image_name"'),
        ({"t": "int", "ge": 1}, 0, "use 1 or more"),
        ({"t": "int", "gt": 0}, 0, "use 1 or more"),
        ({"t": "int", "lt": 8}, 8, "use 7 or less"),
        ({"t": "float", "gt": 0}, 0, "use more than 0"),
        ({"t": "float", "lt": 1}, 1.5, "use less than 1"),
        ({"t": "float", "le": 1}, 1.5, "use 1 or less"),
        ({"t": "int", "mult": 8}, 513, "use 512 or 520"),
        ({"t": "int", "mult": 8}, 10**12 + 1, "use a multiple of 8"),
        ({"enum": ["bicubic", "nearest"]}, "bicubik", 'write "bicubic"'),
        ({"enum": ["a", "b"]}, 7, 'choose "a" or "b"'),
        ({"enum": [*"abcdefg"]}, 7, 'choose "a", "b", "c", "d" and 3 more'),
        ({"list": "int", "min": 2}, [1], "add 1 item"),
        ({"list": "int", "max": 1}, [1, 2, 3], "remove 2 items"),
        ({"t": "str", "min": 2}, "", "add 2 characters"),
        ({"ref": "ImageField"}, {}, 'add "image_name": an image needs it'),
        ({"ref": "Strict"}, {"n": 1, "m": 2}, 'remove "m"'),
        (WEIGHT, [1], "write one number"),
    ],
)
def test_what_to_do(stored: Any, value: Any, cure: str) -> None:
    fault = explain(value, type_from_json(stored), CATALOGUE)
    assert fault is not None
    assert fault.help == cure


def test_a_fault_in_one_sentence() -> None:
    """For those who have no other place for the part at fault and the cure."""
    for stored, value, line in (
        ({"t": "int", "ge": 1}, 0, "must be at least 1, but is 0"),
        ({"enum": ["a", "b"]}, 7, 'cannot be 7; choose "a" or "b"'),
        ({"t": "int", "mult": 8}, 513, "must be a multiple of 8, but is 513; use 512 or 520"),
        ({"ref": "ImageField"}, "a", 'must be an image, not "a"; write an object with "image_name"'),
    ):
        fault = explain(value, type_from_json(stored), CATALOGUE)
        assert fault is not None
        assert fault.line == line


def test_long_values_are_cut() -> None:
    assert show("a" * 38) == f'"{"a" * 38}"'
    assert show("a" * 39) == f'"{"a" * 37}\u2026"'
    assert show({"a": "b" * 50}).endswith("b\u2026")
    assert show([1, 2, 3, 4]) == "a list of 4 items"


def faults(node_type: str, **values: Any) -> list[tuple[str, str]]:
    judge = node_judge(node_type, RELEASE)
    assert judge is not None
    found = [(name, fault.sentence) for name, fault in judge.faults(values)]
    assert not (found and judge.clean(values))
    return found


MODEL = {"key": "k", "hash": "h", "name": "n", "base": "sdxl", "type": "controlnet"}


@pytest.mark.parametrize(
    ("node_type", "good", "bad", "field"),
    [
        ("noise", {"seed": -1}, {"seed": "5"}, "seed"),
        ("noise", {"seed": 2**40}, {"seed": 1.5}, "seed"),
        ("range", {"start": 1, "stop": 2}, {"start": 2, "stop": 2}, "stop"),
        ("range", {"start": 99}, {"stop": -1}, "stop"),
        ("integer_math", {"operation": "ADD", "b": 0}, {"operation": "DIV", "b": "0"}, "b"),
        ("integer_math", {"operation": "EXP", "b": 0}, {"operation": "EXP", "b": -1}, "b"),
        ("float_math", {"operation": "EXP", "a": -8, "b": 3}, {"operation": "EXP", "a": -8, "b": 0.5}, "b"),
        ("float_math", {"operation": "EXP", "a": 0, "b": 1}, {"operation": "EXP", "a": 0, "b": -1}, "b"),
        ("float_math", {"operation": "EXP", "a": 9, "b": 9}, {"operation": "EXP", "a": 1e300, "b": 9}, "b"),
        ("denoise_latents", {"cfg_scale": [1, 7.5]}, {"cfg_scale": [7.5, 0.5]}, "cfg_scale"),
        ("denoise_latents_meta", {"cfg_scale": "1"}, {"cfg_scale": 0.5}, "cfg_scale"),
        ("tiled_multi_diffusion_denoise_latents", {"cfg_scale": 1}, {"cfg_scale": "0.9"}, "cfg_scale"),
        ("controlnet", {"control_weight": 2}, {"control_weight": [2]}, "control_weight"),
        (
            "controlnet",
            {"begin_step_percent": 0.2, "end_step_percent": 0.2},
            {"begin_step_percent": 0.3, "end_step_percent": 0.2},
            "end_step_percent",
        ),
        ("flux_controlnet", {"begin_step_percent": 1}, {"end_step_percent": -1}, "end_step_percent"),
        ("ip_adapter", {"weight": [-1, 2]}, {"weight": [0.5, 2.5]}, "weight"),
        ("flux_ip_adapter", {"weight": 0}, {"weight": -1.5}, "weight"),
        ("t2i_adapter", {"weight": 2}, {"weight": 2.5}, "weight"),
        ("krea2_denoise", {"cfg_scale": 1, "shift": None}, {"shift": math.inf}, "shift"),
        ("krea2_conditioning_rebalance", {"multiplier": "2"}, {"multiplier": math.nan}, "multiplier"),
        ("face_mask_detection", {"face_ids": "1,2"}, {"face_ids": "1;2"}, "face_ids"),
        ("face_mask_detection", {"face_ids": 3}, {"face_ids": 1.5}, "face_ids"),
        ("image_panel_layout", {"num_cols": 3, "panel_col_idx": 2}, {"panel_col_idx": 1}, "panel_col_idx"),
        (
            "llava_onevision_vllm",
            {"images": {"image_name": "a"}},
            {"images": [{"image_name": "a"}] * 4},
            "images",
        ),
        (
            "denoise_latents",
            {"control": {"image": {"image_name": "a"}, "control_model": MODEL, "end_step_percent": 0.5}},
            {
                "control": {
                    "image": {"image_name": "a"},
                    "control_model": MODEL,
                    "begin_step_percent": 0.6,
                    "end_step_percent": 0.5,
                }
            },
            "control",
        ),
    ],
)
def test_python_validators(node_type: str, good: Any, bad: Any, field: str) -> None:
    assert faults(node_type, **good) == []
    assert [name for name, _ in faults(node_type, **bad)] == [field]


def test_segment_anything_compares_lengths_since_its_version_1_3() -> None:
    points = [{"points": [{"x": 1, "y": 2, "label": 1}]}]
    assert faults("segment_anything", point_lists=points, bounding_boxes=[]) == [
        ("point_lists", 'must have as many items as "bounding_boxes" (0), but has 1')
    ]
    older = node_judge("segment_anything", open_release("5.15.0"))
    assert older is not None
    assert older.faults({"point_lists": points, "bounding_boxes": []}) == []


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=6),
    st.from_regex(r"[ +-]?[0-9_]{1,6}(\.[0-9_]{0,3})?(e[0-9]{1,2})?", fullmatch=True),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["image_name", "n", "name", "kids", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
TYPES = [type_from_json(stored) for stored in {str(s): s for s, _, _ in TABLE}.values()]


def test_the_quick_check_accepts_none_of_the_table_s_values_that_the_judge_refuses() -> None:
    values = [value for _, value, _ in TABLE]
    for kind in TYPES:
        accept = compile_type(kind, CATALOGUE)
        for value in filter(accept, values):
            assert explain(value, kind, CATALOGUE) is None, (kind.full, value)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_the_quick_check_never_accepts_what_the_judge_refuses(value: Any) -> None:
    for kind in TYPES:
        if compile_type(kind, CATALOGUE)(value):
            assert explain(value, kind, CATALOGUE) is None


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from(sorted(RELEASE.node_types)))
def test_no_value_makes_the_judge_raise(value: Any, node_type: str) -> None:
    judge = node_judge(node_type, RELEASE)
    assert judge is not None
    for name in judge.accepts:
        values = {name: value}
        found = judge.faults(values)
        assert all(fault.sentence and fault.help for _, fault in found)
        assert not (found and judge.clean(values))
        assert not (found and judge.clean_in_ui(values) and value not in ("auto", "none", ""))


def test_defaults_pass_the_quick_check() -> None:
    """A clean file costs one quick check a value; a default that failed it would be looked at twice."""
    for definition in RELEASE.nodes():
        judge = node_judge(definition.type, RELEASE)
        assert judge is not None
        for name, field in definition.inputs.items():
            if field.has_default and field.default is not None:
                assert judge.accepts[name](field.default), (definition.type, name, field.default)


@pytest.mark.parametrize(("length", "said"), [(48, "write "), (49, "choose ")])
def test_a_long_text_is_no_slip(length: int, said: str) -> None:
    option = "abcdefghij" * 5
    fault = explain(option[:length], type_from_json({"enum": [option, "x"]}), CATALOGUE)
    assert fault is not None
    assert fault.help.startswith(said)


@pytest.mark.parametrize(("step", "told"), [(8, "8"), (8.0, "8"), (0.5, "0.5")])
def test_a_step_is_told_as_it_would_be_written(step: float, told: str) -> None:
    fault = explain(0.3 if step < 1 else 9, type_from_json({"t": "float", "mult": step}), CATALOGUE)
    assert fault is not None
    assert f"a multiple of {told}, but" in fault.line
