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
# A number, and perhaps a unit, as people write them; what the JSON Schema of configurations says too.
AMOUNT_PATTERN: Final = r"([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*((?:[GgMm](?:[Ii]?[Bb])?)?)"
NUMBERS_OF_GB: Final = (0.000001, 1_000_000)  # from, and below
_AMOUNT = re.compile(AMOUNT_PATTERN)


def parse_memory(value: object) -> int:
    """Bytes from ``"8GB"``, ``"8 GiB"``, ``"6144MB"``, or a number of GB. Raises ValueError."""
    if type(value) is int or type(value) is float:
        least, most = NUMBERS_OF_GB
        if least <= value < most:
            return round(value * GB)
    found = _AMOUNT.fullmatch(value.strip()) if type(value) is str else None
    if found is None or not float(found[1]):
        raise ValueError(f'{value!r} is not an amount of memory; write it like "8GB"')
    return round(float(found[1]) * _UNITS[found[2].lower()])


def show_memory(size: float) -> str:
    """``6.2 GB``, ``350 MB``, ``12 kB``."""
    if not size:
        return "0"
    if size >= 0.995 * GB:
        text = f"{size / GB:.1f}"
        return f"{text.removesuffix('.0')} GB"
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{size / 2**10:.0f} kB"
