"""Adding to YAML files of other people: every byte stays, and what the file says, beside the addition."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wflint.engine.adopt.yaml_text import YamlTextError, with_item, with_key

ITEM = "- repo: us\n  rev: v1\n  hooks:\n    - id: ours\n"
OURS = {"repo": "us", "rev": "v1", "hooks": [{"id": "ours"}]}

ADDED = {
    "indented": "repos:\n  - repo: a\n    hooks:\n      - id: x\n",
    "flush": "repos:\n- repo: a\n  hooks:\n  - id: x\n",
    "deep": "repos:\n      - repo: a\n        hooks: [{id: x}]\n",
    "no end": "repos:\n  - repo: a\n    hooks:\n      - id: x",
    "key behind": "repos:\n  - repo: a\n    hooks:\n      - id: x\n\n\nci:\n  skip: [x]\n",
    "comments": "# top\nrepos: # all\n  - repo: a # one\n    hooks:\n      - id: x\n      # - id: y\n# end\n",
    "commented out": "repos:\n- repo: a\n  hooks:\n  - id: x\n# - repo: b\n#   hooks: []\n",
    "long text": "repos:\n"
    "  - repo: local\n    hooks:\n      - id: x\n        entry: |\n          a\n\n          b\n\n\nci: {}\n",
    "folded": "repos:\n"
    "  - repo: local\n    hooks:\n      - id: x\n        entry: >-\n          a # no comment\n          b",
    "quoted lines": 'repos:\n  - repo: a\n    exclude: "a\n\n      b"\n',
    "flow item": "repos:\n  - {repo: a, hooks: [{id: x}]}\n",
    "empty": "repos: []\n",
    "empty with comment": "a: 1\nrepos: [] # nothing yet\nb: 2\n",
    "no repos": "default_stages: [pre-commit]\n",
    "comments only": "# nothing yet\n",
    "nothing": "",
    "two signs": "repos:\r\n  - repo: a\r\n    hooks:\r\n      - id: x\r\n\r\nci: {}\r\n",
    "mark": "\ufeffrepos:\n  - repo: a\n",
    "start": "---\nrepos:\n  - repo: a\n",
    "anchors": "x: &x [a]\nrepos:\n  - repo: a\n    types: *x\n",
    "bomb": "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(30))
    + "repos:\n  - repo: a\n",
    "several": "repos:\n" + "".join(f"  - repo: r{n}\n    hooks:\n      - id: h{n}\n" for n in range(50)),
    "repos elsewhere": "x:\n  repos:\n    - a\nrepos:\n  - repo: b\n",
}


@pytest.mark.parametrize("name", ADDED)
def test_an_item_more(name: str) -> None:
    before = ADDED[name].encode()
    after = with_item(before, "repos", ITEM)
    if name not in ("empty", "empty with comment"):
        assert is_only_more(before, after)
    if name == "bomb":
        return  # nobody loads this
    was, now = yaml.safe_load(before), yaml.safe_load(after)
    was = was or {}
    assert now == {**was, "repos": [*(was.get("repos") or []), OURS]}
    for line in before.decode().splitlines():
        if "#" in line:
            assert line.partition("#")[2] in after.decode()


def is_only_more(before: bytes, after: bytes) -> bool:
    """Whether the one is the other with bytes put in at one place."""
    same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    return after.endswith(before[same:]) or any(
        after.startswith(before[:n]) and after.endswith(before[n:]) for n in range(same + 1)
    )


LEFT = {
    "flow": "repos: [{repo: a}]\n",
    "all in braces": "{repos: [{repo: a}]}\n",
    "a list": "- repo: a\n",
    "a text": "hello\n",
    "no list": "repos: a\n",
    "null": "repos:\n",
    "alias": "x: &x [a]\nrepos: *x\n",
    "broken": "repos:\n  - [\n",
    "tab": "repos:\n\t- a\n",
    "two documents": "repos:\n  - repo: a\n---\nrepos: []\n",
    "ended": "repos:\n  - repo: a\n...\n---\nx: 1\n",
    "kept lines": "repos:\n  - repo: a\n    x: |+\n      b\n\n\n",
    "mixed ends": "repos:\r\n  - repo: a\n",
    "deep": "repos: " + "[" * 5000,
    "deep items": "repos:\n" + "".join("  " * n + "- a:\n" for n in range(1, 400)),
    "control": "repos:\n  - repo: \x01\n",
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_not_added_to(name: str) -> None:
    before = LEFT[name].encode()
    try:
        after = with_item(before, "repos", ITEM)
    except YamlTextError:
        return
    was, now = yaml.safe_load(before), yaml.safe_load(after)  # else it was right
    assert now == {**was, "repos": [*was["repos"], OURS]}


KEY = "\n# ours\nwflint:\n  script: [x]\n"


@pytest.mark.parametrize(
    "before",
    [
        "a: 1\n",
        "a: 1",
        "",
        "# c\n",
        "a:\n  - b\n  - c: |\n      d\n",
        "a:\r\n  b: 1\r\n",
        "x: &x {a: 1}\ny: {<<: *x}\nz: !reference [x, a]\n",
        "---\na: 1\n",
    ],
)
def test_a_key_more(before: str) -> None:
    after = with_key(before.encode(), KEY)
    assert after.startswith(before.encode())
    assert after.decode().replace("\r\n", "\n").endswith(KEY)


@pytest.mark.parametrize("before", ["a: 1\n...\n", "- a\n", "{a: 1}\n", "a: |+\n  b\n\n", "a: [\n", "\ta: 1"])
def test_a_key_that_has_no_place(before: str) -> None:
    try:
        after = with_key(before.encode(), KEY)
    except YamlTextError:
        return
    assert yaml.safe_load(after) == {**yaml.safe_load(before), "wflint": {"script": ["x"]}}


VALUES: Any = st.recursive(
    st.one_of(st.text(max_size=12), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    before=st.lists(VALUES, max_size=3),
    keys=st.dictionaries(st.text("abc", min_size=1, max_size=4), VALUES, max_size=3),
    style=st.sampled_from([None, False, True]),
    indent=st.integers(2, 6),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_yaml_there_is(
    before: list[Any], keys: dict[str, Any], style: bool | None, indent: int, end: str
) -> None:
    whole = {**keys, "repos": before}
    text = yaml.safe_dump(whole, default_flow_style=style, indent=indent, allow_unicode=True, line_break=end)
    try:
        after = with_item(text.encode(), "repos", ITEM)
    except YamlTextError:
        return
    was = yaml.safe_load(text)  # not all of what was dumped comes back: U+0085 does not
    assert yaml.safe_load(after) == {**was, "repos": [*was["repos"], OURS]}
