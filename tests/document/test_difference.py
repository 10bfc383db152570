"""Edits between two values: applied to the first one's text they give the second, and touch nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counting import calls
from wflint.diagnostics.fix import Op
from wflint.document.difference import edits_between
from wflint.document.edit import edit_text

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.0, 1.0, 1.5, "", "a", "b", "id"])
)
NAMES = st.sampled_from(["id", "a", "b", "c", "name", "value", "nodes"])


def containers(inner: Any) -> Any:
    return st.one_of(st.lists(inner, max_size=5), st.dictionaries(NAMES, inner, max_size=5))


VALUES = st.recursive(SCALARS, containers, max_leaves=25)
ROOTS = st.dictionaries(NAMES, VALUES, max_size=5)
ITEMS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("abcdef"), "v": st.integers(0, 2)}), max_size=6
).map(lambda items: {"nodes": items})


def spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@settings(max_examples=60)
@given(before=st.one_of(ROOTS, ITEMS), after=st.one_of(ROOTS, ITEMS), indent=st.sampled_from([None, 1, 4]))
def test_edits_give_exactly_the_other(before: Any, after: Any, indent: int | None) -> None:
    text = json.dumps(before, indent=indent)
    edits = edits_between(before, after)
    assert spelled(json.loads(edit_text(text, edits))) == spelled(after)
    assert bool(edits) == (spelled(before) != spelled(after))


@settings(max_examples=60)
@given(before=ROOTS, after=ROOTS)
def test_below_a_place_of_the_text(before: Any, after: Any) -> None:
    text = json.dumps({"x": 1, "workflow": [0, before]})
    edits = edits_between(before, after, ("workflow", 1))
    assert spelled(json.loads(edit_text(text, edits))) == spelled({"x": 1, "workflow": [0, after]})


def test_items_are_matched_by_their_ids() -> None:
    """One that goes, one that comes and one that changes: three edits, however long the list."""
    before = {"nodes": [{"id": str(n), "data": {"value": n}} for n in range(9)]}
    after = {"nodes": [dict(node) for node in before["nodes"]]}
    after["nodes"][4] = {"id": "4", "data": {"value": "x"}}
    del after["nodes"][2]
    after["nodes"].append({"id": "new"})
    edits = edits_between(before, after)
    assert [(edit.op, edit.pointer) for edit in edits] == [
        (Op.REMOVE, ("nodes", 2)),
        (Op.REPLACE, ("nodes", 4, "data", "value")),
        (Op.ADD, ("nodes", "-")),
    ]


def test_a_renamed_member_keeps_its_place() -> None:
    before = {"a": 1, "old": {"name": "old", "value": 5}, "z": 2}
    after = {"a": 1, "new": {"name": "new", "value": 5}, "z": 2}
    text = '{"a":1, "old": {"name" :"old", "value":5 },\n"z":2}'
    assert edit_text(text, edits_between(before, after)) == text.replace("old", "new")


@pytest.mark.parametrize("before", [1, 1.0, True, None, "1"])
@pytest.mark.parametrize("after", [1, 1.0, True, None, "1"])
def test_values_that_python_calls_equal(before: Any, after: Any) -> None:
    same = type(before) is type(after)
    assert bool(edits_between({"v": before}, {"v": after})) != same


def test_it_stays_linear() -> None:
    def work(size: int) -> int:
        before = {"nodes": [{"id": str(n), "v": [n, n + 1]} for n in range(size)]}
        after = {"nodes": [{"id": str(n), "v": [n, n + 2]} for n in range(0, size, 2)]}
        return calls(lambda: edits_between(before, after))

    assert work(400) < 2.4 * work(200)
