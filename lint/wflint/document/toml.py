"""TOML that somebody else wrote: the standard library's parser, whatever a text makes it raise."""

from __future__ import annotations

import tomllib
from typing import Any

_LIMIT = 2**63
_TOO_LONG = "an integer has more than 64 bits"


class TomlError(ValueError):
    """A text that is no TOML, or none that can be taken; the text says why, and where that is known."""


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises TomlError.

    Integers have 64 bits, as TOML's own rules say; Python's parser takes longer ones that nothing can print.
    """
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
