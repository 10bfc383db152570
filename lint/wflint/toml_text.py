"""TOML that a repository brings along: parsed, or one line that says why it cannot be.

The standard library's parser takes the square of the dots of a key, recurses into lists and inline tables,
and raises something of its own for whole numbers of thousands of digits.
"""

from __future__ import annotations

import re
from typing import Any, Final

DEEPEST: Final = 32  # parts of one dotted key
# Texts in quotes, which count as one letter, and comments. None needs its end: each is passed over once.
_QUOTED: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5})?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
)
_BETWEEN: Final = r"[,=\[\]{}\n]"


def parse_toml(text: str) -> dict[str, Any]:
    """The table in a text. Raises ValueError with one line; ``tomllib``'s own says at which line."""
    import tomllib

    if text.count(".") > DEEPEST:
        dense = re.sub(_QUOTED, _short, text, flags=re.DOTALL)
        if any(part.count(".") >= DEEPEST for part in re.split(_BETWEEN, dense)):
            raise ValueError(f"a key has more than {DEEPEST} parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise ValueError("nested too deep") from None
    except ValueError:  # of Python itself: whole numbers have at most 4,300 digits
        raise ValueError("a number has too many digits") from None


def _short(match: re.Match[str]) -> str:
    return "" if match[0][0] == "#" else "q" + "\n" * match[0].count("\n")
