"""Why a literal is refused, for machines (reason) and for people (sentence)."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import elide, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.types import TypeExpr
    from wflint.diagnostics import Pointer

_SHOWN: Final = 40  # characters of a value that messages quote
_OPTIONS_SHOWN: Final = 5

_NOUNS: Final = {
    "int": "an integer",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "object": "an object",
    "null": "null",
    "any": "anything",
}


class LiteralFault:
    """A refusal. ``reason`` is one of

    ``null type bound multiple option length pattern member extra rule``

    ``path`` leads from the literal to the part that is at fault (``("loras", 0, "weight")``), ``value``
    is that part, ``type`` the type it was judged by. ``detail`` is what the reason needs: the bound's
    name and limit, the missing members, what a hand-encoded rule says and its cure, the members that an
    object would need.

    A message names the input with ``part`` behind it and goes on with ``says``; ``help`` is what to do.
    """

    __slots__ = ("detail", "path", "reason", "type", "value")

    def __init__(
        self, reason: str, value: Any, expected: TypeExpr | None, detail: Any = None, path: Pointer = ()
    ) -> None:
        self.reason = reason
        self.value = value
        self.type = expected
        self.detail = detail
        self.path = path

    def inside(self, part: str | int) -> LiteralFault:
        """The same fault, seen from the list or object that holds the faulty part."""
        return LiteralFault(self.reason, self.value, self.type, self.detail, (part, *self.path))

    @property
    def part(self) -> str:
        """Which part of the literal is at fault, to stand behind the name of the input: ``[0].weight``."""
        return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path)

    @property
    def says(self) -> str:
        """What is wrong with that part: ``must be at least 1, but is 0``."""
        return _SAYS[self.reason](self)

    @property
    def help(self) -> str:
        """What to do about it: ``use 1 or more``."""
        return _HELP[self.reason](self)

    @property
    def sentence(self) -> str:
        """What is wrong, to follow the bare name of an input."""
        part = self.part
        return f"has a wrong part: {part.removeprefix('.')} {self.says}" if part else self.says

    @property
    def line(self) -> str:
        """The sentence with its cure, where that holds more than the sentence."""
        more = self.reason in ("option", "multiple") or (self.reason == "type" and self.detail)
        return f"{self.sentence}; {self.help}" if more else self.sentence

    def __repr__(self) -> str:
        return f"LiteralFault({self.reason!r}, {self.sentence!r}, {self.path!r})"


def show(value: Any) -> str:
    """A value as messages quote it: JSON, shortened."""
    if isinstance(value, list) and len(value) > 3:
        return f"a list of {len(value)} items"
    try:
        text = json.dumps(value, ensure_ascii=True)
    except (ValueError, RecursionError):
        return f"a {type(value).__name__} too large to show"
    if len(text) <= _SHOWN:
        return text
    return text[: _SHOWN - 2] + '\u2026"' if isinstance(value, str) else elide(text, _SHOWN)


def name_type(expected: TypeExpr) -> str:
    """A type in plain words: ``an integer``, ``an image``, ``a number or a list of numbers``."""
    kind = expected.kind
    if kind == "ref":
        return _in_words(expected)
    if kind == "list":
        item = expected.args[0]
        return f"a list of {_PLURALS[item.kind]}" if item.kind in _PLURALS else _in_words(expected)
    if kind == "tuple":
        return f"a list of exactly {len(expected.args)} values"
    if kind == "dict":
        item = expected.args[0]
        return f"an object of {_PLURALS[item.kind]}" if item.kind in _PLURALS else _in_words(expected)
    if kind == "union":
        return " or ".join(name_type(a) for a in expected.args if a.kind != "null") or "null"
    if kind == "bound":
        return name_type(expected.args[0])
    if kind == "enum":
        if len(expected.options) > _OPTIONS_SHOWN:
            return f"one of its {len(expected.options)} options"
        return f"one of {listed([show(o) for o in expected.options], _OPTIONS_SHOWN, 'or')}"
    return _NOUNS.get(kind, kind)


_PLURALS: Final = {
    "int": "integers",
    "float": "numbers",
    "str": "texts",
    "bool": "true or false",
    "any": "anything",
}


def _in_words(expected: TypeExpr) -> str:
    from wflint.graph.type_words import type_words  # for faults only

    return type_words(expected)


def _wanted(fault: LiteralFault) -> str:
    assert fault.type is not None
    return name_type(fault.type)


def _type(fault: LiteralFault) -> str:
    return f"must be {_wanted(fault)}, not {show(fault.value)}"


def _write(fault: LiteralFault) -> str:
    members: tuple[str, ...] = fault.detail
    if members and fault.type is not None and fault.type.kind == "ref":
        return f"write an object with {listed([quoted(m) for m in members], 6)}"
    return f"write {_wanted(fault)}"


def _null(fault: LiteralFault) -> str:
    return f"must be {_wanted(fault)}, not null"


_LIMITS: Final = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_WITHIN: Final = {
    "ge": "use {} or more",
    "gt": "use more than {}",
    "le": "use {} or less",
    "lt": "use less than {}",
}


def _bound(fault: LiteralFault) -> str:
    key, limit = fault.detail
    if key == "list":
        return "must be a single number, not a list: the input has limits"
    return f"must be {_LIMITS[key]} {limit}, but is {show(fault.value)}"


def _within(fault: LiteralFault) -> str:
    key, limit = fault.detail
    if key == "list":
        return "write one number"
    if fault.type is not None and fault.type.kind == "int" and key in ("gt", "lt"):
        return (
            f"use {math.floor(limit) + 1} or more" if key == "gt" else f"use {math.ceil(limit) - 1} or less"
        )
    return _WITHIN[key].format(limit)


def _multiple(fault: LiteralFault) -> str:
    return f"must be a multiple of {fault.detail[0]}, but is {show(fault.value)}"


def _round(fault: LiteralFault) -> str:
    step, number = fault.detail
    if isinstance(number, int) and isinstance(step, int) and abs(number) < 10**12:
        low = number // step * step
        return f"use {low} or {low + step}"
    return f"use a multiple of {step}"


@lru_cache(1024)
def _nearest(word: str, options: tuple[Any, ...]) -> str | None:
    """The option that was probably meant. The same slips occur again and again, and comparing is slow."""
    from wflint.diagnostics.suggest import nearest

    found = nearest(word, [o for o in options if isinstance(o, str)])
    return found[0] if found else None


def _option(fault: LiteralFault) -> str:
    return f"cannot be {show(fault.value)}"


def _choose(fault: LiteralFault) -> str:
    options: tuple[Any, ...] = fault.detail
    if isinstance(fault.value, str) and len(fault.value) <= _SLIP:
        near = _nearest(fault.value, options)
        if near is not None:
            return f"write {show(near)}"
    return f"choose {listed([show(o) for o in options], _OPTIONS_SHOWN, 'or')}"


_SLIP: Final = 48  # characters; a longer text is no slip


def _length(fault: LiteralFault) -> str:
    key, limit, length = fault.detail
    return f"must have at {'least' if key == 'min' else 'most'} {_counted(fault, limit)}, but has {length}"


def _resize(fault: LiteralFault) -> str:
    key, limit, length = fault.detail
    if key == "min":
        return f"add {_counted(fault, limit - length)}"
    return f"remove {_counted(fault, length - limit)}"


def _counted(fault: LiteralFault, count: int) -> str:
    what = "item" if isinstance(fault.value, list) else "character"
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _pattern(fault: LiteralFault) -> str:
    return f"must match the pattern {elide(fault.detail)}, but is {show(fault.value)}"


def _match(_fault: LiteralFault) -> str:
    return "write text that matches the pattern"


def _member(fault: LiteralFault) -> str:
    return f"lacks {listed([quoted(m) for m in fault.detail], 6)}"


def _add(fault: LiteralFault) -> str:
    return f"add {listed([quoted(m) for m in fault.detail], 6)}: {_wanted(fault)} needs {_it(fault.detail)}"


def _it(members: Sequence[str]) -> str:
    return "it" if len(members) == 1 else "them"


def _extra(fault: LiteralFault) -> str:
    return f"has {show(fault.detail)}, which {_wanted(fault)} does not have"


def _remove(fault: LiteralFault) -> str:
    return f"remove {show(fault.detail)}"


def _rule(fault: LiteralFault) -> str:
    return str(fault.detail[0])


def _cure(fault: LiteralFault) -> str:
    return str(fault.detail[1])


_SAYS: Final = {
    "null": _null,
    "type": _type,
    "bound": _bound,
    "multiple": _multiple,
    "option": _option,
    "length": _length,
    "pattern": _pattern,
    "member": _member,
    "extra": _extra,
    "rule": _rule,
}
_HELP: Final = {
    "null": _write,
    "type": _write,
    "bound": _within,
    "multiple": _round,
    "option": _choose,
    "length": _resize,
    "pattern": _match,
    "member": _add,
    "extra": _remove,
    "rule": _cure,
}
