"""Near misses: what somebody probably meant to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# difflib compares every pair of characters; a longer word is no slip of the pen anyway.
_LONGEST = 80


def nearest(word: str, candidates: Iterable[str], *, count: int = 1) -> list[str]:
    """Up to ``count`` candidates that look like the word, best first; case does not matter."""
    from difflib import get_close_matches

    if len(word) > _LONGEST:
        return []
    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    return [by_folded[m] for m in get_close_matches(word.casefold(), list(by_folded), count, 0.7)]


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """`` (did you mean "x"?)``, or nothing when no candidate is near."""
    found = nearest(word, candidates)
    return f' (did you mean "{found[0]}"?)' if found else ""
