"""Amounts of memory as people write and read them.

A GB here is 2**30 bytes, as in InvokeAI's own settings (``GB`` in
``backend/model_manager/load/model_cache/model_cache.py``) and as graphics cards are sold: an "8 GB" card
has 8 * 2**30 bytes.
"""

from __future__ import annotations

import re
from typing import Final

GB: Final = 2**30
_UNITS: Final = {"": GB, "g": GB, "gb": GB, "gib": GB, "m": 2**20, "mb": 2**20, "mib": 2**20}
_AMOUNT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*([A-Za-z]{0,3})")


def parse_memory(value: object) -> int:
    """Bytes from ``"8GB"``, ``"8 GiB"``, ``"6144MB"``, or a number of GB. Raises ValueError."""
    text = f"{value}" if type(value) in (int, float) else value
    found = _AMOUNT.fullmatch(text.strip()) if type(text) is str else None
    factor = _UNITS.get(found[2].lower()) if found else None
    if found is None or factor is None or not float(found[1]):
        raise ValueError(f'{value!r} is no amount of memory; write it like "8GB"')
    return round(float(found[1]) * factor)


def show_memory(size: float) -> str:
    """``6.2 GB``, ``350 MB``, ``12 kB``."""
    if not size:
        return "0"
    if size >= 0.995 * GB:
        text = f"{size / GB:.1f}"
        return f"{text.removesuffix('.0')} GB"
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{size / 2**10:.0f} kB"
