"""From a pointer to a place in the text: line and column, found only for what is asked.

The text is scanned with the C scanner of the standard library, one container at a time and only as far
as the member that is asked for; the offsets of the members passed on the way are kept. A document's own
members (``nodes``, ``edges``) are looked up by name where the text has that name once. Ten findings in one
file cost about one parse of it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Span

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer

_plain_name = re.compile(r'"([^"\\]*)"[ \t\n\r]*:[ \t\n\r]*').match
_after = re.compile(r"[ \t\n\r]*([,\]}])").match
_odd = re.compile(r'[",:/\\]').search
_colon = re.compile(r"[ \t\n\r]*:[ \t\n\r]*").match
_blank = re.compile(r"[ \t\n\r]*").match
_scan: Any = json.JSONDecoder(parse_int=float).scan_once  # type: ignore[attr-defined]  # float: an int of 4,300 digits would raise
_string: Any = json.decoder.scanstring  # type: ignore[attr-defined]
_MANY = 500  # places after which all line breaks are looked up at once
_LONG = 2000  # characters from which the text of a line is kept for the next finding in it
_FAULTS = (ValueError, StopIteration, IndexError, AttributeError, TypeError, RecursionError)

# Characters that the parser's scanner passes over again sooner than Python goes on where it stood.
_NEAR = 2000


class _Container:
    """An object or list scanned so far.

    ``members`` maps names or indices to where the name and the value start (of equal names, all of
    them); ``at`` is the start of the value found last, or behind the closing bracket when ``done``.
    """

    __slots__ = ("at", "done", "is_list", "known", "members", "text")

    def __init__(self, text: str, start: int, known: dict[int, _Container]) -> None:
        self.text = text
        self.known = known  # the containers scanned so far, by their start
        self.is_list = text[start] == "["
        self.members: dict[str | int, list[tuple[int, int]]] = {}
        self.at = _skip(text, start + 1)
        self.done = False
        if text[self.at] in "]}":
            self.at += 1
            self.done = True
        elif self.is_list:
            self.members[0] = [(self.at, self.at)]
        else:
            self._name(self.at)

    def find(self, part: str | int, complete: bool) -> list[tuple[int, int]]:
        """The members of that name, the last one being the one that counts; empty when there is none.

        Unless ``complete`` the scan stops at the first, which is the only one in any sane object.
        """
        members = self.members
        if not self.done and (complete or part not in members):
            self._scan_to(None if complete else part)
        return members.get(part, [])

    def end(self) -> int:
        """The offset behind the closing bracket, reached from where the scan stands."""
        if not self.done:
            self._scan_to(None)
        return self.at

    def _scan_to(self, part: str | int | None) -> None:
        """Go on until a member of that name is found, or to the end."""
        text, known, members, scan, blank = self.text, self.known, self.members, _scan, _blank
        while True:
            inner = known.get(self.at)
            near = inner is None or inner.at - self.at < _NEAR
            end = scan(text, self.at)[1] if near else inner.end()  # type: ignore[union-attr]
            follows = text[end]
            if follows not in ",]}":
                end = _after(text, end).end() - 1  # type: ignore[union-attr]  # a fault is caught by span()
                follows = text[end]
            if follows != ",":
                self.at = end + 1
                self.done = True
                return
            self.at = blank(text, end + 1).end()  # type: ignore[union-attr]
            if self.is_list:
                name: str | int = len(members)
                members[name] = [(self.at, self.at)]
            else:
                name = self._name(self.at)
            if name == part:
                return

    def _name(self, at: int) -> str:
        """Read a member's name and go to its value."""
        match = _plain_name(self.text, at)
        if match:
            name, self.at = match[1], match.end()
        else:  # with escapes
            name, end = _string(self.text, at + 1)
            self.at = _skip(self.text, _skip(self.text, end) + 1)
        if name in self.members:
            self.members[name].append((at, self.at))
        else:
            self.members[name] = [(at, self.at)]
        return name


