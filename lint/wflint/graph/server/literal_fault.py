"""Why a literal is refused, for machines (reason) and for people (sentence)."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wflint.catalogue.types import TypeExpr
    from wflint.diagnostics import Pointer

_SHOWN: Final = 48  # characters of a value that messages quote
_OPTIONS_SHOWN: Final = 8

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
    name and limit, the missing members, the sentence of a hand-encoded rule, the members that an object
    would need.
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
    def sentence(self) -> str:
        """What is wrong, to follow the name of an input: ``must be at least 1, but is 0``."""
        return _SENTENCES[self.reason](self)

    @property
    def statement(self) -> str:
        """The sentence with its full stop (or question mark)."""
        text = self.sentence
        return text if text.endswith("?") else f"{text}."

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
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def name_type(expected: TypeExpr) -> str:
    """A type in plain words: ``an integer of at least 1 that is a multiple of 8``."""
    kind = expected.kind
    if kind == "ref":
        return f"{'an' if expected.name[:1] in 'AEIOU' else 'a'} {expected.name} object"
    if kind == "list":
        return f"a list of {_plural(expected.args[0])}"
    if kind == "tuple":
        return f"a list of exactly {len(expected.args)} values"
    if kind == "dict":
        return f"an object whose values are {_plural(expected.args[0])}"
    if kind == "union":
        return " or ".join(name_type(a) for a in expected.args if a.kind != "null") or "null"
    if kind == "bound":
        return name_type(expected.args[0])
    if kind == "enum":
        if len(expected.options) > _OPTIONS_SHOWN:
            return f"one of its {len(expected.options)} options"
        return f"one of {', '.join(show(o) for o in expected.options)}"
    return _NOUNS.get(kind, kind)


_PLURALS: Final = {
    "int": "integers",
    "float": "numbers",
    "str": "texts",
    "bool": "true or false",
    "any": "anything",
}


def _plural(expected: TypeExpr) -> str:
    if expected.kind == "ref":
        return f"{expected.name} objects"
    return _PLURALS.get(expected.kind, name_type(expected))


def _where(fault: LiteralFault) -> str:
    if not fault.path:
        return ""
    text = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in fault.path)
    return f"has a wrong part: {text.removeprefix('.')} "


def _type(fault: LiteralFault) -> str:
    assert fault.type is not None
    return f"{_where(fault)}must be {name_type(fault.type)}{_members(fault)}, not {show(fault.value)}"


def _members(fault: LiteralFault) -> str:
    """`` with key, hash, name, base, type``: how an object is written, for those who wrote something else."""
    return (
        f" with {', '.join(fault.detail)}" if fault.detail and fault.type and fault.type.kind == "ref" else ""
    )


def _null(fault: LiteralFault) -> str:
    assert fault.type is not None
    return f"{_where(fault)}must be {name_type(fault.type)}; null is not allowed"


_LIMITS: Final = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def _bound(fault: LiteralFault) -> str:
    key, limit = fault.detail
    if key == "list":
        return f"{_where(fault)}must be a single number: InvokeAI cannot compare a list with its limits"
    return f"{_where(fault)}must be {_LIMITS[key]} {limit}, but is {show(fault.value)}"


def _multiple(fault: LiteralFault) -> str:
    step, number = fault.detail
    hint = ""
    if isinstance(number, int) and isinstance(step, int) and abs(number) < 10**12:
        low = number // step * step
        hint = f" (nearest: {low} and {low + step})"
    return f"{_where(fault)}must be a multiple of {step}, which {show(fault.value)} is not{hint}"


@lru_cache(1024)
def _nearest(word: str, options: tuple[Any, ...]) -> str | None:
    """The option that was probably meant. The same slips occur again and again, and comparing is slow."""
    from wflint.diagnostics.suggest import nearest

    found = nearest(word, [o for o in options if isinstance(o, str)])
    return found[0] if found else None


def _option(fault: LiteralFault) -> str:
    options: tuple[Any, ...] = fault.detail
    text = f"{_where(fault)}cannot be {show(fault.value)}"
    if isinstance(fault.value, str) and len(fault.value) <= _SHOWN:
        near = _nearest(fault.value, options)
        if near is not None:
            return f"{text}; did you mean {show(near)}?"
    shown = ", ".join(show(o) for o in options[:_OPTIONS_SHOWN])
    more = len(options) - _OPTIONS_SHOWN
    return f"{text}; it must be one of {shown}" + (f" and {more} more" if more > 0 else "")


def _length(fault: LiteralFault) -> str:
    key, limit, length = fault.detail
    what = "items" if isinstance(fault.value, list) else "characters"
    limits = "at least" if key == "min" else "at most"
    what = what.removesuffix("s") if limit == 1 else what
    return f"{_where(fault)}must have {limits} {limit} {what}, but has {length}"


def _pattern(fault: LiteralFault) -> str:
    return f"{_where(fault)}must match the pattern {fault.detail}, which {show(fault.value)} does not"


def _member(fault: LiteralFault) -> str:
    assert fault.type is not None
    members = ", ".join(f'"{m}"' for m in fault.detail)
    lack = "members" if len(fault.detail) > 1 else "member"
    return f"{_where(fault)}must be {name_type(fault.type)}, but lacks the {lack} {members}"


def _extra(fault: LiteralFault) -> str:
    assert fault.type is not None
    return f"{_where(fault)}has a member {show(fault.detail)} that {name_type(fault.type)} does not allow"


def _rule(fault: LiteralFault) -> str:
    return f"{_where(fault)}{fault.detail}"


_SENTENCES: Final = {
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
