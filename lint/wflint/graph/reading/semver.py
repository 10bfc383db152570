"""Version strings of nodes and formats, as the web UI understands them."""

from __future__ import annotations

import re
from typing import Any

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:e[+-]?\d+)?)", re.IGNORECASE | re.ASCII)
_OTHER_BASE = re.compile(r"0(?:x[0-9a-f]+|o[0-7]+|b[01]+)", re.IGNORECASE)
_known: set[str] = set()


def is_node_version(version: Any) -> bool:
    """Whether the UI takes a value as a version: its first three dot-separated parts are integers >= 0.

    Exactly as JavaScript's ``Number`` converts them: a blank part counts as 0, a fourth part is ignored,
    ``1.0`` and ``1.0.0-beta`` are refused (the UI's types/semver.ts).
    """
    if type(version) is not str:
        return False
    if version in _known:
        return True
    parts = version.split(".")
    sound = len(parts) >= 3 and all(_is_integer(part.strip()) for part in parts[:3])
    if sound and len(_known) < 10_000:
        _known.add(version)
    return sound


def _is_integer(part: str) -> bool:
    if part == "":
        return True
    if len(part) > 400:
        return False
    if _OTHER_BASE.fullmatch(part):
        return int(part, 0) <= 2**53 - 1
    if not _DECIMAL.fullmatch(part):
        return False
    value = float(part)
    return value.is_integer() and 0 <= value <= 2**53 - 1
