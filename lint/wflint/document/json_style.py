"""How a JSON file is written, so that what is put into it looks like the rest."""

from __future__ import annotations

import json
import re
from typing import Any

_first_member = re.compile(r"[ \t\n\r]*[{\[]([ \t\n\r]*)").match
_colon = re.compile(r'"[ \t]*:([ \t]*)').search
_line_start = re.compile(r"[ \t]*").match
_escaped = re.compile(r"\\u[0-9a-fA-F]{4}").search


class Style:
    """The indentation of a level (None: everything on one line), line ends, and blanks of a file.

    ``blank`` is what stands behind a comma that ends no line, ``colon`` the colon with the blanks behind it.
    """

    __slots__ = ("_ascii", "blank", "colon", "indent", "line_break")

    def __init__(self, text: str) -> None:
        first = _first_member(text)
        before = first[1] if first else ""
        self.indent: str | None = None
        self.line_break = "\n"
        if "\n" in before:
            self.line_break = "\r\n" if "\r\n" in before else "\n"
            self.indent = before[before.rindex("\n") + 1 :]
        colon = _colon(text)
        self.colon = ":" + colon[1] if colon else ": "
        self.blank = " " if self.colon != ":" or self.indent is not None else ""
        self._ascii = text.isascii() and _escaped(text) is not None

    def name(self, name: str) -> str:
        """The name of a member, in quotes."""
        return self._scalar(name)

    def member(self, name: str, value: Any, indentation: str | None) -> str:
        """A member of an object whose members have that indentation (None: they share a line)."""
        return f"{self._scalar(name)}{self.colon}{self.value(value, indentation)}"

    def value(self, value: Any, indentation: str | None) -> str:
        """JSON data as text; lines after the first start with ``indentation`` (None: there are none)."""
        if type(value) not in (dict, list) or not value:
            return self._scalar(value)
        separators = ("," + ("" if indentation is not None else self.blank), self.colon)
        if indentation is None or self.indent is None:
            separators = ("," + self.blank, self.colon)
            return json.dumps(value, ensure_ascii=self._escapes(value), separators=separators)
        text = json.dumps(
            value, ensure_ascii=self._escapes(value), separators=separators, indent=self.indent or 0
        )
        return text.replace("\n", self.line_break + indentation)

    def indentation(self, text: str, at: int) -> str:
        """The blanks at the beginning of the line that an offset is on."""
        start = text.rfind("\n", 0, at) + 1
        return _line_start(text, start)[0]  # type: ignore[index]  # the pattern matches nothing too

    def _scalar(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=self._escapes(value))

    def _escapes(self, value: Any) -> bool:
        """Whether characters beyond ASCII are escaped: as the file does, and halves of characters always."""
        if self._ascii:
            return True
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return True
        return False
