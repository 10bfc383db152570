"""Literals as pydantic 1 reads them: InvokeAI 3.0 to 3.3.

It converts with Python's own ``int``, ``float`` and ``dict``, so that 1.5 is the integer 1, true a number and
a list without items an object without members; a union takes the first member that converts the value. Read
from pydantic 1.10; compared with 3.1.1, 3.2.0, 3.3.0.post3 by ``lint/scripts/compare_release.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.literal_models import parse_model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr

    Parse = Callable[[Any, TypeExpr, Catalogue, bool], Any]

_TRUE: Final = frozenset((1, "1", "on", "t", "true", "y", "yes"))
_FALSE: Final = frozenset((0, "0", "off", "f", "false", "n", "no"))
_CLOSE: Final = 1e-8  # how far from a multiple a number may be


def read_int(value: Any) -> int | None:
    """The integer that Python makes of a value: decimals are cut off."""
    if type(value) in (int, float, bool, str):
        try:
            return int(value)
        except (ValueError, OverflowError):
            return None
    return None


def read_float(value: Any) -> float | None:
    """The number that Python makes of a value."""
    if type(value) in (int, float, bool, str):
        try:
            return float(value)
        except (ValueError, OverflowError):
            return None
    return None


def read_bool(value: Any) -> bool | None:
    """The truth value of a truth value, of 0 and 1, and of some words."""
    if type(value) is str:
        value = value.lower()
    elif type(value) not in (int, float, bool):
        return None
    return True if value in _TRUE else False if value in _FALSE else None


def read_str(value: Any) -> str | None:
    """The text of a text, a number or a truth value."""
    try:
        return str(value) if type(value) in (str, int, float, bool) else None
    except ValueError:  # more digits than Python writes
        return None


def is_multiple(number: float, step: float) -> bool:
    """Whether a number is near enough to a multiple."""
    try:
        rest = number / step % 1
    except OverflowError:
        return False
    return abs(rest) <= _CLOSE or abs(rest - 1) <= _CLOSE


def parse_option(value: Any, expected: TypeExpr, options: tuple[Any, ...]) -> Any:
    """The option equal to the value: 1, 1.0 and true are equal."""
    if not isinstance(value, list | dict):
        for option in options:
            if option == value:
                return option
    return LiteralFault("option", value, expected, options)


def as_object(value: Any) -> Any:
    """What ``dict(value)`` makes of a value, or the value itself."""
    if not isinstance(value, list | str):
        return value
    pairs: Any = value
    try:
        return dict(pairs)
    except (TypeError, ValueError):
        return value


def parsers(usual: Mapping[str, Parse], parse: Parse, numeric: Callable[..., Any]) -> dict[str, Parse]:
    """The readers by kind of type; ``usual`` are those of pydantic 2, ``numeric`` finds broken limits."""

    def number(read: Callable[[Any], Any]) -> Parse:
        def parse_number(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
            found = read(value)
            if found is None:
                return _mismatch(value, expected)
            fault = numeric(value, found, expected, is_multiple)
            return found if fault is None else fault

        return parse_number

    def parse_str(value: Any, expected: TypeExpr, catalogue: Catalogue, _coerce: bool) -> Any:
        text = read_str(value)
        return _mismatch(value, expected) if text is None else usual["str"](text, expected, catalogue, True)

    def parse_bool(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
        found = read_bool(value)
        return _mismatch(value, expected) if found is None else found

    def parse_enum(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
        return parse_option(value, expected, expected.options)

    def parse_ref(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
        model = catalogue.model(expected.name)
        if model is None:
            return value
        if model.options:
            return parse_option(value, expected, model.options)
        if model.root is not None:
            return parse(value, model.root, catalogue, coerce)
        return parse_model(as_object(value), model, expected, catalogue, parse)

    def parse_dict(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
        return usual["dict"](as_object(value), expected, catalogue, coerce)

    def parse_object(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
        return usual["object"](as_object(value), expected, catalogue, coerce)

    def parse_union(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
        for member in expected.args:
            parsed = parse(value, member, catalogue, coerce)
            if not isinstance(parsed, LiteralFault):
                return parsed
        return usual["union"](value, expected, catalogue, coerce)

    return {
        **usual,
        "int": number(read_int),
        "float": number(read_float),
        "str": parse_str,
        "bool": parse_bool,
        "enum": parse_enum,
        "ref": parse_ref,
        "dict": parse_dict,
        "object": parse_object,
        "union": parse_union,
    }


def _mismatch(value: Any, expected: TypeExpr) -> LiteralFault:
    return LiteralFault("null" if value is None else "type", value, expected)
