"""How pydantic's lax mode reads a number, a truth value or a text out of a JSON value.

InvokeAI validates the literals of a node with pydantic in lax mode, so ``"1_000"`` is an integer and
``"yes"`` a truth value. Found by running pydantic-core of InvokeAI 6.14.2 and 5.15.0, and compared with
it over all node types by ``tests/differential``. Every function gives None where pydantic refuses.
"""

from __future__ import annotations

import re
from typing import Any, Final

from wflint.release import Release

PYDANTIC_2_SINCE: Final = Release((3, 4, 0))
TRIMMED_SINCE: Final = Release((4, 2, 4))  # before, numbers in texts were read as they stand
SIGN_LAST_SINCE: Final = Release((5, 10, 0))  # before, an underscore might follow the sign

# What Rust's str::trim strips (Unicode White_Space); Python's own strip() differs by four control characters.
_SPACE: Final = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u2028\u2029\u202f\u205f\u3000"
)

# Leading zeros may be followed by any underscores; later digits by single ones; decimals must be zero.
# (Patterns that few files need are compiled when one does: that takes longer than reading the file.)
_INT: Final = r"([+-]?)(?:0(?:[0_]*0)?|(?:0[0_]*)?([1-9][0-9]*(?:_[0-9]+)*))(?:\.0+)?"
_FLOAT: Final = r"(?i:[+-]?(?:inf|infinity|nan|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?))"
_MAX_DIGITS: Final = 4300
_INT64: Final = 9223372036854775808.0

_TRUTH: Final = {
    **dict.fromkeys(("1", "on", "t", "true", "y", "yes"), True),
    **dict.fromkeys(("0", "off", "f", "false", "n", "no"), False),
}


def read_int(value: Any) -> int | None:
    """The integer that pydantic makes of a JSON value, such as ``True``, ``3.0``, ``"12"``, ``"1_000"``."""
    kind = type(value)
    if kind is int or kind is bool:
        return int(value)
    if kind is float:
        # Beyond 64 bits pydantic takes no float, though it takes the integer.
        return int(value) if -_INT64 < value < _INT64 and value % 1.0 == 0.0 else None
    if kind is str:
        found = re.fullmatch(_INT, value.strip(_SPACE), re.ASCII)
        if found is None:
            return None
        digits = (found[2] or "0").replace("_", "")
        return int(found[1] + digits) if len(digits) <= _MAX_DIGITS else None
    return None


def read_float(value: Any) -> float | None:
    """The float that pydantic makes of a JSON value; NaN and infinity are floats, also as text."""
    kind = type(value)
    if kind is float:
        return float(value)
    if kind is int or kind is bool:
        try:
            return float(value)
        except OverflowError:
            return None
    if kind is str:
        text = value.strip(_SPACE)
        if re.fullmatch(_FLOAT, text, re.ASCII):
            return float(text)
        if "_" in value and value[0] != "_" and value[-1] != "_" and "__" not in value:
            text = value.replace("_", "")  # untrimmed, as pydantic does
            return float(text) if re.fullmatch(_FLOAT, text, re.ASCII) else None
    return None


def read_int_untrimmed(value: Any) -> int | None:
    """The integer up to InvokeAI 4.2.3: no spaces around it, and underscores only without decimals."""
    if type(value) is not str:
        return read_int(value)
    text = re.sub(r"\.0*\Z", "", value) if "_" not in value else _without_underscores(value)
    if len(value) > _MAX_DIGITS or not re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII):
        return None
    return int(text)


def read_float_untrimmed(value: Any) -> float | None:
    """The number up to InvokeAI 4.2.3: no spaces around it."""
    return None if type(value) is str and value != value.strip(_SPACE) else read_float(value)


def read_int_after_sign(value: Any) -> int | None:
    """The integer up to InvokeAI 5.9: an underscore may follow the sign."""
    if type(value) is str:
        text = value.strip(_SPACE)
        if re.match(r"[+-]_[0-9]", text):
            return read_int(text[0] + text[2:])
    return read_int(value)


def _without_underscores(text: str) -> str:
    return text if text[0] == "_" or text[-1] == "_" or "__" in text else text.replace("_", "")


def read_bool(value: Any) -> bool | None:
    """The truth value that pydantic makes of a JSON value: of 0, 1, 0.0, 1.0, ``"yes"``, ``"F"``, ..."""
    kind = type(value)
    if kind is bool:
        return bool(value)
    if kind is int or kind is float:
        return bool(value) if value in (0, 1) else None
    if kind is str and len(value) <= 5 and value.isascii():
        return _TRUTH.get(value.lower())
    return None


def read_str(value: Any, coerce: bool) -> str | None:
    """The text that pydantic makes of a JSON value.

    ``coerce`` is the ``coerce_numbers_to_str`` of InvokeAI's node classes: on node fields numbers become
    text, inside nested models they do not.
    """
    kind = type(value)
    if kind is str:
        return str(value)
    if coerce and (kind is int or kind is float):
        return str(value)
    return None
