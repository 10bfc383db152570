"""The number of a release of InvokeAI: read, compared, spelled.

A server spells its release as it likes (``3.4.0post2``, ``7.0.0-alpha.3``), the package index in one way
(``3.4.0.post2``, ``7.0.0a3``). A text without a number, such as the version of a catalogue that states none,
counts as newer than every release: most is true of it that is true of the newest.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Final

# Before the release itself, and after it; the spellings are those of Python's packaging.
_PHASES: Final = {
    "dev": -4, "a": -3, "alpha": -3, "b": -2, "beta": -2, "c": -1, "rc": -1, "pre": -1, "preview": -1,
    "": 0, "post": 1, "rev": 1, "r": 1,
}  # fmt: skip
_SPELLED: Final = {-4: ".dev", -3: "a", -2: "b", -1: "rc", 0: "", 1: ".post"}
_LONGEST: Final = 200  # characters; no release has so many, and Python reads no number of 5,000 digits
_FORM: Final = r"v?(\d+(?:\.\d+)*)(?:[-_.]?([a-z]+)[-_.]?(\d*))?"


class Release:
    """A release, as old or new as it compares.

    ``numbers`` are at least three, ``phase`` is less than 0 for a pre-release and more for a post-release,
    ``serial`` the number of that.
    """

    __slots__ = ("numbers", "phase", "serial")

    def __init__(self, numbers: tuple[int, ...], phase: int = 0, serial: int = 0) -> None:
        self.numbers = numbers
        self.phase = phase
        self.serial = serial

    def __repr__(self) -> str:
        return f"Release({self.numbers!r}, {self.phase}, {self.serial})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Release) and self._key == other._key

    def __lt__(self, other: Release) -> bool:
        return self._key < other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[tuple[int, ...], int, int]:
        return self.numbers, self.phase, self.serial

    @property
    def is_pre(self) -> bool:
        """Whether it is an alpha, beta, release candidate or development version."""
        return self.phase < 0

    def at_least(self, *numbers: int) -> bool:
        """Whether it belongs to a line or a later one: pre-releases of 6.13 have what 6.13 has."""
        return self.numbers >= numbers


UNKNOWN: Final = Release((sys.maxsize, 0, 0))


@lru_cache(maxsize=1024)  # asked for the same hundred releases again and again
def release_of(text: str) -> Release:
    """The release that a text begins with; what follows its number counts as far as it is understood."""
    if len(text) > _LONGEST:
        return UNKNOWN
    found = _plain(text)
    if found is not None:
        return Release(found)
    import re

    match = re.match(_FORM, text.strip().lower())
    if match is None:
        return UNKNOWN
    phase = _PHASES.get(match[2] or "", 0)
    return Release(_padded(match[1]), phase, int(match[3] or 0) if phase else 0)


def exact_release(text: str) -> Release | None:
    """The release that a text is and nothing else, in any spelling; None where it is none."""
    if len(text) > _LONGEST:
        return None
    found = _plain(text)
    if found is not None:
        return Release(found)
    import re

    match = re.fullmatch(_FORM, text.strip().lower())
    return release_of(text) if match and (match[2] or "") in _PHASES else None


def is_version(text: str) -> bool:
    """Whether a text can be a release's number, or that of somebody's own build (``6.15.0.dev1+g1a2b``)."""
    import re

    return re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}", text) is not None


def index_spelling(text: str) -> str:
    """A release as the package index spells it; a text that is no release stays what it is."""
    import re

    release, match = exact_release(text), re.match(_FORM, text.strip().lower())
    if release is None or match is None:
        return text
    numbers = ".".join(str(int(part)) for part in match[1].split("."))
    return f"{numbers}{_SPELLED[release.phase]}{release.serial if release.phase else ''}"


def _plain(text: str) -> tuple[int, ...] | None:
    """The numbers of a text that is nothing but numbers, as most are; without a regular expression."""
    parts = text.split(".")
    for part in parts:
        if not part.isdecimal():
            return None
    return _padded(text)


def _padded(numbers: str) -> tuple[int, ...]:
    found = tuple(map(int, numbers.split(".")))
    return found if len(found) > 2 else (*found, 0, 0)[:3]
