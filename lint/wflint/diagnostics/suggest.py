"""Near misses: what somebody probably meant to write.

A file written from memory holds the same slip many times, and so does a folder of such files: answers are
remembered. difflib's own bounds count letters one by one; a set of letters as the bits of a number rules out
most of the hundreds of node types first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# difflib compares every pair of characters; a longer word is no slip of the pen anyway.
_LONGEST = 80
# Every finding may ask; beyond so many candidates the answer is not worth a user's waiting.
_MOST = 400
_LIKENESS = 0.7  # twice the letters in common, by the letters of both


def nearest(word: str, candidates: Iterable[str], *, count: int = 1) -> list[str]:
    """Up to ``count`` candidates that look like the word, best first; case does not matter.

    A name that the word begins, or that begins the word, counts when nothing is nearer: ``cfg`` stands
    for ``cfg_scale``.
    """
    from itertools import islice

    if len(word) > _LONGEST or not word:
        return []
    return list(_nearest(word.casefold(), tuple(islice(candidates, _MOST)), count))


@lru_cache(maxsize=1024)
def _nearest(word: str, candidates: tuple[str, ...], count: int) -> tuple[str, ...]:
    by_folded = _folded(candidates)
    size, mine = len(word), _letters(word)
    similar = []  # those in which difflib could find the likeness at all
    for key in by_folded:
        total = size + len(key)
        if 2 * min(size, len(key)) / total < _LIKENESS:
            continue
        # Letters of only one side are in no match; one that stands there twice is counted once.
        theirs = _letters(key)
        common = min(size - (mine & ~theirs).bit_count(), len(key) - (theirs & ~mine).bit_count())
        if 2 * common / total >= _LIKENESS:
            similar.append(key)
    found: list[str] = []
    if similar:
        from difflib import get_close_matches

        found = get_close_matches(word, similar, count, _LIKENESS)
    if not found and size > 2:
        found = [c for c in by_folded if c.startswith(word) or (len(c) > 2 and word.startswith(c))]
        found.sort(key=lambda c: abs(len(c) - size))  # "euler_a" for "euler_ancestral", not "euler"
    return tuple(by_folded[m] for m in found[:count])


@lru_cache(maxsize=64)
def _folded(candidates: tuple[str, ...]) -> dict[str, str]:
    """Candidates by their folded names; of equal ones the first."""
    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    return by_folded


@lru_cache(maxsize=4096)
def _letters(word: str) -> int:
    """The set of a word's characters, one bit for each; two that share a bit count as one."""
    bits = 0
    for character in word:
        bits |= 1 << (ord(character) & 127)
    return bits


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """`` (did you mean "x"?)``, or nothing when no candidate is near."""
    found = nearest(word, candidates)
    return f' (did you mean "{found[0]}"?)' if found else ""
