"""Which literal values the web UI keeps when it loads a workflow: both sides of each condition.

The facts are those of the schemas in the web UI that came with InvokeAI 6.14.2 (those of its
features/nodes/types/field.ts); test_web_ui_loads.py compares whole files with what it was seen to do.
"""

from __future__ import annotations

from typing import Any

import pytest

from wflint.graph.webui.values import Lost, lost_value, too_large


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("number", "becomes"),
    [
        (2**53 - 1, 2**53 - 1),
        (2**53, 2**53),
        (2**53 + 1, 2**53),  # JavaScript has no such number
        (2**53 + 2, 2**53 + 2),
        (1e300, 1e300),
        (10**300, int(1e300)),
        (2 * 10**308, None),  # infinite
        (float("inf"), None),
        (10**400, None),
    ],
)
def test_numbers_that_javascript_does_not_have(number: Any, becomes: Any, sign: int) -> None:
    lost = lost_value(sign * number, False)
    wanted = None if becomes is None else sign * becomes
    assert lost == (None if wanted == sign * number else Lost(sign * number, wanted))
    assert too_large(sign * number) == (number > 2**53 - 1)


@pytest.mark.parametrize("value", ["", "a", True, False, 0, -1.5])
def test_plain_values(value: Any) -> None:
    assert lost_value(value, False) is None
    assert lost_value(value, True) is None


@pytest.mark.parametrize("value", ["a", "9" * 20, True, None, [2**60], {"a": 2**60}])
def test_what_is_no_number_is_not_too_large(value: Any) -> None:
    assert not too_large(value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({}, "float_generator_arithmetic_sequence"),
        ({"more": 1, "end": "x"}, "float_generator_arithmetic_sequence"),
        ({"start": 1, "step": "x"}, "float_generator_linear_distribution"),
        ({"start": "x"}, "float_generator_random_distribution_uniform"),
        ({"count": "x"}, "float_generator_parse_string"),
        ({"values": 1}, "integer_generator_arithmetic_sequence"),
        ({"values": 1, "step": 0.5}, "integer_generator_linear_distribution"),
        ({"values": 1, "start": 0.5}, "integer_generator_random_distribution_uniform"),
        ({"values": 1, "count": 0.5}, "integer_generator_parse_string"),
    ],
)
def test_objects_that_become_the_first_generator_that_they_fit(value: dict[str, Any], kind: str) -> None:
    assert lost_value(value, False) == lost_value(value, True) == Lost(value, {"type": kind})


def test_what_is_no_number_is_not_lost() -> None:
    """A file with NaN in it is no JSON and does not load at all."""
    assert lost_value(float("nan"), False) is None


