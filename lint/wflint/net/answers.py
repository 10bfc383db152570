"""Reading what a server says: JSON that no stranger can make harmful, and refusals in one line."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wflint.net.masking import Secrets

MOST_JSON: Final = 64 * 1024 * 1024  # bytes; OpenAPI documents have 3 MB, sessions of long runs some more
_MOST_PARTS: Final = 4_000_000  # values and names: each may take 200 bytes of memory
_DEEPEST: Final = 100
_LONGEST_NUMBER: Final = 40  # digits; seeds have 20
_LONGEST_TEXT: Final = 600
_LONGEST_RELEASE: Final = 64
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATES = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """An answer that is not to be read; the text says what it is."""


def read_json(raw: bytes | bytearray, secrets: Secrets | None = None) -> Any:
    """The value of an answer; None where it is empty. Raises UnreadableError.

    ``secrets`` are masked in it. Nothing in it is nested deeper than 100 or larger than a float, and every
    text can be written as UTF-8.
    """
    if not raw.strip():
        return None
    if sum(raw.count(mark) for mark in (b",", b":", b"[", b"{")) > _MOST_PARTS:
        raise UnreadableError("has too many parts")
    try:
        text = raw.decode("utf-8-sig")
        value = json.loads(text, parse_int=_whole, parse_float=_fraction, parse_constant=_no_number)
    except RecursionError:
        raise UnreadableError("is nested too deeply") from None
    except ValueError:
        raise UnreadableError("is HTML" if raw.lstrip()[:1] == b"<" else "is not JSON") from None
    _require_shallow(value)
    if _HALF_CHARACTER.search(text):
        value = _whole_characters(value)
    return secrets.masked_data(value) if secrets is not None and secrets.may_be_in(text) else value


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise UnreadableError("holds a number of too many digits")
    return int(text)


def _fraction(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _no_number(_text: str) -> None:
    """NaN and Infinity: JSON has none of them, and arithmetic with them fails far from here."""


def _require_shallow(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise UnreadableError("is nested too deeply")


def _whole_characters(value: Any) -> Any:
    """The value with a sign in place of half characters, which no file and no terminal takes."""
    if isinstance(value, str):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    return value


def release_in(answer: Any) -> str | None:
    """The release in a server's answer about itself; None when it names none."""
    version = answer.get("version") if isinstance(answer, dict) else None
    # As long as no release is: what takes a version apart must not meet a book.
    return version if isinstance(version, str) and len(version) <= _LONGEST_RELEASE else None


def detail_text(detail: Any) -> str:
    """What the server said of a refused request, in one line: a text, or pydantic's list of faults."""
    if isinstance(detail, str):
        return _clip(" ".join(detail.split()))
    if not isinstance(detail, list):
        return ""
    faults = []
    for fault in detail[:3]:
        if isinstance(fault, dict):
            loc = fault.get("loc")
            where = ".".join(str(part) for part in (loc if isinstance(loc, list) else ()) if part != "body")
            faults.append(f"{where}: {fault.get('msg', '')}".strip(": "))
    more = f" (and {len(detail) - 3} more)" if len(detail) > 3 else ""
    return _clip("; ".join(" ".join(f.split()) for f in faults)) + more


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "..."


def seconds_of(header: str) -> float:
    """The seconds of a ``Retry-After``; 0 for a date, which no InvokeAI sends, and for nonsense."""
    return float(header) if re.fullmatch(r"[0-9]{1,6}", header.strip()) else 0.0
