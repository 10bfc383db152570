"""Repeated keys are told from counts; here they are compared with a look at each object, text by text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.document import repeats
from wflint.document.load import load_bytes

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# Texts that look like what is counted: colons, quotes and backslashes, blanks before them.
STRINGS = st.one_of(
    st.sampled_from(["a", "b", "", ":", '":', ' ":', " :", '": ', "\\", '\\":', "\n:", "é :", "a\n"]),
    st.text(alphabet='ab":\\ \n\té', max_size=6),
)
BLANKS = st.sampled_from(["", "", " ", "\n", "\t", "\r\n", "  "])


def spelled(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    """Objects and lists in every spelling; their keys repeat now and then."""
    keys = st.builds(json.dumps, STRINGS, ensure_ascii=st.booleans())
    member = st.builds("{}{}:{}{}".format, keys, BLANKS, BLANKS, inner)
    return st.one_of(
        st.builds(
            lambda members, blank: f"{{{blank}{(',' + blank).join(members)}}}", st.lists(member), BLANKS
        ),
        st.builds(lambda items, blank: f"[{(blank + ',').join(items)}]", st.lists(inner), BLANKS),
    )


LEAVES = st.one_of(st.sampled_from(["1", "-0.5", "null", "true"]), st.builds(json.dumps, STRINGS))
TEXTS = spelled(st.recursive(LEAVES, spelled, max_leaves=12))


def looked_at(text: str) -> tuple[bool, int]:
    """Whether some object has a key twice, and how many members all objects keep."""
    repeated, members = False, 0

    def hook(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated, members
        repeated = repeated or len(dict(pairs)) != len(pairs)
        members += len(dict(pairs))
        return dict(pairs)

    json.loads(text, object_pairs_hook=hook)
    return repeated, members


@given(TEXTS)
def test_repeats_are_those_of_a_look_at_each_object(text: str) -> None:
    repeated, members = looked_at(text)
    assert repeats.has_repeats(text, members) is repeated
    found = any(
        finding.rule == "duplicate-key"
        for document in load_bytes(text.encode(), "some.json").documents
        for finding in document.findings
    )
    assert found is repeated


@pytest.mark.parametrize("text", ['{"a": "b: c"}', '{"a":\n"x:y", "b" : 1}', '{"a": "b::c", "b": ["d:"]}'])
def test_plain_texts_need_no_look_at_each_object(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "_spells_more", lambda _text: pytest.fail("looked at each object"))
    assert not repeats.has_repeats(text, looked_at(text)[1])