NUMBER, WHOLE, NUMBERS = (0.5, -1, 2**60), (0, -1, 7.0, 2**53 - 1), (None, [], [1, 0.5])
NO_NUMBER, NO_WHOLE = (None, "1", True, [1]), (None, "1", True, 1.5, 2**53)
SEED = ((*WHOLE, None), NO_WHOLE[1:])
VALUES = (NUMBERS, (1, "1", ["1"], {}))
TEXT, COUNT = (("", "a"), (None, 1, [])), ((1, 7.0), (*NO_WHOLE, 0, -1))
NUM, INTEGER = (NUMBER, NO_NUMBER), (WHOLE, NO_WHOLE)
Values = tuple[tuple[Any, ...], tuple[Any, ...]]
# What the members of generators may be and what not: the schemas of the web UI of 6.14.2.
GENERATORS: dict[str, dict[str, Values]] = {
    "float_generator_arithmetic_sequence": {"start": NUM, "step": NUM, "count": INTEGER, "values": VALUES},
    "float_generator_linear_distribution": {"start": NUM, "end": NUM, "count": INTEGER, "values": VALUES},
    "float_generator_random_distribution_uniform": {
        "min": NUM, "max": NUM, "count": INTEGER, "seed": SEED, "values": VALUES
    },
    "float_generator_parse_string": {"input": TEXT, "splitOn": TEXT, "values": VALUES},
    "integer_generator_arithmetic_sequence": {"start": INTEGER, "step": INTEGER, "count": INTEGER},
    "integer_generator_linear_distribution": {"start": INTEGER, "end": INTEGER, "count": INTEGER},
    "integer_generator_random_distribution_uniform": {
        "min": INTEGER, "max": INTEGER, "count": INTEGER, "seed": SEED
    },
    "integer_generator_parse_string": {"input": TEXT, "splitOn": TEXT},
    "string_generator_parse_string": {"input": TEXT, "splitOn": TEXT},
    "string_generator_dynamic_prompts_combinatorial": {"input": TEXT, "maxPrompts": COUNT},
    "string_generator_dynamic_prompts_random": {"input": TEXT, "count": COUNT, "seed": SEED},
    "image_generator_images_from_board": {
        "board_id": ((), (5, "", " ", [])),
        "category": (("images", "assets"), (None, 1, "", "other", [])),
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", GENERATORS)
def test_settings_of_generators(kind: str) -> None:
    """All members may be left out; one that is wrong, and nothing of the object stays."""
    assert lost_value({"type": kind}, False) is None
    for member, (right, wrong) in GENERATORS[kind].items():
        kept = [value for value in right if lost_value({"type": kind, member: value}, False) is None]
        assert kept == list(right), member
        for value in wrong:
            given = {"type": kind, member: value}
            assert lost_value(given, False) == Lost(given, None), (member, value)
            assert lost_value(given, True) is None


NAMED = ("image_name", "video_name", "board_id", "style_preset_id", "system_prompt_id")
MODEL = {"key": "k", "hash": "h", "name": "n", "base": "sd-1", "type": "main"}
BLACK = {"r": 0, "g": 0, "b": 0, "a": 255}
UNKNOWN = "no_such_type"  # with it an object cannot be taken for a generator


@pytest.mark.parametrize("member", NAMED)
def test_objects_that_name_one_thing(member: str) -> None:
    assert lost_value({member: "a", "type": UNKNOWN}, False) is None
    for value in ("", " ", 5, None, ["a"]):
        given = {member: value, "type": UNKNOWN}
        assert lost_value(given, False) == Lost(given, None)


@pytest.mark.parametrize("member", NAMED)
def test_a_generator_of_images_that_names_a_thing(member: str) -> None:
    """It is taken for what it names; of a board only the board stays."""
    given = {"type": "image_generator_images_from_board", member: "a"}
    assert lost_value(given, False) == (Lost(given, {"board_id": "a"}) if member == "board_id" else None)


@pytest.mark.parametrize("member", MODEL)
def test_members_of_models(member: str) -> None:
    assert lost_value(MODEL, False) is None
    for value in ("", 5, None, ["a"]):
        given = {**MODEL, member: value}
        assert lost_value(given, False) is not None
    assert lost_value({k: v for k, v in MODEL.items() if k != member}, False) is not None


@pytest.mark.parametrize("member", BLACK)
def test_members_of_colours(member: str) -> None:
    for value in (0, 1, 128.0, 255):
        assert lost_value({**BLACK, member: value}, False) is None
    for value in (-1, 256, 0.5, "1", True, None):
        given = {**BLACK, member: value, "type": UNKNOWN}
        assert lost_value(given, False) == Lost(given, None)
    assert lost_value({k: v for k, v in BLACK.items() if k != member}, False) is not None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ([], True), ([1, 0.5], True), (["", "a"], True), ([{"image_name": "a"}, {"image_name": "b"}], True),
        ([{"lora": MODEL, "weight": 0.5}], True), ([1, "a"], False), ([True], False), ([None], False),
        ([1, float("inf")], False), ([{"image_name": " "}], False), ([{"image_name": "a"}, {}], False),
        ([{"image_name": "a"}, "b"], False), ([{"board_id": "a"}], False), ([{"lora": MODEL}], False),
        ([{"lora": {}, "weight": 1}], False),
        ([{"lora": 5, "weight": 1}], False), ([{"lora": MODEL, "weight": 1}, {}], False),
        ([{"lora": MODEL, "weight": "1"}], False), ([[1]], False),
    ],
)  # fmt: skip
def test_lists(value: list[Any], kept: bool) -> None:
    assert lost_value(value, False) == (None if kept else Lost(value, None))
