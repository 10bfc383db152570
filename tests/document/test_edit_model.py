"""Random edits of random JSON texts against a model of the data: what is not edited stays, however spelled.

The model is a tree of objects (lists of pairs, as keys may repeat), lists, and scalars as they are spelled.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.test_fuzz import EXAMPLES
from wflint.diagnostics.fix import Edit, Op
from wflint.document.decode import decode, encode
from wflint.document.edit import edit_text, splices

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, DrawFn


class Spelled(NamedTuple):
    """A scalar: how a text spells it, and what it is."""

    text: str
    value: Any


class Obj(list[tuple[str, Any]]):
    """Members in order, keys may repeat."""


def number(text: str) -> tuple[str, str]:
    """A number as it is spelled: two spellings are two numbers here."""
    return ("number", text)


def parse(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=Obj, parse_int=number, parse_float=number, parse_constant=number
    )


KEYS = st.sampled_from(["a", "b", "", "é", "a/b", '"', "nodes"])
NUMBERS = ("0", "-0", "1.0", "1e400", "1E+2", "123456789012345678901234567890", "NaN", "Infinity")
SCALARS = st.sampled_from([Spelled(text, number(text)) for text in NUMBERS]) | st.sampled_from(
    [
        Spelled("true", True),
        Spelled("null", None),
        Spelled('"a"', "a"),
        Spelled('"\\u0041\\/"', "A/"),
        Spelled('"\\ud83d\\ude00 \\ud800"', "😀 \ud800"),
        Spelled('"{,}[]: \\""', '{,}[]: "'),
    ]
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.lists(st.tuples(KEYS, inner), max_size=4).map(Obj),
    max_leaves=20,
)
ROOTS = st.lists(TREES, max_size=5) | st.lists(st.tuples(KEYS, TREES), max_size=5).map(Obj)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["x", "é", "\ud800", "\n"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)
BLANKS = st.sampled_from(["", " ", "\n", "\r\n", "\n\t", "  ", "\r", " \n  "])


@st.composite
def written(draw: DrawFn, tree: Any) -> str:
    """A text of the tree: neatly indented, or with any blanks anywhere."""
    indent = draw(st.sampled_from(["", " ", "  ", "\t", None, None]))
    line_break = draw(st.sampled_from(["\n", "\r\n"]))
    wild = indent is None and draw(st.booleans())

    def blank() -> str:
        return draw(BLANKS) if wild else ""

    def key(name: str) -> str:
        return json.dumps(name, ensure_ascii=draw(st.booleans()))

    def text(node: Any, level: int) -> str:
        if isinstance(node, Spelled):
            return node.text
        opening, closing = "{}" if isinstance(node, Obj) else "[]"
        inner = "" if indent is None else line_break + indent * (level + 1)
        outer = "" if indent is None else line_break + indent * level
        parts = []
        for member in node:
            name, value = member if isinstance(node, Obj) else (None, member)
            colon = "" if name is None else key(name) + blank() + ":" + ("" if wild else " ") + blank()
            parts.append(blank() + inner + colon + text(value, level + 1) + blank())
        return opening + ",".join(parts) + (outer if parts else blank()) + closing

    return blank() + text(tree, 0) + blank() + draw(st.sampled_from(["", "\n"]))


def plain(value: Any) -> Any:
    """Data of an edit as ``parse`` gives it back."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return number(str(value))
    if isinstance(value, dict):
        return Obj((name, plain(each)) for name, each in value.items())
    return [plain(each) for each in value]


def value_of(tree: Any) -> Any:
    """A tree as ``parse`` reads its text."""
    if isinstance(tree, Spelled):
        return tree.value
    if isinstance(tree, Obj):
        return Obj((name, value_of(each)) for name, each in tree)
    return [value_of(each) for each in tree]


