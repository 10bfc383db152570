"""Version strings of nodes and formats, as the web UI understands them."""

from __future__ import annotations

import re
from typing import Any

# Nearly every part of a version is a few digits: for the others the patterns are compiled when there are any.
_DECIMAL = r"[+-]?(?:\d+(?:e[+-]?\d+)?)"
_OTHER_BASE = r"0(?:x[0-9a-f]+|o[0-7]+|b[01]+)"
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
    if part == "" or (len(part) < 16 and part.isascii() and part.isdigit()):
        return True
    if len(part) > 400:
        return False
    if re.fullmatch(_OTHER_BASE, part, re.IGNORECASE):
        return int(part, 0) <= 2**53 - 1
    if not re.fullmatch(_DECIMAL, part, re.IGNORECASE | re.ASCII):
        return False
    value = float(part)
    return value.is_integer() and 0 <= value <= 2**53 - 1
