"""What a recorded answer of the web UI is, beside a Python value."""

from __future__ import annotations

from typing import Any


def same(value: Any) -> Any:
    """The value with whole numbers as JavaScript writes them."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {k: same(v) for k, v in value.items()}
    return [same(v) for v in value] if isinstance(value, list) else value