def _only_key(text: str, name: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a key and its value start in a stretch of text that has that key once; None otherwise.

    The stretch has no key that is written with ``\\u`` escapes; a slash may be written in two ways. Between
    the end of one string and the start of the next stands a comma or colon, so that a name without either
    cannot be taken for what is between two.
    """
    if _odd(name):
        return None
    found = None
    quoted = f'"{name}"'
    at = text.find(quoted, start, end)
    while at >= 0:
        match = _colon(text, at + len(quoted))
        if match:
            if found:
                return None
            found = at, match.end()
        at = text.find(quoted, at + len(quoted), end)
    return found


def _skip(text: str, at: int) -> int:
    """The offset of the next character that is no blank."""
    return _blank(text, at).end()  # type: ignore[union-attr]  # the pattern matches nothing too


class PositionIndex:
    """Places in one JSON text that parses. Nothing is scanned before the first question.

    ``repeated_keys`` says that some object has a key twice (rule ``duplicate-key`` fired): objects are
    then scanned to their end, for of equal keys the last counts. ``data`` is what was parsed from the place
    ``base`` of the text, if it is at hand.
    """

    __slots__ = (
        "_base",
        "_breaks",
        "_containers",
        "_lines",
        "_long_lines",
        "_members",
        "_names",
        "_places",
        "_repeated",
        "_starts",
        "_text",
    )

    def __init__(
        self, text: str, repeated_keys: bool = False, data: object = None, base: Pointer = ()
    ) -> None:
        self._text = text
        self._repeated = repeated_keys
        self._base = base
        # Names that stand in the text as they are in the data: no key is written with escapes, none is lost.
        plain = type(data) is dict and not repeated_keys and ("\\" not in text or "\\u" not in text)
        self._names: dict[str, Any] = data if plain else {}  # type: ignore[assignment]
        self._members: dict[str, tuple[int, int] | None] = {}  # where those stand that were looked for
        self._containers: dict[int, _Container] = {}
        # Offsets whose place is known, ascending, with their lines and the offsets where these start.
        self._places, self._lines, self._starts = [0], [1], [0]
        self._breaks: list[int] | None = None  # offsets of all line breaks, once many places were asked for
        self._long_lines: dict[int, str] = {}  # a file of one line must not be copied for each finding

    def span(self, pointer: Pointer, on_key: bool = False, occurrence: int = 0) -> Span | None:
        """Where the value of a pointer stands, or with ``on_key`` its name; None in a text that is no JSON.

        Of equal keys ``occurrence`` picks one, counted from 0; 0 itself means the one that counts, which
        is the last. A pointer that leads nowhere gives the place of its longest part that exists.
        """
        found = self._find(pointer, on_key, occurrence)
        return self.span_at(*found) if found else None

    def offset(self, pointer: Pointer, on_key: bool = False, occurrence: int = 0) -> int | None:
        """The offset where :meth:`span` starts."""
        found = self._find(pointer, on_key, occurrence)
        return found[0] if found else None

    def _find(self, pointer: Pointer, on_key: bool, occurrence: int) -> tuple[int, int] | None:
        """Start and end of what a pointer names."""
        text = self._text
        try:
            last = len(pointer) - 1
            member = self._member(pointer)
            first = len(self._base) + 1 if member else 0
            key, start = member or (-1, _skip(text, 0))
            for depth in range(first, last + 1):
                part = pointer[depth]
                if text[start] not in "{[":
                    on_key = False
                    break
                if depth == last and not occurrence:
                    flat = self._in_flat(start, part)
                    if flat:
                        key, start = flat
                        continue
                picked = occurrence if depth == last else 0
                found = self._container(start).find(part, self._repeated or picked > 0)
                if not found:
                    on_key = False
                    break
                key, start = found[picked if 0 < picked < len(found) else -1]
            if on_key and 0 <= key < start:
                return key, _string(text, key + 1)[1]
            inner = self._containers.get(start)
            near = inner is None or inner.at - start < _NEAR
            return start, _scan(text, start)[1] if near else inner.end()  # type: ignore[union-attr]
        except _FAULTS:
            return None

    def _in_flat(self, start: int, part: str | int) -> tuple[int, int] | None:
        """Start of the name and of the value of a member of an object that holds no object or list.

        None for other objects, and for those that :class:`_Container` is needed for.
        """
        text = self._text
        if self._repeated or type(part) is not str or start in self._containers or text[start] != "{":
            return None
        end = text.find("}", start)
        inner = start + 1
        # A bracket or backslash inside a string may make this None; wrong it cannot be.
        if (
            text.find("{", inner, end) >= 0
            or text.find("[", inner, end) >= 0
            or text.find("\\", inner, end) >= 0
        ):
            return None
        return _only_key(text, part, inner, end)

    def _member(self, pointer: Pointer) -> tuple[int, int] | None:
        """Start of the name and of the value of the document's member that a pointer leads through.

        None unless the text has that name exactly once: no other object can then have it.
        """
        depth = len(self._base)
        name = pointer[depth] if depth < len(pointer) else None
        if name not in self._names or type(name) is not str or pointer[:depth] != self._base:
            return None
        try:
            return self._members[name]
        except KeyError:
            pass
        found = self._members[name] = _only_key(self._text, name, 0, len(self._text))
        return found

    def span_at(self, start: int, end: int | None = None) -> Span:
        """The lines and columns of a stretch of offsets; of one character without an end."""
        size = len(self._text)
        start = min(max(start, 0), size)
        end = start + 1 if end is None else min(max(end, start), size)
        line, column = self._place(start)
        end_line, end_column = self._place(end) if end <= size else (line, column + 1)
        return Span(line, column, end_line, end_column)

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line break; empty beyond the last line."""
        known = self._long_lines.get(line)
        if known is not None:
            return known
        start = self._line_start(line)
        if start is None:
            return ""
        stop = self._text.find("\n", start)
        found = self._text[start : stop if stop >= 0 else None].rstrip("\r")
        if len(found) >= _LONG:
            self._long_lines[line] = found
        return found

    def _line_start(self, line: int) -> int | None:
        if self._breaks is not None:
            if not 1 <= line <= len(self._breaks) + 1:
                return None
            return self._breaks[line - 2] + 1 if line > 1 else 0
        at = bisect_right(self._lines, line) - 1
        if at < 0:
            return None
        start = self._starts[at]
        for _ in range(line - self._lines[at]):
            start = self._text.find("\n", start) + 1
            if start == 0:
                return None
        return start

    def _place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, counted from the nearest place before it that is known.

        Findings come roughly in the order of the text, so that all together count its lines once.
        """
        if self._breaks is None and len(self._places) > _MANY:
            self._breaks = [m.start() for m in re.finditer("\n", self._text)]
        if self._breaks is not None:
            before = bisect_left(self._breaks, offset)
            return before + 1, offset - (self._breaks[before - 1] if before else -1)
        at = bisect_right(self._places, offset) - 1
        place, line, start = self._places[at], self._lines[at], self._starts[at]
        breaks = self._text.count("\n", place, offset)
        if breaks:
            line += breaks
            start = self._text.rfind("\n", place, offset) + 1
        if offset != place:
            self._places.insert(at + 1, offset)
            self._lines.insert(at + 1, line)
            self._starts.insert(at + 1, start)
        return line, offset - start + 1

    def _container(self, start: int) -> _Container:
        known = self._containers.get(start)
        if known is None:
            known = self._containers[start] = _Container(self._text, start, self._containers)
        return known
