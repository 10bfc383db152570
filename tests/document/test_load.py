"""Loading bytes: encodings, syntax errors, and JSON that parses but is odd. Nothing raises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import growth
from wflint.document import Kind, Loaded
from wflint.document.load import load_bytes
from wflint.document.positions import PositionIndex
from wflint.document.syntax import nested_too_deep

if TYPE_CHECKING:
    from collections.abc import Callable

GRAPH = {"id": "g", "nodes": {"a": {"id": "a", "type": "integer", "value": 1}}, "edges": []}
TEXT = json.dumps(GRAPH)


def load(raw: bytes | str) -> Loaded:
    return load_bytes(raw.encode() if isinstance(raw, str) else raw, "some.json")


def only_finding(raw: bytes | str) -> tuple[str, str, str]:
    """Rule, message with help, and place (LINE:COL) of the one finding for which there is no document."""
    loaded = load(raw)
    assert loaded.documents == []
    (finding,) = loaded.findings
    assert finding.rule is not None
    assert finding.offset is not None
    assert loaded.source is not None
    span = PositionIndex(loaded.source.text).span_at(finding.offset)
    assert finding.help
    return finding.rule, f"{finding.message} => {finding.help}", f"{span.line}:{span.column}"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("utf-32-le"),
        TEXT.encode("utf-32-be"),
        json.dumps(GRAPH, indent=2).replace("\n", "\r\n").encode(),
        b"\n\t " + TEXT.encode() + b"\n\n",
    ],
    ids=["utf-8", "bom", "16", "16-le", "16-be", "16-be-bom", "32", "32-le", "32-be", "crlf", "blanks"],
)
def test_reads_every_unicode_encoding(raw: bytes) -> None:
    loaded = load(raw)
    assert loaded.findings == []
    (document,) = loaded.documents
    assert document.kind is Kind.GRAPH
    assert document.data == GRAPH
    assert document.findings == ()
    assert not document.source.text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("raw", "place", "says"),
    [
        (
            b'{\n  "name": "Caf\xe9"}',
            "2:15",
            'byte 16 (e9 22 7d) does not fit => save the file as UTF-8; in Windows-1252 that byte is "é"',
        ),
        (b'{"a": "\x81"}', "1:8", "byte 7 (81 22 7d) does not fit"),
        (b'\xff\xfe{\x00"\x00\x00\xd8', "1:3", "not valid UTF-16-LE: byte "),
        (TEXT.encode()[:-1] + "é".encode()[:1], f"1:{len(TEXT)}", "does not fit"),
        ("é".encode() * 3 + b"\xff", "1:4", "byte 6 (ff)"),
    ],
)
def test_names_the_byte_that_is_no_text(raw: bytes, place: str, says: str) -> None:
    rule, message, where = only_finding(raw)
    assert (rule, where) == ("bad-encoding", place)
    assert says in message


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "1:1", "the file is empty"),
        (" \n\t", "1:1", "nothing but blanks"),
        ('{"a": 1,}', "1:8", "a comma before the closing bracket"),
        ('{"a": [1, 2,\n ]}', "1:12", "a comma before the closing bracket"),
        ('{"a": 1 // one\n}', "1:9", "a comment is not valid JSON => remove it"),
        ('{\n# one\n"a": 1}', "2:1", "a comment is not valid JSON => remove it"),
        ("{'a': 1}", "1:2", "=> use double quotes"),
        ('{"a": \u201cb\u201d}', "1:7", "typographic quotation mark"),
        ('{"a": True}', "1:7", "True is not valid JSON => write true"),
        ('{"a": None}', "1:7", "None is not valid JSON => write null"),
        ('{"a": undefined}', "1:7", "undefined is not valid JSON => write null"),
        ('{"a": 1 "b": 2}', "1:9", "a comma is missing before"),
        ('[{"a": 1}\n {"b": 2}]', "2:2", "a comma is missing before"),
        ('{"a": 1, , "b": 2}', "1:10", "a comma too many"),
        ('{"a" 1}', "1:6", "expected a colon"),
        ("{a: 1}", "1:2", "expected the name of a member in double quotes, found"),
        ('{"a": }', "1:7", "expected a value"),
        ('{"a": 1} {"b": 2}', "1:10", "a second JSON value follows"),
        ('{"a": 1} end', "1:10", "text after the end"),
        ('{"a": "b\nc"}', "1:9", "a string contains a line break => write it as the escape \\n"),
        ('{"a": "b\x01c"}', "1:9", "a string contains U+0001 => write it as the escape \\u0001"),
        ('{"a": "C:\\models"}', "1:10", "double a backslash"),
        ('{"a": "b', "1:7", "never closed"),
        ('{"a": [1, {"b":\n2}', "2:2", "the list opened on line 1 is never closed (2 brackets are open)"),
        ('{"a":', "1:5", "ends too early"),
        ("<!DOCTYPE html>", "1:1", "HTML or XML"),
        ('{\n<<<<<<< ours\n"a": 1}', "2:1", "merge conflict"),
    ],
)
def test_says_what_is_wrong_with_the_syntax(text: str, place: str, says: str) -> None:
    rule, message, where = only_finding(text)
    assert (rule, where) == ("syntax-error", place)
    assert says in message


def test_a_file_cut_off_anywhere_gives_one_finding() -> None:
    text = json.dumps(GRAPH, indent=1)
    for end in range(len(text)):
        loaded = load(text[:end])
        assert loaded.documents == []
        assert [f.rule for f in loaded.findings] == ["syntax-error"]


@pytest.mark.parametrize("bracket", ["[", '{"a":', '[{"a":'])
def test_endless_nesting_is_a_finding(bracket: str) -> None:
    rule, message, _ = only_finding(bracket * 300_000)
    assert rule == "nested-too-deep"
    assert "nested too deep" in message


def test_a_parser_without_a_limit_of_its_own_gets_that_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What 3.14 and later read, and no server does."""
    assert nested_too_deep("[" * 9_999 + "]" * 9_999) is None
    assert nested_too_deep("[" + "[]," * 20_000 + "1]") is None
    found = nested_too_deep("[" * 10_000 + "]" * 10_000)
    assert found is not None
    assert (found.rule, found.offset) == ("nested-too-deep", 500)
    monkeypatch.setattr("wflint.document.load._HAS_LIMIT", False)
    monkeypatch.setattr("wflint.document.syntax._MOST_LEVELS", 10)
    assert load(b"[[[[[[[[[[1]]]]]]]]]]").findings == []
    deep = load(b"[[[[[[[[[[[1]]]]]]]]]]]")
    assert ([f.rule for f in deep.findings], deep.documents) == (["nested-too-deep"], [])


