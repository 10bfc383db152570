"""Edits at pointers of a JSON text that keep every other byte: indentation, line ends, order, spelling.

Only containers with an edit in them are looked into; the others are passed over by the parser's own scanner.
What an edit puts in is written as its neighbours are (:mod:`wflint.document.json_style`).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.fix import END, Op
from wflint.document.json_style import Style, sober
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.diagnostics.fix import Edit

_blank = re.compile(r"[ \t\n\r]*").match
_scan: Any = json.JSONDecoder(parse_int=float).scan_once  # type: ignore[attr-defined]  # float: an int of 4,300 digits would raise
_string: Any = json.decoder.scanstring  # type: ignore[attr-defined]
_FAULTS = (ValueError, StopIteration, IndexError, AttributeError, TypeError, RecursionError)
_DEEPEST: Final = 60  # parts of a pointer; each level is scanned once more


class EditError(Exception):
    """An edit that cannot be made: nothing is at its pointer, or two edits are about the same place."""


class Splice(NamedTuple):
    """A stretch of a text, by offsets, and what takes its place."""

    start: int
    end: int
    text: str


def edit_text(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made at once: pointers and indices are those of ``text``.

    Raises EditError for a pointer that leads nowhere, for edits that overlap, for a member that is to be
    added (or a name that is to be given) and is there already, and for a text that is no JSON.
    """
    pieces: list[str] = []
    at = 0
    for start, end, new in splices(text, edits):
        pieces += (text[at:start], new)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def splices(text: str, edits: Iterable[Edit]) -> list[Splice]:
    """What :func:`edit_text` changes, in the order of the text. Raises EditError as it does."""
    editing = _Editing(text)
    try:
        tree = _Tree()
        for edit in edits:
            tree.put(edit)
        root = _skip(text, 0)
        if _skip(text, _scan(text, root)[1]) != len(text):
            raise EditError("something stands behind the JSON text")
        editing.inside(root, tree, sober(text[text.rfind("\n", 0, root) + 1 : root]))
    except _FAULTS as error:
        raise EditError(f"the text cannot be edited: {type(error).__name__}") from None
    return sorted(editing.splices, key=lambda splice: splice[:2])


class _Tree:
    """Edits by the way to them: of a member (``here``), into its value (``adds``), and deeper (``inner``).

    Both have an edit only once, as two findings may have the same cure.
    """

    __slots__ = ("adds", "here", "inner")

    def __init__(self) -> None:
        self.here: dict[Op, Edit] = {}
        self.adds: dict[tuple[object, str], Edit] = {}
        self.inner: dict[tuple[str | int, int | None], _Tree] = {}

    def put(self, edit: Edit) -> None:
        if not 0 < len(edit.pointer) <= _DEEPEST:
            raise EditError("the root cannot be edited" if not edit.pointer else "the place lies too deep")
        node = self
        way = edit.pointer[:-1] if edit.op is Op.ADD else edit.pointer
        for depth, part in enumerate(way, 1):
            occurrence = edit.occurrence if depth == len(edit.pointer) else None
            node = node.inner.setdefault((part, occurrence), _Tree())
        if edit.op is Op.ADD:
            node.adds.setdefault((edit.pointer[-1], _spelled(edit.value)), edit)
        else:
            held = node.here.setdefault(edit.op, edit)
            if held is not edit and _spelled(held.value) != _spelled(edit.value):
                raise EditError("two edits are about the same place")


class _Member(NamedTuple):
    """Where a member starts, its name (an item's is its index), and where its value starts and ends."""

    start: int
    name: str | int
    at: int
    end: int


