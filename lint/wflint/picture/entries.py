"""A change of a comparison in words, as a picture lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class ChangeEntry(NamedTuple):
    """One change in words: its sign (``+``, ``-``, ``~``), what it is about, and its details."""

    sign: str
    title: str
    details: Sequence[str] = ()