class Plan:
    """Edits that do not collide, and what the tree must be after them."""

    def __init__(self, data: DataObject) -> None:
        self.edits: list[Edit] = []
        self._draw = data.draw

    def of(self, tree: Any, place: tuple[str | int, ...]) -> Any:
        """What a container becomes."""
        is_object = isinstance(tree, Obj)
        names = [name for name, _ in tree] if is_object else list(range(len(tree)))
        taken = set(names)
        before: dict[int, list[Any]] = {}  # what comes before an item
        new: list[Any] = []
        removed: set[str | int] = set()
        for n, (name, member) in enumerate(zip(names, tree, strict=True)):
            value = member[1] if is_object else member
            if name in removed:
                continue
            last = name not in names[n + 1 :]
            kept = self._member(name, value, place, names[:n].count(name), taken, last, name in names[:n])
            if kept is None:
                continue
            if kept == "all":
                removed.add(name)
                new = [each for each in new if names[each[0]] != name]
                taken.discard(name)
                continue
            new.append((n, kept if is_object else kept[1]))
        at_end = []
        for _ in range(self._draw(st.integers(0, 2))):
            value = self._draw(VALUES)
            if is_object:
                name = self._draw(KEYS | st.sampled_from(["new", "newer"]))
                if name not in taken:
                    taken.add(name)
                    self.edits.append(Edit(Op.ADD, (*place, name), value))
                    at_end.append((name, plain(value)))
                continue
            at = self._draw(st.integers(0, len(tree)) | st.just("-"))
            same = before.setdefault(at if at != "-" else len(tree), [])
            edit = Edit(Op.ADD, (*place, at), value)
            if all(
                json.dumps(edit.value) != json.dumps(e.value) or e.pointer != edit.pointer for e in self.edits
            ):
                self.edits.append(edit)
                same.append(plain(value))
        result: list[Any] = []
        for n in range(len(tree) + 1):
            result += before.get(n, ()) if not is_object else ()
            result += [each for number_, each in new if number_ == n]
        return Obj(result + at_end) if is_object else result

    def _member(
        self,
        name: str | int,
        value: Any,
        place: tuple[str | int, ...],
        number_: int,
        taken: set[str | int],
        last: bool,
        repeated: bool,
    ) -> Any:
        """What a member becomes: a pair, None where it goes, ``all`` where all of its name go."""
        occurrence = None if last and not (repeated and self._draw(st.booleans())) else number_
        action = self._draw(st.sampled_from(["keep", "keep", "remove", "replace", "rename", "inside"]))
        pointer = (*place, name)
        if action == "remove":
            self.edits.append(Edit(Op.REMOVE, pointer, None, occurrence))
            if occurrence is None and repeated:
                return self._all_gone(pointer)
            return None
        if action == "replace":
            other = self._draw(VALUES)
            self.edits.append(Edit(Op.REPLACE, pointer, other, occurrence))
            return name, plain(other)
        new_name = name
        if action == "rename" and isinstance(name, str) and not (repeated and occurrence is None):
            new_name = self._draw(st.sampled_from(["re", "renamed", "\ud800"]))
            if new_name in taken:
                return name, value_of(value)
            taken.add(new_name)
            self.edits.append(Edit(Op.RENAME, pointer, new_name, occurrence))
        elif action == "inside" and last and not isinstance(value, Spelled):
            return name, self.of(value, pointer)
        return new_name, value_of(value)

    def _all_gone(self, pointer: tuple[str | int, ...]) -> str:
        """All of a name go: no other edit may be about one of them."""
        self.edits = [
            e
            for e in self.edits
            if e.pointer[: len(pointer)] != pointer or (e.op is Op.REMOVE and e.occurrence is None)
        ]
        return "all"


@settings(
    max_examples=max(EXAMPLES, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(st.data())
def test_edits_do_what_the_model_says(data: DataObject) -> None:
    tree = data.draw(ROOTS)
    text = data.draw(written(tree))
    assert parse(text) == value_of(tree)
    plan = Plan(data)
    wanted = plan.of(tree, ())
    edits = plan.edits
    if data.draw(st.booleans()):  # of additions at one place the order counts
        edits = [e for e in edits if e.op is not Op.ADD] + [e for e in edits if e.op is Op.ADD]
    result = edit_text(text, edits)
    assert parse(result) == wanted
    at = 0
    kept = []
    for start, end, _ in splices(text, edits):
        assert at <= start <= end <= len(text)
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    at = 0
    for piece in kept:  # every byte outside of the edits is there, in its order
        at = result.index(piece, at) + len(piece)
    raw = text.encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))
    assert decode(encode(result, raw))[0] == result
