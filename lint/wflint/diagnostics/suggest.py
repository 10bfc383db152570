"""Near misses: what somebody probably meant to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# difflib compares every pair of characters; a longer word is no slip of the pen anyway.
_LONGEST = 80
# Every finding may ask; beyond so many candidates the answer is not worth a user's waiting.
_MOST = 400


def nearest(word: str, candidates: Iterable[str], *, count: int = 1) -> list[str]:
    """Up to ``count`` candidates that look like the word, best first; case does not matter.

    A name that the word begins, or that begins the word, counts when nothing is nearer: ``cfg`` stands
    for ``cfg_scale``.
    """
    from difflib import get_close_matches
    from itertools import islice

    if len(word) > _LONGEST or not word:
        return []
    folded = word.casefold()
    by_folded: dict[str, str] = {}
    similar = []  # of a length at which difflib could find a likeness at all
    for candidate in islice(candidates, _MOST):
        key = candidate.casefold()
        by_folded.setdefault(key, candidate)
        if len(key) < 2 * len(folded) and len(folded) < 2 * len(key):
            similar.append(key)
    found = get_close_matches(folded, similar, count, 0.7) if similar else []
    if not found and len(folded) > 2:
        found = [c for c in by_folded if c.startswith(folded) or (len(c) > 2 and folded.startswith(c))]
        found.sort(key=lambda c: abs(len(c) - len(folded)))  # "euler_a" for "euler_ancestral", not "euler"
    return [by_folded[m] for m in dict.fromkeys(found)][:count]


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """`` (did you mean "x"?)``, or nothing when no candidate is near."""
    found = nearest(word, candidates)
    return f' (did you mean "{found[0]}"?)' if found else ""
