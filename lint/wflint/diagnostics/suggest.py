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


_CLEARLY = 0.05  # of a likeness from 0 to 1


def clearly_nearest(word: str, near: str, candidates: Iterable[str]) -> bool:
    """Whether a candidate is clearly more like the word than any other: for those that would write it."""
    from difflib import SequenceMatcher

    def likeness(other: str) -> float:
        return SequenceMatcher(None, word.casefold(), other.casefold()).ratio()

    others = [name for name in nearest(word, candidates, count=2) if name != near]
    return all(likeness(near) - likeness(other) >= _CLEARLY for other in others)


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """`` (did you mean "x"?)``, or nothing when no candidate is near."""
    found = nearest(word, candidates)
    return f' (did you mean "{found[0]}"?)' if found else ""


def slip(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate of which the word is plausibly a misspelling; None where somebody meant another thing.

    The same letters with other separators or capitals, the same words in another order or number, or one or
    two letters astray, within words that are long enough for that: ``int`` and ``join`` are no slips of each
    other. Neither are digits: ``sd1`` and ``sd3`` are two things.
    """
    from itertools import islice

    if len(word) > _LONGEST or not word:
        return None
    mine = _Spelling(word)
    known = _spelled(tuple(islice(candidates, _MOST)))
    for one in known:
        if one.compact == mine.compact or one.sorted == mine.sorted:
            return one.name
    best: tuple[int, str] | None = None
    for one in known:
        # Each letter astray changes the set of letters by two at most.
        if abs(len(one.compact) - len(mine.compact)) > _ASTRAY or one.digits != mine.digits:
            continue
        if (one.letters ^ mine.letters).bit_count() > 2 * _ASTRAY:
            continue
        astray = _astray_in_all(mine, one)
        if astray <= _ASTRAY and (best is None or astray < best[0]):
            best = astray, one.name
    return best[1] if best is not None else None


_ASTRAY = 2  # letters that a slip of the pen gets wrong


class _Spelling:
    """A name, and what it is compared by."""

    __slots__ = ("compact", "digits", "letters", "name", "sorted", "words")

    def __init__(self, name: str) -> None:
        self.name = name
        self.words = _words(name)
        # A name without its plurals: "images_to_grids" is what "image_to_grid" is.
        self.sorted = sorted([_singular(w) for w in self.words])
        self.compact = "".join(self.words)
        self.letters = _letters(self.compact)
        self.digits = "".join([c for c in self.compact if c.isdigit()])


@lru_cache(maxsize=16)
def _spelled(candidates: tuple[str, ...]) -> list[_Spelling]:
    return [_Spelling(name) for name in candidates]


def _words(name: str) -> list[str]:
    """``denoiseLatents`` and ``denoise_latents`` are two words."""
    if not name.islower():
        name = "".join(
            [f" {c}" if c.isupper() and name[i - 1 : i].islower() else c for i, c in enumerate(name)]
        ).casefold()
    return "".join([c if c.isalnum() else " " for c in name]).split()


def _singular(word: str) -> str:
    return word.removesuffix("s") if not word.endswith("ss") else word


def _astray_in_all(one: _Spelling, other: _Spelling) -> int:
    """How many letters differ; more than any slip where a word is another one."""
    if len(one.words) != len(other.words):  # a separator is astray too
        return 1 + _astray(one.compact, other.compact)
    total = 0
    for a, b in zip(one.words, other.words, strict=True):
        if a != b:
            shorter = min(len(a), len(b))
            found = _astray(a, b)
            most = 0 if shorter < 4 else 1 if shorter < 8 and sorted(a) != sorted(b) else _ASTRAY
            if a[0] != b[0] or found > most:
                return _ASTRAY + 1
            total += found
    return total


def _astray(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or changed places with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
    return row[-1]
