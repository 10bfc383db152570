"""Whether a value is what a case wants: of a node's outputs, of an image's metadata."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.words import elide, numbered
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.live.cases.schema import Expected

_SHOWN: Final = 80  # characters of a value in a message
MISSING: Final = object()
"""Stands for what is not there."""


def members(value: Any, path: str) -> list[Any]:
    """What stands at a path: names and numbers between dots, ``*`` for every element of a list.

    ``MISSING`` where there is nothing of that name.
    """
    found = [value]
    for part in path.split("."):
        found = [inner for each in found for inner in _step(each, part)]
    return found


def _step(value: Any, part: str) -> Sequence[Any]:
    if isinstance(value, list) and part == "*":
        return value
    if isinstance(value, list) and part.isascii() and part.isdigit() and int(part) < len(value):
        return (value[int(part)],)
    if isinstance(value, dict) and part in value:
        return (value[part],)
    return (MISSING,)


def first_wrong(found: list[tuple[str, list[Any]]], expected: Expected) -> str:
    """The first thing that is wrong with several values; empty when nothing is.

    Each entry is what has been there once (a run of a node, an image): words that tell it from the others,
    none where it is alone, and what was found in it.
    """
    each = expected.each
    if each is not None and len(each) != len(found):
        return f"there are {numbered(len(found), 'value')}, and {len(each)} in each"
    for number, (where, values) in enumerate(found):
        for value in values:
            said = wrong(value, expected)
            if said is None and each is not None and not equal(value, each[number]):
                said = f"it is {shown(value)}, not {shown(each[number])}"
            if said is not None:
                return f"{where}: {said}" if where else said
    return ""


def wrong(value: Any, expected: Expected) -> str | None:
    """What is wrong with a value, with wanted and found; None when it is as it should be."""
    if expected.missing is not None:
        there = value is not MISSING and value is not None
        if expected.missing and there:
            return f"it is {shown(value)}, where none was wanted"
        return None if expected.missing or there else "it is missing"
    if value is MISSING:
        return "it is missing"
    for said in (_wrong_text(value, expected), _wrong_list(value, expected), _wrong_number(value, expected)):
        if said is not None:
            return said
    return None


def _wrong_text(value: Any, expected: Expected) -> str | None:
    if expected.equals is not None and not equal(value, expected.equals):
        return f"it is {shown(value)}, not {shown(expected.equals)}"
    if expected.matches is not None and not re.search(expected.matches, str(value)):
        return f'it is {shown(value)}, which "{expected.matches}" does not match'
    return None


def _wrong_list(value: Any, expected: Expected) -> str | None:
    if expected.contains is not None:
        if isinstance(value, str) and isinstance(expected.contains, str):
            inside = expected.contains in value
        elif isinstance(value, list):
            inside = any(equal(each, expected.contains) for each in value)
        else:
            return f"it is {shown(value)}, which is neither a list nor a text that holds another"
        if not inside:
            return f"it is {shown(value)}, which does not contain {shown(expected.contains)}"
    if expected.length is not None:
        if not isinstance(value, (str, list)):
            return f"it is {shown(value)}, which is neither a list nor a text and has no length"
        if len(value) != expected.length:
            noun = "character" if isinstance(value, str) else "element"
            return f"it has {numbered(len(value), noun)}, not {expected.length}: {shown(value)}"
    return None


def _wrong_number(value: Any, expected: Expected) -> str | None:
    if expected.near is not None and not _near(value, expected.near, expected.within or 0.0):
        return f"it is {shown(value)}, not {shown(expected.near)} within {expected.within:g}"
    if expected.min is None and expected.max is None:
        return None
    if not is_number(value):
        return f"it is {shown(value)}, which is not a number"
    if expected.min is not None and value < expected.min:
        return f"it is {shown(value)}, less than {expected.min:g}"
    if expected.max is not None and value > expected.max:
        return f"it is {shown(value)}, more than {expected.max:g}"
    return None


def _near(value: Any, wanted: Any, within: float) -> bool:
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(
            _near(a, b, within) for a, b in zip(value, wanted, strict=True)
        )
    if not is_number(value) or not is_number(wanted):
        return False
    # 0.3 is 0.1 from 0.2, although the nearest binary fractions are a little farther apart.
    return bool(abs(value - wanted) <= within * (1 + 1e-9) + 1e-12)


def is_number(value: Any) -> bool:
    """Whether it is a number that can be compared: neither true nor false nor NaN."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not math.isnan(value)


def equal(value: Any, wanted: Any) -> bool:
    """Whether two values are the same: floats to nine digits, ``true`` is not 1, lists by their parts."""
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(equal(a, b) for a, b in zip(value, wanted, strict=True))
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(equal(value[k], wanted[k]) for k in wanted)
    if isinstance(value, bool) != isinstance(wanted, bool):
        return False
    if isinstance(value, float) or isinstance(wanted, float):
        return (
            isinstance(value, (int, float))
            and isinstance(wanted, (int, float))
            and math.isclose(value, wanted)
        )
    return bool(value == wanted)


def shown(value: Any) -> str:
    """A value as JSON writes it, in one line and not too long."""
    if value is MISSING:
        return "missing"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):  # a date of TOML
        text = str(value)
    return elide(one_line(text), _SHOWN)
