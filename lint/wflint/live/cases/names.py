"""Names of cases: they are in the names of files, so they must be safe there, and no two the same."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING

from wflint.file_names import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST = 120  # bytes
_LONGEST_PART = 80
_LONGEST_STEM = 255 - len("-10000.difference.png")  # the longest name that file systems take


def faults_of_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The names that no file should have, and why. Windows' devices are not among them: the name of the
    document comes first in the name of a file."""
    seen: dict[str, str] = {}
    for name in names:
        fault = fault_of_name(name)
        if fault is None:
            other = seen.setdefault(folded(name), name)
            fault = f'differs from "{other}" in capitals or accents only' if other != name else None
        if fault is not None:
            yield name, f'the name of the case "{_shown(name)}" {fault}; files are called by it'


def fault_of_name(name: str) -> str | None:
    """Why no file should have a name, as the end of a sentence; None where it is fine."""
    if not name:
        return "is empty"
    found = next((c for c in name if c in FORBIDDEN or not c.isprintable()), None)
    if found is not None:
        return f'has a "{_shown(found)}" in it'
    if name[0] in " ." or name[-1] in " .":
        return "begins or ends with a dot or a space"
    if len(name.encode()) > _LONGEST:
        return f"is longer than {_LONGEST} bytes"
    return None


def part_of_name(text: str) -> str:
    """A text as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text)[:_LONGEST_PART]


def faults_of_goldens(goldens: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """Golden pictures that would be the same files as others of the case file, or that have no name.

    Each is a line, what it is of in words, and how the names of its files begin.
    """
    seen: dict[str, str] = {}
    for line, what, stem in goldens:
        if len(os.fsencode(stem)) > _LONGEST_STEM:
            yield line, f"the names of the goldens of {_shown(what)} would be too long for a file"
        other = seen.setdefault(folded(stem), what)
        if other != what:
            yield line, f"the goldens of {_shown(what)} would have the names of those of {_shown(other)}"


def folded(name: str) -> str:
    """The name as file systems compare it that tell no capitals from small letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _shown(text: str) -> str:
    from wflint.plain import one_line

    shown = one_line(text)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
