"""How a JSON file is written, so that what is put into it looks like the rest."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_first_member = re.compile(r"[ \t\n\r]*[{\[]([ \t\n\r]*)").match
_colon = re.compile(r'"[ \t]*:([ \t]*)').search
# Blanks of the file stand in each new line: a file of blanks would become one of a thousand times its size.
_WIDEST: Final = 16  # of a level, and behind commas and colons
_DEEPEST: Final = 400  # of a line
_escaped = re.compile(r"\\u[0-9a-fA-F]{4}").search


def sober(blanks: str) -> str:
    """The blanks before something in a file, as far as others may be written so."""
    return blanks[-_DEEPEST:]


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
            self.indent = before[before.rindex("\n") + 1 :][:_WIDEST]
        colon = _colon(text)
        self.colon = ":" + colon[1][:_WIDEST] if colon else ": "
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
        escapes = self._escapes(value)
        if indentation is None or self.indent is None:
            separators = ("," + self.blank, self.colon)
            return json.dumps(value, ensure_ascii=escapes, separators=separators, allow_nan=False)
        separators = (",", self.colon)
        text = json.dumps(
            value, ensure_ascii=escapes, separators=separators, indent=self.indent or 0, allow_nan=False
        )
        return text.replace("\n", self.line_break + indentation)

    def _scalar(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=self._escapes(value), allow_nan=False)

    def _escapes(self, value: Any) -> bool:
        """Whether characters beyond ASCII are escaped: as the file does, and halves of characters always."""
        if self._ascii:
            return True
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return True
        return False
