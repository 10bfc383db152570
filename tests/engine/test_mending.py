"""Mending one file: rounds, consequences, what is taken back, and how much a hostile file may cost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from wflint.diagnostics import Confidence, Diagnostic, Effect, Severity, Stage
from wflint.diagnostics.fix import Fix, add, display, remove, rename, replace, safe, unsafe
from wflint.engine.mended_errors import new_errors
from wflint.engine.mending import Mended, fixable, mend

if TYPE_CHECKING:
    from collections.abc import Callable

    Judge = Callable[[Any], list[Diagnostic]]


def said(
    message: str,
    fix: Fix | None = None,
    *,
    slug: str = "rule",
    node: str | None = None,
    field: str | None = None,
    severity: Severity = Severity.ERROR,
    suppressed: str | None = None,
) -> Diagnostic:
    return Diagnostic(
        code="XX101",
        slug=slug,
        severity=severity,
        effect=Effect.REJECTED,
        stage=Stage.LOAD,
        message=message,
        file="f.json",
        part=None,
        kind="workflow",
        pointer="",
        occurrence=0,
        node=node,
        node_type=None,
        field=field,
        span=None,
        confidence=Confidence.CERTAIN,
        related=(),
        targets=(),
        fingerprint=f"{slug} {node} {field} {message}",
        fix=fix,
        suppressed=suppressed,
    )


class Looked:
    """A check that judges the data, and counts how often it was asked."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.times = 0

    def __call__(self, raw: bytes) -> list[Diagnostic]:
        self.times += 1
        return self.judge(json.loads(raw))


def mended(data: Any, judge: Judge, **wishes: Any) -> tuple[Any, Mended]:
    found = mend(json.dumps(data).encode(), Looked(judge), **wishes)
    return json.loads(found.raw), found


def test_all_that_is_apart_goes_in_one_round() -> None:
    look = Looked(lambda data: [said(f"{k}", safe("remove", remove(k)), node=k) for k in data if k != "x"])
    found = mend(b'{"x": 1, "a": 2, "b": 3}', look)
    assert found.raw == b'{"x": 1}'
    assert [d.message for d in found.applied] == ["a", "b"]
    assert (look.times, list(found.left)) == (2, [])


def test_nothing_to_mend_gives_the_very_bytes() -> None:
    raw = b'{"a": 1}'
    found = mend(raw, Looked(lambda _: [said("an advice", display("show", remove("a"))), said("none")]))
    assert found.raw is raw
    assert (found.applied, list(found.refused), list(found.doubted)) == ([], [], [])


@pytest.mark.parametrize(
    ("fix", "wishes", "is_mended"),
    [
        (safe("t", remove("a")), {}, True),
        (unsafe("t", remove("a")), {}, False),
        (unsafe("t", remove("a")), {"unsafe": True}, True),
        (display("t", remove("a")), {"unsafe": True}, False),
        (safe("t"), {"unsafe": True}, False),
        (None, {"unsafe": True}, False),
    ],
)
def test_what_is_mended(fix: Fix | None, wishes: dict[str, bool], is_mended: bool) -> None:
    def judge(data: Any) -> list[Diagnostic]:
        return [said("a is there", fix)] if "a" in data else []

    assert mended({"a": 1}, judge, **wishes)[0] == ({} if is_mended else {"a": 1})
    assert fixable(said("a", fix), unsafe="unsafe" in wishes) is is_mended


def test_what_is_hidden_stays() -> None:
    def judge(_data: Any) -> list[Diagnostic]:
        return [said("a is there", safe("t", remove("a")), suppressed="notes")]

    assert mended({"a": 1}, judge)[0] == {"a": 1}


def test_a_fix_that_brings_an_error_is_taken_back_alone() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        found = [said(k, safe("remove", remove(k)), node=k) for k in data if k != "x"]
        return found if "bad" in data else [*found, said("bad is missing", slug="other")]

    data, found = mended(dict.fromkeys(("a", "b", "bad", "c", "d", "x"), 1), judge)
    assert data == {"bad": 1, "x": 1}
    assert sorted(d.message for d in found.applied) == ["a", "b", "c", "d"]
    assert [d.message for d in found.refused] == ["bad"]