def odd(text: str) -> list[tuple[str | None, Any, int, bool]]:
    loaded = load(text)
    assert loaded.findings == []
    return [
        (f.rule, f.pointer, f.occurrence, f.on_key)
        for document in loaded.documents
        for f in document.findings
    ]


def test_repeated_keys_at_any_depth() -> None:
    text = (
        '{"nodes": {"a": {"id": "a", "type": "add", "a": 1, "b": 2, "a": 3, "a": 4}, "b": {}, "b": {}},'
        ' "edges": []}'
    )
    assert odd(text) == [
        ("duplicate-key", ("nodes", "b"), 1, True),
        ("duplicate-key", ("nodes", "a", "a"), 1, True),
        ("duplicate-key", ("nodes", "a", "a"), 2, True),
    ]
    (document,) = load(text).documents
    assert document.data["nodes"]["a"]["a"] == 4  # the last one wins, as everywhere
    assert document.findings[0].message == 'node id "b" occurs twice in /nodes'


def test_a_repeated_key_outside_the_document_is_placed_by_offset() -> None:
    text = '{"name": "x", "name": "y", "workflow": {"nodes": [], "edges": [], "meta": {"version": "4.0.0"}}}'
    (document,) = load(text).documents
    assert document.base == ("workflow",)
    (finding,) = document.findings
    assert finding.offset == text.rindex('"name"')


def test_constants_and_endless_numbers() -> None:
    digits = "7" * 5000
    text = (
        '{"nodes": {"a": {"x": NaN, "y": [-Infinity, 1e999], "z": ' + digits + ', "w": "NaN"}}, "edges": []}'
    )
    assert [(rule, pointer) for rule, pointer, *_ in odd(text)] == [
        ("non-standard-number", ("nodes", "a", "x")),
        ("non-standard-number", ("nodes", "a", "y", 0)),
        ("non-standard-number", ("nodes", "a", "z")),
    ]
    (document,) = load(text).documents
    assert document.data["nodes"]["a"]["z"] == float("inf")


def test_half_characters() -> None:
    text = r'{"nodes": {"a": {"p": "\ud83d", "\udc00": 1, "q": "\ud83d\ude00", "r": "\\ud800"}}, "edges": []}'
    assert odd(text) == [
        ("bad-encoding", ("nodes", "a", "\udc00"), 0, True),
        ("bad-encoding", ("nodes", "a", "p"), 0, False),
    ]


def test_findings_are_limited() -> None:
    text = '{"nodes": {"a": {"x": [' + ",".join(["NaN"] * 5000) + ']}}, "edges": []}'
    assert len(odd(text)) == 1000


def test_a_big_file_costs_what_its_size_says() -> None:
    node = json.dumps({"id": "n", "type": "integer", "value": 1})

    def read(count: int) -> Callable[[], object]:
        raw = ('{"edges": [], "nodes": {' + ",".join(f'"{i}": {node}' for i in range(count)) + "}}").encode()
        return lambda: load(raw)

    assert growth(read, 2000) < 2.1


@pytest.mark.parametrize(("digits", "kind"), [(3999, int), (4000, float)])
def test_numbers_of_thousands_of_digits(digits: int, kind: type) -> None:
    """Python's parser stops at the longest; the rest of the file is still read."""
    texts = {"longest": "1" * 5000, "more": "1" * digits}
    members = ", ".join(f'"{name}": {text}' for name, text in texts.items())
    (document,) = load('{"edges": [], "nodes": {}, ' + members + "}").documents
    assert type(document.data["longest"]) is float
    assert type(document.data["more"]) is kind


def test_of_texts_inside_an_object_only_documents_count() -> None:
    graph = json.dumps({"nodes": {}, "edges": []})
    both = load(json.dumps({"invokeai_workflow": '{"a": 1}', "invokeai_graph": graph})).documents
    assert [(d.kind, d.part, d.dumped) for d in both] == [(Kind.GRAPH, "graph", True)]
    neither = load(json.dumps({"invokeai_workflow": '{"a": 1}', "invokeai_graph": "[]"})).documents
    assert [d.kind for d in neither] == [Kind.UNKNOWN]


def test_what_is_odd_is_told_of_the_document_that_it_lies_in() -> None:
    graph = '{"nodes": {}, "edges": []}'
    odd = '{"nodes": {}, "edges": [], "scale": 1, "scale": 2}'
    for first, second in ((odd, graph), (graph, odd)):
        documents = load_bytes(f"[{first}, {second}]".encode(), "a.json").documents
        told = [[f.rule for f in document.findings] for document in documents]
        assert told == ([["duplicate-key"], []] if first is odd else [[], ["duplicate-key"]])
