"""Budgets as a case states them: seconds or bytes, or how much more than the baseline."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = re.compile(r"\s*(\+?)\s*(\d+(?:\.\d+)?)\s*(%|[A-Za-z]*)\s*")
SECONDS = {"": 1.0, "s": 1.0, "ms": 0.001, "min": 60.0}
BYTES = {
    "": 1.0, "b": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 2.0**10, "mib": 2.0**20, "gib": 2.0**30,
}  # fmt: skip


class Budget(NamedTuple):
    """At most ``absolute`` (seconds or bytes), or the baseline and ``relative`` (0.2: a fifth) of it more."""

    text: str
    absolute: float | None = None
    relative: float | None = None


def parse_budget(value: object, units: dict[str, float]) -> Budget:
    """``2.5``, ``"800 ms"``, ``"6 GiB"``, ``"+20%"``. Raises ValueError."""
    if isinstance(value, Budget):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not 0 < value < float("inf"):
            raise ValueError("a budget must be more than zero")
        return Budget(f"{value:g}", float(value))
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if found and found[3] == "%" and found[1]:
        return Budget(f"+{found[2]}%", relative=float(found[2]) / 100)
    if found and not found[1] and found[3].lower() in units and float(found[2]) > 0:
        return Budget(str(value).strip(), float(found[2]) * units[found[3].lower()])
    example = '"800 ms"' if units is SECONDS else '"6 GiB"'
    raise ValueError(f'a budget must be a number, a string such as {example}, or "+20%" (of the baseline)')