def test_a_warning_or_what_is_hidden_is_no_new_error() -> None:
    for other in ({"severity": Severity.WARNING}, {"suppressed": "baseline"}):

        def judge(data: Any, other: Any = other) -> list[Diagnostic]:
            return [said("a", safe("t", remove("a")))] if "a" in data else [said("b", slug="o", **other)]

        assert mended({"a": 1}, judge)[0] == {}


def renaming(data: Any) -> list[Diagnostic]:
    """A node whose type has another name, and then its inputs."""
    if data["type"] == "old":
        return [said("old is gone", safe("rename", replace("type", value="new")), node="n")]
    return [
        said(
            f"no input {k}",
            safe("rename", rename("inputs", k, to=k.upper())),
            slug="input",
            node="n",
            field=k,
        )
        for k in data["inputs"]
        if k.islower()
    ]


def test_consequences_are_mended_with_their_cause() -> None:
    data, found = mended({"type": "old", "inputs": {"a": 1, "b": 2}}, renaming)
    assert data == {"type": "new", "inputs": {"A": 1, "B": 2}}
    assert [d.message for d in found.applied] == ["old is gone", "no input a", "no input b"]


def test_consequences_that_cannot_all_be_mended_take_the_cause_back() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        return [d._replace(fix=None) if d.field == "b" else d for d in renaming(data)]

    before = {"type": "old", "inputs": {"a": 1, "b": 2}}
    data, found = mended(before, judge)
    assert (data, found.applied) == (before, [])


def test_an_unsafe_cure_of_a_consequence_is_not_part_of_a_safe_fix() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        found = renaming(data)
        return (
            found
            if data["type"] == "old"
            else [d._replace(fix=unsafe("t", *d.fix.edits)) for d in found if d.fix]
        )

    before = {"type": "old", "inputs": {"a": 1}}
    assert mended(before, judge)[0] == before
    assert mended(before, judge, unsafe=True)[0] == before  # the safe one alone brings an error


def test_a_longer_chain_than_is_looked_ahead() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        n = data["n"]
        return [said(f"{n} is wrong", safe("t", replace("n", value=n + 1)))] if n < 9 else []

    assert mended({"n": 0}, judge)[0] == {"n": 9}  # each error takes the place of the last

    def others(data: Any) -> list[Diagnostic]:
        n = data["n"]
        return [said(f"{n}", safe("t", replace("n", value=n + 1)), slug=f"rule{n}")] if n < 9 else []

    assert mended({"n": 0}, others)[0] == {"n": 0}
    assert mended({"n": 6}, others)[0] == {"n": 9}


def test_what_was_refused_is_tried_again_when_others_were_mended() -> None:
    """A second run finds nothing that the first left."""

    def judge(data: Any) -> list[Diagnostic]:
        found = []
        if "lock" in data:
            found.append(said("lock", safe("t", remove("lock")), slug="zz"))
        if "door" in data:
            found.append(said("door", safe("t", remove("door")), slug="aa"))
        elif "lock" in data:
            found.append(said("a lock without a door", slug="new"))
        return sorted(found, key=lambda d: d.slug)

    data, found = mended({"door": 1, "lock": 2}, judge)
    assert data == {}
    assert [d.message for d in found.applied] == ["lock", "door"]


def test_two_rules_do_not_take_both_of_two_twins() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        if len(data["edges"]) < 2:
            return []
        one = said("twice", unsafe("remove the second", remove("edges", 1)), slug="twice")
        return [one, said("second", unsafe("remove the first", remove("edges", 0)), slug="second")]

    assert mended({"edges": ["e", "e"]}, judge, unsafe=True)[0] == {"edges": ["e"]}


