"""The input that a wrong name was probably meant for."""

from __future__ import annotations

from functools import lru_cache

_LONGEST = 80  # characters; a longer name is no slip


@lru_cache(1024)
def nearest_input(name: str, inputs: tuple[str, ...]) -> list[str]:
    """The nearest names, best first. The same slips occur again and again, and comparing is slow."""
    from wflint.diagnostics.suggest import nearest

    return nearest(name, inputs) if len(name) <= _LONGEST else []
