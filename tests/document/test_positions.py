"""Lines and columns: the text at a pointer's span is the value, in whatever way the JSON is laid out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.diagnostics import Pointer, Span
from wflint.document.positions import PositionIndex

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
# Names and words that are made of JSON's own signs, to mislead a search by name.
tricky = st.text(alphabet='ab", :\\u{}[]', max_size=6)
tricky_values = st.recursive(
    st.integers() | tricky,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(tricky, inner, max_size=4),
    max_leaves=12,
)
layouts = st.sampled_from([None, 0, 1, 2, "\t"])


def pointers(value: Any, base: Pointer = ()) -> list[tuple[Pointer, Any]]:
    found: list[tuple[Pointer, Any]] = [(base, value)]
    if isinstance(value, dict):
        for key, member in value.items():
            found += pointers(member, (*base, key))
    elif isinstance(value, list):
        for i, member in enumerate(value):
            found += pointers(member, (*base, i))
    return found


def cut(text: str, span: Span | None) -> str:
    """The text that a span covers, found by lines and columns only."""
    assert span is not None
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    begin = starts[span.line - 1] + span.column - 1
    return text[begin : starts[span.end_line - 1] + span.end_column - 1]


@given(values, layouts, st.booleans(), st.randoms(use_true_random=False), st.booleans())
def test_every_value_is_found(value: Any, indent: Any, ascii_only: bool, order: Any, repeated: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    everything = pointers(value)
    order.shuffle(everything)
    index = PositionIndex(text, repeated)
    for pointer, member in everything:
        assert json.loads(cut(text, index.span(pointer))) == member
        if pointer and isinstance(pointer[-1], str):
            assert json.loads(cut(text, index.span(pointer, on_key=True))) == pointer[-1]


@given(st.dictionaries(tricky, tricky_values), layouts, st.sampled_from([(), ("a",), ("a", 0)]))
def test_a_search_by_name_is_not_misled(data: Any, indent: Any, base: Pointer) -> None:
    """With the data at hand, and in flat objects, names are searched; the scan of everything decides."""
    whole: Any = data
    for part in reversed(base):
        whole = {part: whole} if isinstance(part, str) else [whole]
    text = json.dumps(whole, indent=indent)
    everything = PositionIndex(text, repeated_keys=True)
    for pointer, _ in pointers(whole):
        searched = PositionIndex(text, False, data, base)
        for there in (pointer, (*pointer, "a"), (*pointer, 'a": "b')):
            for on_key in (False, True):
                assert searched.span(there, on_key) == everything.span(there, on_key)


@pytest.mark.parametrize(
    "text",
    [
        r'{"\u0061": 1, "n": {"a": 2}}',
        r'{"a\/b": 1, "n": {"a/b": 2}}',
        r'{"a": 1, "n": {"x\"a": 2}}',
        r'{"n": {"x\"a": 2, "a": "{"}, "a": 1}',
        r'{"n": "\"a\": 3", "a": 1}',
        r'{"n": ["a", {"x": "a", "a": "}"}], "a": 1}',
    ],
)
def test_a_name_that_is_written_otherwise(text: str) -> None:
    data = json.loads(text)
    for pointer, value in pointers(data):
        assert json.loads(cut(text, PositionIndex(text, False, data).span(pointer))) == value


@given(st.text(alphabet=" \t\r\n", max_size=3), values)
def test_blanks_anywhere(blank: str, value: Any) -> None:
    text = blank.join(["", json.dumps(value, separators=(f"{blank},{blank}", f"{blank}:{blank}")), ""])
    index = PositionIndex(text)
    for pointer, member in pointers(value):
        assert json.loads(cut(text, index.span(pointer))) == member


def test_lines_and_columns_count_from_one_and_code_points() -> None:
    text = '{\r\n  "é🎨": [1,\n 22]}'
    index = PositionIndex(text)
    assert index.span(("é🎨",), on_key=True) == Span(2, 3, 2, 7)
    assert index.span(("é🎨", 1)) == Span(3, 2, 3, 4)
    assert [index.line_text(n) for n in range(5)] == ["", "{", '  "é🎨": [1,', " 22]}", ""]


def test_equal_keys() -> None:
    text = '{"a": {"b": 1}, "a": {"b": 2}, "c": 3, "a": {"b": 4}}'
    index = PositionIndex(text, repeated_keys=True)
    assert cut(text, index.span(("a", "b"))) == "4"
    assert cut(text, index.span(("a",), occurrence=1)) == '{"b": 2}'
    assert index.offset(("a",), True, 2) == text.rindex('"a"')
    assert index.span(("a",), occurrence=9) == index.span(("a",))


@pytest.mark.parametrize(
    ("pointer", "covers"),
    [
        (("x",), '{"a": [5]}'),
        (("a", 1), "[5]"),
        (("a", 0, "deep"), "5"),
        (("a", "0"), "[5]"),
        ((0,), '{"a": [5]}'),
    ],
)
def test_a_pointer_that_leads_nowhere_gives_what_there_is(pointer: Pointer, covers: str) -> None:
    text = '{"a": [5]}'
    assert cut(text, PositionIndex(text).span(pointer)) == covers
    assert cut(text, PositionIndex(text).span(pointer, on_key=True)) == covers


@pytest.mark.parametrize("text", ["", " ", "{", '{"a"', '{"a":', '{"a": 1', "[", "[1,", "nul", '{"a" "b"}'])
def test_broken_text_has_no_places(text: str) -> None:
    index = PositionIndex(text)
    assert index.span(("a", "b")) in (None, Span(1, 7, 1, 8))
    assert index.span(("a",), on_key=True, occurrence=3) is None
    assert index.span_at(10**9).line >= 1
    assert index.span_at(-5) == index.span_at(0)


@pytest.mark.parametrize("indent", [None, 1])
def test_many_lookups_agree_with_few(indent: int | None) -> None:
    value = {f"key {i}": i for i in range(900)}
    text = json.dumps(value, indent=indent)
    index = PositionIndex(text)
    for i in range(900):
        few = PositionIndex(text)
        span = few.span((f"key {i}",))
        assert index.span((f"key {i}",)) == span
        assert span is not None
        assert index.line_text(span.line) == few.line_text(span.line)
    assert [index.line_text(n) for n in (0, 10_000)] == ["", ""]


def test_a_long_line_is_kept_once() -> None:
    """A minified file of some megabytes with thousands of findings must not be copied for each."""
    index = PositionIndex(json.dumps(list(range(5000))) + "\n")
    assert index.line_text(1) is index.line_text(1)