def test_additions_at_the_end_go_together() -> None:
    look = Looked(
        lambda data: [
            said(str(n), safe("t", add("l", "-", value=n))) for n in range(100) if n not in data["l"]
        ]
    )
    found = mend(b'{"l": []}', look)
    assert json.loads(found.raw)["l"] == list(range(100))
    assert look.times == 2


def test_fixes_that_undo_each_other_come_to_an_end() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        return [said(f"it is {data['a']}", safe("toggle", replace("a", value=not data["a"])))]

    look = Looked(judge)
    mend(b'{"a": true}', look)
    assert look.times < 10


def test_a_safe_fix_that_changes_the_request_is_left_alone() -> None:
    asked = []

    def same(before: bytes, after: bytes, diagnostics: Any, mended: Any) -> bool:
        asked.append((before, after, len(diagnostics)))
        return b"run" in after

    def judge(data: Any) -> list[Diagnostic]:
        make = unsafe if "x" in data else safe
        return [
            said(k, (unsafe if k == "u" else make)("remove", remove(k)), node=k) for k in data if k != "x"
        ]

    found = mend(b'{"run": 1, "a": 2, "u": 3}', Looked(judge), same=same)
    assert found.raw == b'{"run": 1, "u": 3}'
    assert [d.message for d in found.doubted] == ["run"]
    assert asked[0] == (b'{"run": 1, "a": 2, "u": 3}', b'{"u": 3}', 3)
    asked.clear()
    assert mend(b'{"run": 1, "a": 2, "x": 0}', Looked(judge), same=same, unsafe=True).raw == b'{"x": 0}'
    assert asked == []


def test_images_and_broken_text_are_left_alone() -> None:
    for raw in (b"\x89PNG {}", b'RIFF{"a": 1}', b'{"a": "\xff"}'):
        found = mend(raw, lambda _: [said("a", safe("t", remove("a")))])
        assert found.raw is raw


def test_a_fix_that_cannot_be_made_hinders_no_other() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        wrong = said("wrong", safe("t", remove("nowhere")), slug="w", node="w")
        return [wrong, *(said(k, safe("t", remove(k)), node=k) for k in data)]

    data, found = mended({"a": 1, "b": 2}, judge)
    assert data == {}
    assert [d.message for d in found.refused] == ["wrong"]


def test_hundreds_of_findings_that_must_all_be_taken_back_cost_no_check_each() -> None:
    def judge(data: Any) -> list[Diagnostic]:
        missing = [said(f"{n} is missing", slug="m", node=str(n)) for n in range(400) if str(n) not in data]
        return missing + [said(k, safe("t", remove(k)), node=k) for k in data]

    look = Looked(judge)
    raw = json.dumps({str(n): n for n in range(400)}).encode()
    assert mend(raw, look).raw == raw
    assert look.times <= 301


def test_which_errors_are_new() -> None:
    a = said("a", node="n", field="f")
    assert new_errors([a], [a], "") == []
    assert new_errors([a], [a, a], "") == [a]
    assert new_errors([], [a], "") == [a]
    assert new_errors([a._replace(part="workflow")], [a._replace(part="graph")], "") == []
    assert new_errors([a], [a._replace(message="of 3, not 4")], "") == []  # the same input of the same node
    assert new_errors([a], [a._replace(field="g", message="a cycle that ends elsewhere")], "") == []
    other = a._replace(field="g", fingerprint="other")
    assert new_errors([a], [other], "") == [other]
    renamed = a._replace(node="m", fingerprint="other")
    assert new_errors([a], [renamed], '{"id": "n"}') == []  # the node has another name now
    assert new_errors([a], [renamed], '{"id": "n", "other": "m"}') == [
        renamed
    ]  # it was there, without a fault
    assert new_errors([a], [renamed, renamed], '{"id": "n"}') == [renamed]
    assert new_errors([a, a._replace(message="b")], [a._replace(message="b")], "") == []
