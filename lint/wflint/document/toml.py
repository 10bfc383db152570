"""TOML that somebody else wrote: the standard library's parser, whatever a text makes it raise.

It takes the square of the dots of a key and recurses into lists and inline tables.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

DEEPEST: Final = 32  # parts of one dotted key
_LIMIT = 2**63
_TOO_LONG = "an integer has more than 64 bits"
# Texts in quotes, which count as one letter, and comments. None needs its end: each is passed over once.
_QUOTED: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5})?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
)
_BETWEEN: Final = r"[,=\[\]{}\n]"


class TomlError(ValueError):
    """A text that is no TOML, or none that can be taken; the text says why, and where that is known."""


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises TomlError.

    Integers have 64 bits, as TOML's own rules say; Python's parser takes longer ones that nothing can print.
    """
    if text.count(".") > DEEPEST and _has_deep_key(text):
        raise TomlError(f"a key has more than {DEEPEST} parts")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(str(error)) from None
    except RecursionError:
        raise TomlError("nested too deep") from None
    except ValueError:  # Python converts no more than 4,300 digits
        raise TomlError(_TOO_LONG) from None
    todo: list[Any] = [data]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo += value.values()
        elif isinstance(value, list):
            todo += value
        elif type(value) is int and not -_LIMIT <= value < _LIMIT:
            raise TomlError(_TOO_LONG)
    return data


def _has_deep_key(text: str) -> bool:
    dense = re.sub(_QUOTED, _short, text, flags=re.DOTALL)
    return any(part.count(".") >= DEEPEST for part in re.split(_BETWEEN, dense))


def _short(match: re.Match[str]) -> str:
    return "" if match[0][0] == "#" else "q" + "\n" * match[0].count("\n")
