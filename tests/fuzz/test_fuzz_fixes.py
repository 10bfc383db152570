"""Fixes of any file: none raises, adds an error or touches what it is not about; a second run does nothing.

Safe ones leave the request as it was.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.test_fuzz import BATCHES, CATALOGUE, EXAMPLES, FUZZ, GRAPHS, SEEDS, WORKFLOWS
from wflint.diagnostics.fix import END, Op, Safety
from wflint.document.decode import decode
from wflint.document.edit import edit_text
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.mended_errors import new_errors, not_hidden
from wflint.engine.mending import Mended, fixable, mend
from wflint.engine.same_request import same_request
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic

ROOT = Path(__file__).parents[2]
CHECKER = Checker((CATALOGUE,), None, None)
SAME = partial(same_request, catalogues=(CATALOGUE,))
LIBRARY = sorted((ROOT / "workflows").glob("*.json"))
FIXTURES = sorted(p for p in (ROOT / "fixtures").glob("rules/*/*.json") if ".fixed" not in p.suffixes)
FEWER = settings(FUZZ, max_examples=max(EXAMPLES // 5, 60))


def look(raw: bytes) -> list[Diagnostic]:
    found = examine(raw, "fuzz", CHECKER)
    if CHECKER.crashes:
        raise CHECKER.crashes.pop().error
    return found.diagnostics


def check_fixes(raw: bytes) -> None:
    """All that must hold of the fixes of a file."""
    text, fault = decode(raw)
    before = look(raw)
    for d in before:
        if fault is None and d.fix is not None and d.fix.safety is not Safety.DISPLAY:
            check_edits(text, d)
    if all(d.fix is None for d in before):
        assert mend(raw, look, unsafe=True).raw is raw
        return
    safe = mend(raw, look, same=SAME)
    check_mended(raw, before, safe, unsafe=False)
    assert safe.raw == raw or same_request(raw, safe.raw, before, catalogues=(CATALOGUE,))
    check_mended(raw, before, mend(raw, look, unsafe=True, same=SAME), unsafe=True)


def check_edits(text: str, d: Diagnostic) -> None:
    """A fix can be made, and does what its pointers say: the rest of the data is the same."""
    assert d.fix is not None
    edited = edit_text(text, d.fix.edits)
    assert edited != text, (d.slug, d.fix)
    if any(edit.occurrence is not None or edit.op is Op.RENAME for edit in d.fix.edits):
        return
    try:
        data = json.loads(text)
    except ValueError:  # a number of thousands of digits
        return
    assert json.loads(edited) == applied(data, d), (d.slug, d.fix)


def applied(data: Any, d: Diagnostic) -> Any:
    """The edits made on data, from behind, so that indices stay what they were."""
    assert d.fix is not None

    def at(pointer: tuple[str | int, ...]) -> Any:
        found = data
        for part in pointer:
            found = found[part]
        return found

    def order(edit: Any) -> list[tuple[int, Any]]:
        return [(part, "") if type(part) is int else (-1, part) for part in edit.pointer]

    additions = [e for e in d.fix.edits if e.op is Op.ADD and e.pointer[-1] == END]
    for edit in additions + sorted((e for e in d.fix.edits if e not in additions), key=order, reverse=True):
        holder, last = at(edit.pointer[:-1]), edit.pointer[-1]
        if edit.op is Op.REMOVE:
            del holder[last]
        elif edit.op is Op.REPLACE:
            holder[last] = edit.value
        elif type(holder) is list:
            holder.insert(len(holder) if last == END else int(last), edit.value)
        else:
            assert last not in holder
            holder[last] = edit.value
    return data


def check_mended(raw: bytes, before: list[Diagnostic], found: Mended, *, unsafe: bool) -> None:
    assert list(found.left) == look(found.raw)
    new = new_errors(before, found.left, decode(raw)[0])
    assert not_hidden(new, found.applied) == []  # what a fault hid, its fix brings to light
    assert all(fixable(d, unsafe=unsafe) for d in found.applied)
    assert bool(found.applied) == (found.raw != raw)
    again = mend(found.raw, look, unsafe=unsafe, same=SAME)
    assert again.raw == found.raw, [(d.slug, d.fix) for d in again.applied]
    left = [d for d in found.left if fixable(d, unsafe=unsafe)]
    assert left == [*found.doubted, *found.refused] or len(left) == len(found.doubted) + len(found.refused)


def dumped(data: Any, indent: int | None) -> bytes:
    return json.dumps(data, indent=indent).encode()


@FEWER
@given(WORKFLOWS, st.sampled_from([None, 2]))
def test_fixes_of_workflows(data: Any, indent: int | None) -> None:
    check_fixes(dumped(data, indent))


@FEWER
@given(GRAPHS, st.sampled_from([None, 2]))
def test_fixes_of_graphs(data: Any, indent: int | None) -> None:
    check_fixes(dumped(data, indent))


@FEWER
@given(BATCHES | st.fixed_dictionaries({"workflow": WORKFLOWS, "graph": GRAPHS}))
def test_fixes_of_bodies_and_records(data: Any) -> None:
    check_fixes(dumped(data, None))


@FEWER
@given(st.sampled_from(SEEDS), st.data())
def test_fixes_of_real_files_with_a_change(raw: bytes, data: Any) -> None:
    """A member that goes, comes twice, or has another value."""
    try:
        whole = json.loads(raw)
    except ValueError:
        check_fixes(raw)
        return
    holder = whole
    for _ in range(data.draw(st.integers(0, 4))):
        inner = [
            v for v in (holder.values() if type(holder) is dict else holder) if type(v) in (dict, list) and v
        ]
        if not inner:
            break
        holder = data.draw(st.sampled_from(inner))
    if holder:
        place = data.draw(st.sampled_from(list(holder) if type(holder) is dict else range(len(holder))))
        how = data.draw(st.sampled_from(["go", "twice", "null", "text", "number"]))
        if how == "go":
            del holder[place]
        elif how == "twice" and type(holder) is list:
            holder.append(holder[place])
        else:
            holder[place] = {"null": None, "text": "x", "number": -1}.get(how, "a")
    check_fixes(dumped(whole, 2))


@pytest.mark.parametrize("path", FIXTURES + LIBRARY, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_fixes_of_our_own_files(path: Path) -> None:
    check_fixes(path.read_bytes())


def test_rules_that_call_a_fix_safe_are_right() -> None:
    """No safe fix of a fixture changes a request: what does is unsafe."""
    doubted = {
        (d.slug, path.name, d.fix.title if d.fix else "")
        for path in FIXTURES + LIBRARY
        for d in mend(path.read_bytes(), look, same=SAME).doubted
    }
    assert doubted == set()
    assert all_rules()
