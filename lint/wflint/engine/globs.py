"""Globs as ``.gitignore`` has them, matched in time that grows with glob and path, never with their stars.

pathspec makes a regular expression of each glob, in which every star tries every length: four stars and a
path of 200 letters are a hundred million tries. A star need not try again once what stands between it and
the next star was found, for the next star takes whatever follows. The expressions are rewritten to say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wflint.engine.glob_sets import with_sets, without_sets

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST: Final = 10_000  # globs in one file

# What pathspec writes for ``**/`` at the beginning and within, and for a star within a name.
_FOLDERS: Final = r"(\^\(\?:\.\+/\)\?|\(\?:/\.\+\)\?)"
_STAR: Final = "[^/]*"
_NO_SLASH: Final = "[^/]"


class Globs:
    """The globs of one file; those that are none are left out, as git does.

    Raises ValueError when there are too many; with ``strict`` also for one that is none. Those are a
    configuration's, whose brackets are a set of characters and themselves as well: exports of InvokeAI are
    called ``My workflow [v2].json``, and whoever copies that name means that file.
    """

    def __init__(self, lines: Sequence[str], *, strict: bool = False) -> None:
        if len(lines) > MOST:
            raise ValueError(f"it has more than {MOST:,} globs")
        self._globs = [glob for line in lines for glob in _compiled(line, strict)]
        self._globs.reverse()

    def verdict(self, path: str) -> bool | None:
        """Whether a path (a folder ends in a slash) is meant; None when no glob speaks of it.

        The last glob counts. One that names the path itself speaks over those that name a folder around it.
        """
        found: bool | None = None
        for include, match in self._globs:
            hit = match(path)
            if hit is None:
                continue
            if not hit.groupdict().get("ps_d"):
                return include
            if found is None:
                found = include
        return found


def _compiled(line: str, strict: bool) -> list[tuple[bool, _Match]]:
    literal = _with_brackets(line) if strict else line
    found = _patterns(literal) if literal != line else []
    try:
        return found + _patterns(line)
    except ValueError:  # a pattern that is none, or a set without an end
        if strict and not found:
            raise
    return found


def _patterns(line: str) -> list[tuple[bool, _Match]]:
    from pathspec import GitIgnoreSpec

    marked, sets = without_sets(line)
    try:
        return [
            (p.include, re.compile(with_sets(rewritten(p.regex.pattern), sets)).search)
            for p in GitIgnoreSpec.from_lines([marked]).patterns
            if p.include is not None and p.regex is not None
        ]
    except re.error as error:
        raise ValueError(str(error)) from None


def _with_brackets(line: str) -> str:
    """A glob whose brackets are no sets; a number sign at its beginning makes no comment of it either."""
    literal = re.sub(r"(\\.)|([\[\]])", lambda found: found[1] or "\\" + found[2], line)
    return "\\" + literal if literal.startswith("#") else literal


def rewritten(expression: str) -> str:
    """An expression of pathspec's that says the same and never tries a star twice."""
    pieces = re.split(_FOLDERS, expression)  # text, folders, text, folders, text
    first = _names(pieces[0])
    rest = [(folders, _names(text)) for folders, text in zip(pieces[1::2], pieces[2::2], strict=True)]
    # The first place where the names between two ``**`` fit will do: the second takes whatever follows.
    for number, (folders, text) in enumerate(rest[:-1]):
        leading = folders[0] == "^"
        way = "^(?>(?:[^/]+/)*?" if leading else "(?>(?:/[^/]+)*?"
        rest[number] = (way, text + "(?=/))")
    return first + "".join(folders + text for folders, text in rest)


def _names(text: str) -> str:
    """The part of an expression between two ``**``: in each name only the last star tries again."""
    names = text.replace(_NO_SLASH, "\0").split("/")
    for number, name in enumerate(names):
        parts = name.split("\0*")
        if len(parts) > 2:
            tamed = "".join(f"(?>\0*?{part})" for part in parts[1:-1] if part)
            names[number] = f"{parts[0]}{tamed}\0*{parts[-1]}"
    return "/".join(names).replace("\0", _NO_SLASH)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Match = Callable[[str], re.Match[str] | None]