class _Editing:
    """The edits of one text; ``splices`` are collected."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.style = Style(text)
        self.splices: list[Splice] = []

    def inside(self, start: int, tree: _Tree, outer: str) -> None:
        """Make the edits in the container that starts there, on a line with the indentation ``outer``."""
        if self.text[start] not in "{[":
            raise EditError("an edit leads into a value that has no members")
        members, close = self._members(start)
        places: dict[str | int, list[int]] = {}
        for number, member in enumerate(members):
            places.setdefault(member.name, []).append(number)
        removed: set[int] = set()
        edited: set[int] = set()
        names = set(places)
        for (part, occurrence), inner in tree.inner.items():
            for number in _meant(places.get(part, []), occurrence, inner):
                if number in edited:
                    raise EditError("two edits are about the same place")
                edited.add(number)
                indentation = self._indentation(start, members, number, outer)
                if self._of_member(members[number], inner, names, indentation):
                    removed.add(number)
        left = [number for number in range(len(members)) if number not in removed]
        # A name that a member loses in the same go stays taken: the order of edits has no meaning.
        gone = {members[number].name for number in removed} - {members[number].name for number in left}
        within = self._indentation(start, members, 0, outer) if members else outer + (self.style.indent or "")
        on_lines = "\n" in self.text[start : members[0].start] if members else self.style.indent is not None
        new = self._new(start, tree.adds.values(), names - gone, within if on_lines else None, len(members))
        # Items go in by their places: those behind what is cut out, and before the end, too.
        new.sort(key=lambda one: len(members) if one[0] is None else one[0])
        if not left:
            if removed or new:
                self._refill(start, close, members, [text for _, text in new], outer)
            return
        gap = self._gap(start, members) if new else ""
        at_end = []
        for place, text in new:
            behind = len(left) if place is None else bisect_left(left, place)
            if behind < len(left):
                at = members[left[behind]].start
                self.splices.append(Splice(at, at, f"{text},{gap}"))
            else:
                at_end.append(f",{gap}{text}")
        self._remove(members, left, "".join(at_end))

    def _members(self, start: int) -> tuple[list[_Member], int]:
        """All members of a container, and where its closing bracket stands."""
        text = self.text
        is_list = text[start] == "["
        members: list[_Member] = []
        at = _skip(text, start + 1)
        if text[at] in "]}":
            return members, at
        while True:
            first = at
            name: str | int = len(members)
            if not is_list:
                name, at = _string(text, at + 1)
                at = _skip(text, _skip(text, at) + 1)
            end = _scan(text, at)[1]
            members.append(_Member(first, name, at, end))
            at = _skip(text, end)
            if text[at] != ",":
                return members, at
            at = _skip(text, at + 1)

    def _of_member(self, member: _Member, tree: _Tree, names: set[str | int], indentation: str) -> bool:
        """Make the edits of one member, and those inside it; whether it is removed."""
        ops = tree.here
        value_goes = Op.REMOVE in ops or Op.REPLACE in ops
        if value_goes and (tree.inner or tree.adds or (Op.REMOVE in ops and len(ops) > 1)):
            raise EditError("two edits are about the same place")
        for op, edit in ops.items():
            if op is Op.REPLACE:
                self.splices.append(Splice(member.at, member.end, self.style.value(edit.value, indentation)))
            elif op is Op.RENAME:
                if type(member.name) is not str or type(edit.value) is not str or edit.value in names:
                    raise EditError("a member cannot be renamed to a name that is taken")
                names.add(edit.value)
                end = _string(self.text, member.start + 1)[1]
                self.splices.append(Splice(member.start, end, self.style.name(edit.value)))
        if tree.inner or tree.adds:
            self.inside(member.at, tree, indentation)
        return Op.REMOVE in ops

    def _new(
        self, start: int, adds: Iterable[Edit], names: set[str | int], indentation: str | None, length: int
    ) -> list[tuple[int | None, str]]:
        """The texts of new members with the index that they come before, None behind the last."""
        is_list = self.text[start] == "["
        found: list[tuple[int | None, str]] = []
        for edit in adds:
            part = edit.pointer[-1]
            if is_list:
                if part != END and (type(part) is not int or not 0 <= part <= length):
                    raise EditError("an edit adds to a list at a place that it does not have")
                place = None if part == END else int(part)
                found.append((place, self.style.value(edit.value, indentation)))
            else:
                if type(part) is not str or part in names:
                    raise EditError("a member is to be added that is there already")
                names.add(part)
                found.append((None, self.style.member(part, edit.value, indentation)))
        return found

    def _remove(self, members: list[_Member], left: list[int], at_end: str) -> None:
        """Cut out what is not left: a member goes with the comma and the blanks before it, the first with
        those behind it. ``at_end`` comes behind the last that is left."""
        if left[0]:
            self.splices.append(Splice(members[0].start, members[left[0]].start, ""))
        for number, following in zip(left, [*left[1:], len(members)], strict=True):
            new = at_end if following == len(members) else ""
            if following - number > 1 or new:
                self.splices.append(Splice(members[number].end, members[following - 1].end, new))

    def _refill(self, start: int, close: int, members: list[_Member], texts: list[str], outer: str) -> None:
        """A container that loses all its members, or had none; it stands on a line indented so."""
        if not texts:
            self.splices.append(Splice(start + 1, close, ""))
        elif members:
            gap = self._gap(start, members)
            self.splices.append(Splice(members[0].start, members[-1].end, f",{gap}".join(texts)))
        elif self.style.indent is None:
            self.splices.append(Splice(start + 1, close, f",{self.style.blank}".join(texts)))
        else:
            end = self.style.line_break + outer
            before = end + self.style.indent
            self.splices.append(Splice(start + 1, close, before + f",{before}".join(texts) + end))

    def _gap(self, start: int, members: list[_Member]) -> str:
        """What stands before a member but the first: as it is there, else as before the first."""
        if len(members) > 1:
            between = self.text[members[0].end : members[1].start]
            return sober(between[between.index(",") + 1 :])
        before = sober(self.text[start + 1 : members[0].start])
        return before if "\n" in before else self.style.blank

    def _indentation(self, start: int, members: list[_Member], number: int, outer: str) -> str:
        """The blanks before a member that begins a line; one that does not goes by its container's line."""
        before = self.text[members[number - 1].end if number else start + 1 : members[number].start]
        if "\n" not in before:
            return outer
        at = before.rindex("\n") + 1
        return sober(before[at : _skip(before, at)])


def _meant(found: list[int], occurrence: int | None, tree: _Tree) -> Sequence[int]:
    """The members that an edit is about, of those that have its name."""
    if not found or (occurrence is not None and not 0 <= occurrence < len(found)):
        raise EditError("an edit leads to a member that is not there")
    if occurrence is not None:
        return found[occurrence : occurrence + 1]
    if len(found) > 1 and Op.REMOVE in tree.here:
        return found  # else one that did not count would count
    if len(found) > 1 and Op.RENAME in tree.here:
        raise EditError("a name that is there twice cannot be renamed")
    return found[-1:]


def _spelled(value: Any) -> str:
    """What tells values apart: 1, 1.0 and true are equal for Python."""
    return json.dumps(value)


def _skip(text: str, at: int) -> int:
    return _blank(text, at).end()  # type: ignore[union-attr]  # the pattern matches nothing too
