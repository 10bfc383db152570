"""Text of catalogues and documents in Python source: as a literal, as a checked identifier, or not at all.

Both are strangers' words. Whatever writes code takes them through one of these functions, so that no quote,
line end or look-alike of a letter in them becomes code.
"""

from __future__ import annotations

import keyword
import math
from typing import Any, Final

from wflint.plain import one_line
from wflint.release import is_version

_LONGEST_INT: Final = 13_000  # bits; Python reads no decimal of more than 4,300 digits


def python_name(name: str) -> str | None:
    """A catalogue's name as a Python identifier (``if_`` for ``if``); None where it can be none.

    ASCII alone: Python takes ``ﬁ`` for ``fi``, and a reader one script's letters for another's.
    """
    if keyword.iskeyword(name):
        return f"{name}_" if name.islower() else None
    if not (name.isascii() and name.isidentifier()) or name.startswith("_"):
        return None
    return None if keyword.iskeyword(name.removesuffix("_")) else name


def is_name(name: str) -> bool:
    """Whether a name stands in Python as it is."""
    return python_name(name) == name


def literal(value: Any) -> str:
    """A string, number, truth or None as Python reads it back; what people can read stays readable."""
    if type(value) is str:
        return _readable(value)
    if type(value) is float and not math.isfinite(value):
        return f'float("{value}")'
    if type(value) is int and value.bit_length() > _LONGEST_INT:
        return hex(value)
    if value is None or type(value) in (bool, int, float):
        return repr(value)
    raise TypeError(f"{type(value).__name__} in a document")


def _readable(text: str) -> str:
    """``repr``, with the double quotes that formatters prefer where that is the same."""
    written = one_line(repr(text))  # repr shows some characters that nobody sees
    if written[0] == "'" and '"' not in text and "\\'" not in written:
        return f'"{written[1:-1]}"'
    return written


def quoted(text: str) -> str:
    """A string in double quotes and ASCII alone."""
    inner = text.encode("unicode_escape", "surrogatepass").decode("ascii")
    return '"' + inner.replace('"', '\\"') + '"'


def comment(text: str) -> str:
    """A text as the rest of a comment: printable ASCII on one line."""
    return "".join(c if c.isascii() and c.isprintable() else ascii(c)[1:-1] for c in text)


def numbered(version: str) -> str:
    """The number of a release, for a comment or docstring; a text that can be none is not repeated."""
    return version if is_version(version) else "(unknown)"
