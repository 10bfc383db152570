"""What can be known of a value before anything runs.

A value is a plain one (a number, a text, a truth value, None, or a list or object of them), a
:class:`Thing` (a picture, latents, a model: only its class and perhaps its size are known), or
:data:`UNKNOWN`, which is always an allowed answer. Files are strangers', so every value is small: what is
larger than the limits here is unknown.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from wflint.records import NamedTuple

Size = tuple[int, int]

MOST_ITEMS: Final = 1000  # of a list
MOST_TEXT: Final = 20_000  # characters of a text
_MOST_BITS: Final = 1024  # of a whole number: no float is larger
_DEEPEST: Final = 8  # lists in lists


class Unknown:
    """The class of :data:`UNKNOWN` and :data:`NEVER`."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


UNKNOWN: Final = Unknown("UNKNOWN")
NEVER: Final = Unknown("NEVER")  # no value is ever made: a node before it fails


class Thing(NamedTuple):
    """A value that is no plain one: what an output of a node type gives, and its size in pixels.

    ``node`` is the node that gives it, "" where nobody asks.
    """

    node_type: str
    output: str
    size: Size | None = None
    node: str = ""


class Noted(NamedTuple):
    """A value of one of InvokeAI's classes among metadata.

    ``unpacked``: of a VAE the identifier of its model. ``dumped``: written out as plain members, which the
    nodes that look for models among metadata can read; they find nothing in an object of a class.
    """

    thing: Thing
    unpacked: bool = False
    dumped: bool = False


class Cut(list[Any]):
    """The first items of a list that is longer; ``total`` is its length."""

    total: int


class Mixed(list[Any]):
    """A list whose items are known, but not their order."""


class Record(dict[str, Any]):
    """An object of one of InvokeAI's classes (``Tile``, ``ColorField``), which no other takes for its own."""

    model: str


class Raised(NamedTuple):
    """What a node does that fails. ``field`` is the input that it does not take, "" where its code fails.

    ``value`` is what reaches that input; ``error`` is InvokeAI's.
    """

    field: str
    value: Any
    error: str


def is_plain(value: Any) -> bool:
    """Whether everything about a value is known, for one that :func:`bounded` let through."""
    if type(value) in _SCALARS:
        return True
    if type(value) not in _HOLDERS:
        return False
    waiting = [value]
    while waiting:
        inside = waiting.pop()
        for item in inside.values() if isinstance(inside, dict) else inside:
            if type(item) in _HOLDERS:
                waiting.append(item)
            elif type(item) not in _SCALARS:
                return False
    return True


_SCALARS: Final = frozenset((int, float, str, bool, type(None)))
_HOLDERS: Final = frozenset((list, dict, Record))


def bounded(value: Any) -> Any:
    """The value, or UNKNOWN where it is larger than anything that is looked at."""
    kind = type(value)
    if kind is int:
        return value if value.bit_length() <= _MOST_BITS else UNKNOWN
    if kind is str:
        return value if len(value) <= MOST_TEXT else UNKNOWN
    if not isinstance(value, (list, dict)):
        return value
    seen, level = 0, [value]
    for _ in range(_DEEPEST):
        deeper: list[Any] = []
        for inside in level:
            seen += len(inside)
            if seen > MOST_ITEMS:
                return UNKNOWN
            for item in inside.values() if isinstance(inside, dict) else inside:
                if isinstance(item, (list, dict)):
                    deeper.append(item)
                elif bounded(item) is UNKNOWN and item is not UNKNOWN:
                    return UNKNOWN
                elif type(item) is str:
                    seen += len(item) // 100
        if not deeper:
            return value
        level = deeper
    return UNKNOWN


def listed(items: range | list[Any]) -> Any:
    """A list, or its beginning where it is long."""
    total = len(items) if type(items) is list else _length(items)
    if total > sys.maxsize:
        raise OverflowError("Python int too large to convert to C ssize_t")
    if total <= MOST_ITEMS:
        return list(items)
    cut = Cut(items[:MOST_ITEMS])
    cut.total = total
    return cut


def _length(numbers: Any) -> int:
    """The length of a range, of one longer than ``len`` can say, too."""
    if not numbers:
        return 0
    return int((numbers[-1] - numbers[0]) // numbers.step) + 1
