"""JSON read and written again without losing anything: numbers as they are spelled, each member once.

A parser that makes numbers of a program rounds a long seed and forgets whether ``1`` was written ``1.0``,
which is not the same to a server. Here a number stays the text that it is.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SURROGATE = re.compile("[\ud800-\udfff]")
_INDENT = "  "
_DEEPEST = 100  # levels; each puts two blanks before every line within
_QUOTED: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode
_OTHER: Callable[[Any], str] = json.JSONEncoder(allow_nan=False).encode


class UnspellableError(ValueError):
    """A text that cannot be read and written again without a loss; what it says is in a few words."""


class Number(str):
    """A number as a text spells it."""

    __slots__ = ()


def read_spelled(text: str) -> Any:
    """The value of a JSON text, its numbers as :class:`Number`.

    Raises UnspellableError for a key that is repeated and for a number that JSON lacks, other ValueErrors for
    a text that is not JSON, and RecursionError.
    """
    return _DECODER.decode(text)


def write_spelled(value: Any, most: int) -> str:
    """The text of a value: indented by two, letters as they are, a newline at its end.

    Raises UnspellableError where it would have more than ``most`` characters or more levels than anybody
    needs, and ValueError for a number that JSON lacks.
    """
    out: list[str] = []
    left = most
    for piece in _pieces(value):
        left -= len(piece)
        if left < 0:
            raise UnspellableError("it would be too large when it is formatted")
        out.append(piece)
    out.append("\n")
    return "".join(out)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            break
        seen.add(key)
    from wflint.diagnostics.words import quoted

    raise UnspellableError(f"key {quoted(key)} occurs more than once in an object, and all but one would go")


def _constant(word: str) -> Any:
    raise UnspellableError(f"{word} is not valid JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=Number, parse_float=Number, parse_constant=_constant
)


def _pieces(root: Any) -> Iterator[str]:
    """The text in pieces. Open lists and objects are a stack: files may be nested deeper than calls."""
    yield from _opening(root)
    stack: list[tuple[Any, bool]] = []  # what is still to come of each, and whether it is an object
    empty = True  # nothing was written yet of the innermost one
    if _has_items(root):
        stack.append(_entered(root))
    while stack:
        items, is_object = stack[-1]
        for item in items:
            yield ("\n" if empty else ",\n") + _INDENT * len(stack)
            value = item
            if is_object:
                yield _text(item[0]) + ": "
                value = item[1]
            yield from _opening(value)
            if empty := _has_items(value):
                if len(stack) >= _DEEPEST:
                    raise UnspellableError(f"lists and objects are nested deeper than {_DEEPEST} levels")
                stack.append(_entered(value))
                break
        else:
            stack.pop()
            empty = False
            yield "\n" + _INDENT * len(stack) + ("}" if is_object else "]")


def _has_items(value: Any) -> bool:
    return bool(value) and isinstance(value, (dict, list, tuple))


def _entered(value: Any) -> tuple[Any, bool]:
    return (iter(value.items()), True) if isinstance(value, dict) else (iter(value), False)


def _opening(value: Any) -> tuple[str]:
    """A value that holds no others, or the beginning of one that does."""
    if isinstance(value, Number):
        return (str(value),)
    if isinstance(value, str):
        return (_text(value),)
    if isinstance(value, dict):
        return ("{" if value else "{}",)
    if isinstance(value, (list, tuple)):
        return ("[" if value else "[]",)
    return (_OTHER(value),)


def _text(value: str) -> str:
    """A string as browsers write it: letters as they are, halves of characters as escapes."""
    found = _QUOTED(value)
    if found.isascii():
        return found
    return _SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", found)
