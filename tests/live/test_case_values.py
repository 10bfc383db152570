"""What a value may be asked to be, with what was wanted and found; metadata and boards of images."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.live.test_case_checks import NOISE, Shelf, checked, item, picture, request_of, said
from wflint.live.cases.expected import MISSING, members, wrong
from wflint.live.cases.schema import CaseTable, Expected
from wflint.live.cases.stored import check_stored
from wflint.live.client.results import RunResult


@pytest.mark.parametrize(
    ("value", "expected", "wanted"),
    [
        (0.5, {"near": 0.51, "within": 0.01}, None),
        (0.3, {"near": 0.2, "within": 0.1}, None),  # not quite, in binary fractions
        (0.5, {"near": 0.52, "within": 0.01}, "it is 0.5, not 0.52 within 0.01"),
        (5, {"near": 5, "within": 0}, None),
        ([0.1, 0.2], {"near": [0.1, 0.21], "within": 0.02}, None),
        ([0.1], {"near": [0.1, 0.2], "within": 1}, "it is [0.1], not [0.1, 0.2] within 1"),
        ("5", {"near": 5, "within": 1}, 'it is "5", not 5 within 1'),
        (True, {"near": 1, "within": 1}, "it is true, not 1 within 1"),
        (float("nan"), {"near": 1, "within": 1}, "it is NaN, not 1 within 1"),
        ([1, 2.0], {"equals": [1.0, 2]}, None),
        ([1, [2]], {"equals": [1, [3]]}, "it is [1, [2]], not [1, [3]]"),
        ({"a": 1}, {"equals": {"a": True}}, 'it is {"a": 1}, not {"a": true}'),
        (False, {"equals": False}, None),
        (False, {"equals": 0}, "it is false, not 0"),
        ("a red fox", {"contains": "red"}, None),
        ("a red fox", {"contains": "blue"}, 'it is "a red fox", which does not contain "blue"'),
        ([4, 6], {"contains": 6.0}, None),
        ([4, 6], {"contains": 5}, "it is [4, 6], which does not contain 5"),
        (7, {"contains": 7}, "it is 7, which is neither a list nor a text that holds another"),
        ([4, 6], {"length": 2}, None),
        ([4, 6], {"length": 1}, "it has 2 elements, not 1: [4, 6]"),
        ("x", {"length": 0}, 'it has 1 character, not 0: "x"'),
        (7, {"length": 1}, "it is 7, which is neither a list nor a text and has no length"),
        (None, {"missing": True}, None),
        (MISSING, {"missing": True}, None),
        (0, {"missing": True}, "it is 0, where none was wanted"),
        (0, {"missing": False}, None),
        (MISSING, {"missing": False}, "it is missing"),
        (None, {"missing": False}, "it is missing"),
        (MISSING, {"equals": 0}, "it is missing"),
        (None, {"equals": 0}, "it is null, not 0"),
        (5, {"min": 1, "max": 4}, "it is 5, more than 4"),
        ("x" * 200, {"equals": "y"}, 'it is "' + "x" * 78 + '…, not "y"'),
        ("a\nb", {"equals": "y"}, 'it is "a\\nb", not "y"'),
        ("\x1b[31m", {"contains": "y"}, 'it is "\\u001b[31m", which does not contain "y"'),
    ],
)
def test_a_value(value: Any, expected: dict[str, Any], wanted: str | None) -> None:
    assert wrong(value, Expected.model_validate(expected)) == wanted


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b", [1]),
        ("list.*", [{"x": 1}, {"x": 2}]),
        ("list.*.x", [1, 2]),
        ("list.1.x", [2]),
        ("list.2.x", [MISSING]),
        ("list.²", [MISSING]),  # a digit, but no number of a place
        ("none.*", []),
        ("a.*", [MISSING]),
        ("c", [MISSING]),
        ("list.*.y", [MISSING, MISSING]),
    ],
)
def test_where_a_value_stands(path: str, found: list[Any]) -> None:
    assert members({"a": {"b": 1}, "list": [{"x": 1}, {"x": 2}], "none": []}, path) == found


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_a_value_is_equal_to_itself_unless_it_is_no_number(value: Any) -> None:
    if value is not None:
        nan = "NaN" in json.dumps(value).replace('"NaN"', "")
        assert (wrong(value, Expected(equals=value)) is None) or nan


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "a value needs something that it has to be"),
        ({"near": 1}, "near and within go together"),
        ({"within": 1}, "near and within go together"),
        ({"missing": True, "min": 1}, "missing goes with nothing else"),
        ({"within": -1, "near": 1}, "greater than or equal to 0"),
    ],
)
def test_what_no_value_can_be(table: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Expected.model_validate(table)


# -- every run of an iterated node -------------------------------------------------------------------

RUNS = {
    "sum": [{"type": "integer_output", "value": n} for n in (4, 6, 8)],
    "all": [{"collection": [4, 6, 8]}],
}


@pytest.mark.parametrize(
    ("name", "expected", "wanted"),
    [
        ("sum.value", {"each": [4, 6, 8]}, ("passed", "")),
        ("sum.value", {"each": [4, 6, 9]}, ("failed", "run 3 of 3: it is 8, not 9")),
        ("sum.value", {"each": [4, 6]}, ("failed", "there are 3 values, and 2 in each")),
        ("sum.value", {"each": [4, 6, 8], "max": 7}, ("failed", "run 3 of 3: it is 8, more than 7")),
        ("sum.value", {"runs": 3}, ("passed", "")),
        ("sum.value", {"runs": 2}, ("failed", "the node ran 3 times, not 2")),
        ("idle.value", {"runs": 0}, ("passed", "")),
        ("idle.value", {"runs": 1}, ("failed", "the node ran 0 times, not 1")),
        ("idle.value", {"missing": True}, ("failed", "the node was not executed")),
        ("sum.valeu", {"missing": True}, ("passed", "")),
        ("sum.value", {"missing": True}, ("failed", "run 1 of 3: it is 4, where none was wanted")),
        ("all.collection.*", {"max": 7}, ("failed", "it is 8, more than 7")),
        ("all.collection", {"length": 3, "equals": [4, 6, 8]}, ("passed", "")),
    ],
)
def test_every_run_counts(name: str, expected: Any, wanted: tuple[str, str]) -> None:
    request = request_of({"sum": "add", "all": "collect", "idle": "add"})
    checks = checked(
        {"values": {name: expected}}, Shelf(a=NOISE), item([picture("a")], results=RUNS), request=request
    )
    assert said(checks, f"values.{name}") == [wanted]


def test_the_runs_of_all_items_are_counted() -> None:
    items = [item([picture("a")], results={"n": [{"value": n}]}) for n in (1, 2)]
    table = {"values": {"n.value": {"each": [1, 3]}}}
    checks = checked(table, Shelf(a=NOISE), *items, request=request_of({"n": "add"}))
    assert said(checks, "values.n.value") == [("failed", "run 2 of 2: it is 2, not 3")]


# -- metadata and boards -----------------------------------------------------------------------------


class Stored:
    """A server that has stored something with images; None is no metadata."""

    def __init__(self, boards: dict[str, str | None], **metadata: dict[str, Any] | None) -> None:
        self.asked = 0
        self._metadata, self._boards = metadata, boards
        self.gallery = SimpleNamespace(metadata=self._of, info=lambda name: {"board_id": boards.get(name)})

    def _of(self, name: str) -> dict[str, Any] | None:
        self.asked += 1
        return self._metadata[name]

    def boards(self) -> list[dict[str, Any]]:
        return [{"board_id": "b1", "board_name": "Foxes"}, {"board_id": "b2", "board_name": "Hares"}]


def stored(table: dict[str, Any], server: Stored, *names: str) -> list[tuple[str, str, str]]:
    result = RunResult("b", [item([picture(name) for name in names])])
    found = check_stored(CaseTable.model_validate(table), result, server)  # type: ignore[arg-type]
    return [(c.name, c.status, c.message) for c in found]


ONE = {"seed": 7, "positive_prompt": "a red fox", "model": {"name": "tiny"}, "a.b": 1, "loras": []}


@pytest.mark.parametrize(
    ("name", "expected", "wanted"),
    [
        ("seed", 7, ("passed", "")),
        ("seed", 8, ("failed", "it is 7, not 8")),
        ("positive_prompt", {"matches": "fox$"}, ("passed", "")),
        ("model.name", "tiny", ("passed", "")),
        ("a.b", 1, ("passed", "")),  # a name may have a dot itself
        ("loras", {"length": 0}, ("passed", "")),
        ("sede", 7, ("failed", 'it is missing (did you mean "seed"?); there are a.b, loras, model, ')),
        ("strength", {"missing": True}, ("passed", "")),
        ("seed", {"runs": 2}, ("failed", "1 image came out, not 2")),
    ],
)
def test_metadata(name: str, expected: Any, wanted: tuple[str, str]) -> None:
    [(check, status, message)] = stored({"metadata": {name: expected}}, Stored({}, a=ONE), "a")
    assert (check, status) == (f"metadata.{name}", wanted[0])
    assert message == wanted[1] if wanted[0] == "passed" else message.startswith(wanted[1])


def test_the_metadata_of_several_images() -> None:
    server = Stored({}, a=ONE, b={"seed": 8})
    assert stored({"metadata": {"seed": {"each": [7, 8]}}}, server, "a", "b")[0][1] == "passed"
    assert stored({"metadata": {"seed": 7}}, server, "a", "b") == [
        ("metadata.seed", "failed", "image 2: it is 8, not 7")
    ]


def test_no_metadata_and_no_image() -> None:
    wanted = {"metadata": {"seed": {"missing": True}}}
    [(name, status, message)] = stored(wanted, Stored({}, a=ONE, b=None), "a", "b")
    assert (name, status) == ("metadata", "failed")
    assert message.startswith("image 2: no metadata is stored; connect a Core Metadata node")
    assert stored(wanted, Stored({})) == [
        ("metadata", "failed", "no image went to the gallery, and so no metadata")
    ]
    server = Stored({}, a=ONE)
    assert stored({}, server, "a") == []
    assert server.asked == 0


@pytest.mark.parametrize(
    ("board", "boards", "wanted"),
    [
        ("Foxes", {"a": "b1"}, ("passed", "")),
        ("", {}, ("passed", "")),
        ("Foxes", {"a": "b2"}, ("failed", 'the image is on the board "Hares", not on the board "Foxes"')),
        ("Foxes", {}, ("failed", 'the image is on no board, not on the board "Foxes"')),
        ("", {"a": "b2"}, ("failed", 'the image is on the board "Hares", not on no board')),
        (
            "Foxxes",
            {},
            ("error", 'the server has no board "Foxxes" (did you mean "Foxes"?); there are Foxes'),
        ),
    ],
)
def test_boards(board: str, boards: dict[str, str | None], wanted: tuple[str, str]) -> None:
    [(name, status, message)] = stored({"outputs": {"board": board}}, Stored(boards), "a")
    assert (name, status) == ("outputs.board", wanted[0])
    assert message == wanted[1] if status == "passed" else message.startswith(wanted[1])
