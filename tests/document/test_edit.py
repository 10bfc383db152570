"""Edits at pointers: what they write, how it looks, and what they refuse."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import lines_run
from wflint.diagnostics.fix import END, Edit, Op, add, remove, rename, replace
from wflint.document.decode import decode, encode
from wflint.document.edit import EditError, edit_text, splices

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG = '{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ],\n  "c": {}\n}\n'
SHORT = '{"a": 1, "b": [1, 2], "c": {}}'
TIGHT = '{"a":1,"b":[1,2],"c":{}}'

LOOKS = [
    # removing: a member goes with the comma before it, the first with what is behind it
    (LONG, [remove("a")], '{\n  "b": [\n    1,\n    2\n  ],\n  "c": {}\n}\n'),
    (LONG, [remove("c")], '{\n  "a": 1,\n  "b": [\n    1,\n    2\n  ]\n}\n'),
    (LONG, [remove("b", 0)], '{\n  "a": 1,\n  "b": [\n    2\n  ],\n  "c": {}\n}\n'),
    (LONG, [remove("b", 1)], '{\n  "a": 1,\n  "b": [\n    1\n  ],\n  "c": {}\n}\n'),
    (LONG, [remove("b", 0), remove("b", 1)], '{\n  "a": 1,\n  "b": [],\n  "c": {}\n}\n'),
    (LONG, [remove("a"), remove("b"), remove("c")], "{}\n"),
    (TIGHT, [remove("b")], '{"a":1,"c":{}}'),
    (SHORT, [remove("a"), remove("b")], '{"c": {}}'),
    ('{"a":1,"a":2,"b":3,"a":4}', [remove("a")], '{"b":3}'),
    ('{"a":1,"a":2,"b":3}', [Edit(Op.REMOVE, ("a",), occurrence=0)], '{"a":2,"b":3}'),
    ('{"a":1,"a":2,"b":3}', [Edit(Op.REMOVE, ("a",), occurrence=1)], '{"a":1,"b":3}'),
    ('{"a":1,"a":2}', [Edit(Op.REPLACE, ("a",), 5, 0)], '{"a":5,"a":2}'),
    ('{"a":1,"a":2}', [replace("a", value=5)], '{"a":1,"a":5}'),
    ('{"a":[1],"a":[2]}', [replace("a", 0, value=5)], '{"a":[1],"a":[5]}'),
    ('{"a":1,"a":2}', [Edit(Op.RENAME, ("a",), "b", 0)], '{"b":1,"a":2}'),
    # replacing: in the manner of the file
    (SHORT, [replace("a", value={"x": [1, "é"]})], '{"a": {"x": [1, "é"]}, "b": [1, 2], "c": {}}'),
    (TIGHT, [replace("a", value={"x": [1, None]})], '{"a":{"x":[1,null]},"b":[1,2],"c":{}}'),
    (LONG, [replace("b", 1, value={"x": [1]})],
     LONG.replace("    2\n", '    {\n      "x": [\n        1\n      ]\n    }\n')),
    (LONG, [replace("b", 1, value={})], LONG.replace("    2\n", "    {}\n")),
    ('{\n\t"a": 1\n}', [replace("a", value=[1])], '{\n\t"a": [\n\t\t1\n\t]\n}'),
    ('{\r\n  "a": 1\r\n}', [replace("a", value=[1])], '{\r\n  "a": [\r\n    1\r\n  ]\r\n}'),
    ('{\n"a": 1\n}', [replace("a", value=[1])], '{\n"a": [\n1\n]\n}'),
    ('{\n  "a": [1, {"b": 2}]\n}', [replace("a", 1, "b", value=[3])],
     '{\n  "a": [1, {"b": [\n    3\n  ]}]\n}'),
    ('{"a": "\\u00e9"}', [replace("a", value="ü")], '{"a": "\\u00fc"}'),
    ('{"a": "\\u00e9ü"}', [replace("a", value="é")], '{"a": "é"}'),
    ('{"a": "é"}', [replace("a", value="\ud800")], '{"a": "\\ud800"}'),
    # renaming
    (LONG, [rename("a", to="z")], LONG.replace('"a"', '"z"')),
    ('{"a\\u0062" : 1}', [rename("ab", to='"')], '{"\\"" : 1}'),
    (LONG, [rename("a", to="z"), replace("a", value=2)], LONG.replace('"a": 1', '"z": 2')),
    (LONG, [rename("b", to="z"), remove("b", 0)], LONG.replace('"b"', '"z"').replace("    1,\n", "")),
    # adding
    (LONG, [add("d", value=1)], LONG.replace('"c": {}', '"c": {},\n  "d": 1')),
    (LONG, [add("c", "d", value=1)], LONG.replace('"c": {}', '"c": {\n    "d": 1\n  }')),
    (LONG, [add("b", 0, value=0)], LONG.replace("    1,\n", "    0,\n    1,\n")),
    (LONG, [add("b", 1, value=[0])], LONG.replace("    2\n", "    [\n      0\n    ],\n    2\n")),
    (LONG, [add("b", 2, value=3)], LONG.replace("    2\n", "    2,\n    3\n")),
    (LONG, [add("b", "-", value=3)], LONG.replace("    2\n", "    2,\n    3\n")),
    (SHORT, [add("d", value=1)], '{"a": 1, "b": [1, 2], "c": {}, "d": 1}'),
    (TIGHT, [add("d", value=1)], '{"a":1,"b":[1,2],"c":{},"d":1}'),
    (TIGHT, [add("c", "x", value=1), add("c", "y", value=2)], '{"a":1,"b":[1,2],"c":{"x":1,"y":2}}'),
    ('{\n  "a": [1]\n}', [add("a", "-", value=2)], '{\n  "a": [1, 2]\n}'),
    ('{\n  "a": 1\n  , "b": 2\n}', [add("c", value=3)], '{\n  "a": 1\n  , "b": 2, "c": 3\n}'),
    ("[]", [add("-", value=1)], "[1]"),
    (" [ ] ", [add(0, value=1)], " [1] "),
    # together
    ("[0,1,2,3]", [remove(0), add(0, value="x"), add(1, value="y")], '["x","y",1,2,3]'),
    ("[0,1,2,3]", [remove(3), add(3, value="x"), add("-", value="y")], '[0,1,2,"x","y"]'),
    ("[0,1,2,3]", [remove(1), remove(2), add(2, value="x")], '[0,"x",3]'),
    ("[0,1]", [remove(0), remove(1), add("-", value="x"), add("-", value="y")], '["x","y"]'),
    ('{"a":1,"b":2}', [remove("a"), add("a", value=3)], '{"b":2,"a":3}'),
    ('{"a":1,"b":2}', [remove("b"), replace("a", value=3), add("c", value=4)], '{"a":3,"c":4}'),
    ('{"a":1,"b":2}', [remove("b"), rename("a", to="x")], '{"x":1}'),
    # the same cure twice
    ("[0,1]", [remove(0), remove(0), add("-", value=2), add("-", value=2)], "[1,2]"),
    ('{"a":[0]}', [add("a", "-", value=1), add("a", "-", value=True), add("a", "-", value=1.0)],
     '{"a":[0,1,true,1.0]}'),
    # nothing
    (LONG, [], LONG),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edits", "wanted"), LOOKS)
def test_the_result_looks_like_the_rest(text: str, edits: Sequence[Edit], wanted: str) -> None:
    assert edit_text(text, edits) == wanted
    assert edit_text(text, tuple(reversed(edits))).count("\n") == wanted.count("\n")


REFUSED: list[tuple[str, list[Edit], str]] = [
    (SHORT, [Edit(Op.REMOVE, ())], "the root cannot be edited"),
    (SHORT, [remove(*["a"] * 61)], "too deep"),
    (SHORT, [remove("x")], "not there"),
    (SHORT, [remove("b", 2)], "not there"),
    (SHORT, [remove("b", "0")], "not there"),
    (SHORT, [remove("b", -1)], "not there"),
    (SHORT, [Edit(Op.REMOVE, ("a",), occurrence=1)], "not there"),
    (SHORT, [Edit(Op.REMOVE, ("a",), occurrence=-1)], "not there"),
    (SHORT, [remove("a", "x")], "no members"),
    (SHORT, [add("a", "x", value=1)], "no members"),
    (SHORT, [add("b", "x", value=1)], "a place that it does not have"),
    (SHORT, [add("b", 3, value=1)], "a place that it does not have"),
    (SHORT, [add("b", -1, value=1)], "a place that it does not have"),
    (SHORT, [add("c", 0, value=1)], "there already"),
    (SHORT, [add("a", value=1)], "there already"),
    (SHORT, [add("d", value=1), add("d", value=2)], "there already"),
    (SHORT, [rename("a", to="d"), add("d", value=1)], "there already"),
    (SHORT, [rename("a", to="d"), add("a", value=1)], "there already"),
    (SHORT, [rename("a", to="b")], "taken"),
    (SHORT, [rename("a", to="b"), remove("b")], "taken"),
    (SHORT, [rename("a", to="d"), rename("b", to="d")], "taken"),
    (SHORT, [rename("b", 0, to="d")], "taken"),
    (SHORT, [Edit(Op.RENAME, ("a",), 5)], "taken"),
    ('{"a":1,"a":2}', [rename("a", to="b")], "there twice"),
    ('{"a":1,"a":2}', [remove("a"), Edit(Op.REPLACE, ("a",), 5, 1)], "the same place"),
    (SHORT, [replace("a", value=1), replace("a", value=2)], "the same place"),
    (SHORT, [replace("a", value=1), replace("a", value=True)], "the same place"),
    (SHORT, [replace("a", value=1), remove("a")], "the same place"),
    (SHORT, [rename("a", to="z"), remove("a")], "the same place"),
    (SHORT, [remove("b"), remove("b", 0)], "the same place"),
    (SHORT, [replace("b", value=[]), add("b", "-", value=0)], "the same place"),
    (SHORT, [replace("a", value=float("nan"))], "cannot be edited: ValueError"),
    (SHORT, [add("d", value=[float("inf")])], "cannot be edited: ValueError"),
    (SHORT, [add("d", value={1, 2})], "cannot be edited: TypeError"),
    (SHORT + "x", [remove("a")], "behind the JSON text"),
    ("", [remove("a")], "cannot be edited"),
    ('{"a": 1', [remove("a")], "cannot be edited"),
    ('{"a": "\t"}', [remove("a")], "cannot be edited"),  # no JSON: a tab in a string
    ("{a: 1}", [remove("a")], "cannot be edited"),
    ("[" * 200_000, [remove(0)], "cannot be edited"),
    ("5", [remove("a")], "no members"),
]


@pytest.mark.parametrize(("text", "edits", "why"), REFUSED)
def test_what_cannot_be_edited_is_refused(text: str, edits: list[Edit], why: str) -> None:
    with pytest.raises(EditError, match=why):
        edit_text(text, edits)


def test_numbers_and_escapes_stay_as_they_are_spelled() -> None:
    text = '{"n": [1.0, 1e400, -0, 1E+2, %s], "s": "\\/\\u0041", "x": NaN, "go": 1}' % ("9" * 5000)
    assert edit_text(text, [remove("go")]) == text.replace(', "go": 1', "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("marked", [True, False])
def test_the_encoding_and_its_mark_stay(encoding: str, marked: bool) -> None:
    marks = {
        "utf-8": codecs.BOM_UTF8,
        "utf-16-le": codecs.BOM_UTF16_LE,
        "utf-16-be": codecs.BOM_UTF16_BE,
        "utf-32-le": codecs.BOM_UTF32_LE,
        "utf-32-be": codecs.BOM_UTF32_BE,
    }
    mark = marks[encoding] if marked else b""
    raw = mark + '{"a": "é𝄞", "b": 1}'.encode(encoding)
    text, fault = decode(raw)
    assert fault is None
    edited = encode(edit_text(text, [replace("b", value="ü\ud800")]), raw)
    assert edited == mark + '{"a": "é𝄞", "b": "\\u00fc\\ud800"}'.encode(encoding)
    assert decode(edited)[0].startswith('{"a"')


def deep(levels: int) -> tuple[str, list[Edit]]:
    """A member at each level goes, another comes."""
    text: Any = {"x": 1}
    for _ in range(levels - 1):
        text = {"x": 1, "in": text}
    edits = []
    for level in range(levels):
        edits += [remove(*["in"] * level, "x"), add(*["in"] * level, "y", value=2)]
    return json.dumps(text), edits


def wide(members: int, edits: int) -> tuple[str, list[Edit]]:
    """Every tenth member goes, and as many come."""
    text = json.dumps(
        {"list": list(range(members)), "object": {f"k{n}": {"a": n} for n in range(members)}}, indent=1
    )
    found = []
    for n in range(0, 10 * edits, 10):
        found += [
            remove("list", n),
            add("list", n, value=[n]),
            add("list", "-", value=n),
            remove("object", f"k{n}"),
            add("object", f"new{n}", value=n),
            add("object", f"k{n + 1}", "b", value=n),
        ]
    return text, found


def test_the_work_grows_with_text_and_edits() -> None:
    few = lines_run(lambda: edit_text(*wide(2_000, 200)))
    many = lines_run(lambda: edit_text(*wide(8_000, 800)))
    assert many < 5 * few


def test_sixty_levels() -> None:
    text, edits = deep(60)
    inner = json.loads(edit_text(text, edits))
    for _ in range(59):
        assert inner.pop("y") == 2
        (inner,) = inner.values()
    assert inner == {"y": 2}


def test_a_large_file_with_many_edits() -> None:
    text, edits = wide(100_000, 10_000)
    found = json.loads(edit_text(text, edits))
    assert len(found["list"]) == 110_000
    assert len(found["object"]) == 100_000
    assert found["object"]["k1"] == {"a": 1, "b": 0}


def test_one_long_line_within_lines() -> None:
    """No edit looks for the beginning of its line."""
    text = '{\n"a": [' + ", ".join(["1"] * 100_000) + "]\n}"
    edits = [replace("a", n, value={}) for n in range(0, 100_000, 10)]
    assert edit_text(text, edits).count("{}") == 10_000


def test_splices_are_in_order_and_apart() -> None:
    text, edits = wide(300, 30)
    at = 0
    for start, end, _ in splices(text, edits):
        assert at <= start <= end
        at = end


@pytest.mark.parametrize(
    "text",
    [
        '{\n{0}"a": [], "b": 1}',
        '{\n  "a":{0}[],\n  "b": 1}',
        '{\n  "b": 1,\n{0}"a": []}',
        '\n{0}{\n  "a": [], "b": 1}',
        '{\n  "b": 1, "a": [\n{0}7,\n{0}8]}',
        '{\n  "b": 1, "a": [\n{0}7]}',
    ],
)
def test_blanks_of_the_file_are_not_repeated_without_end(text: str) -> None:
    text = text.replace("{0}", " " * 100_000)
    for edit in (
        Edit(Op.REPLACE, ("b",), [{"c": number} for number in range(300)]),
        Edit(Op.ADD, ("c",), [{"c": number} for number in range(300)]),
        *(Edit(Op.REPLACE, ("a",), [number]) for number in range(1)),
    ):
        made = edit_text(text, [edit])
        assert len(made) < len(text) + 1_000_000
        expected = json.loads(text)
        expected[edit.pointer[0]] = edit.value
        assert json.loads(made) == expected
    many = [Edit(Op.ADD, ("a", END), {"c": number}) for number in range(300)]
    made = edit_text(text, many)
    assert len(made) < len(text) + 1_000_000
    assert len(json.loads(made)["a"]) == len(json.loads(text)["a"]) + 300
