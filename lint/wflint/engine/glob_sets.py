"""Sets of characters in globs, ``[a-z]`` and ``[![:digit:]_]``, read as git reads them.

What git takes for a set and what Python's ``re`` takes for one differ: classes, a backslash, a range that
runs backwards, and pairs like ``--`` and ``&&`` that ``re`` warns of.
"""

from __future__ import annotations

import re
from typing import Final

_CLASSES: Final = {  # of ASCII, as git has them: its [:space:] is without \v and \f
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_MARK: Final = "\ud800"  # stands for a set; half a character, which no file holds


def without_sets(glob: str) -> tuple[str, list[str]]:
    """A glob with a mark for each set, and the sets as expressions. Raises ValueError when one is none."""
    glob = glob.replace(_MARK, "?")
    sets: list[str] = []
    text = []
    place, rooted = 0, False
    while place < len(glob):
        length = 2 if glob[place] == "\\" else 1
        if glob[place] == "[":
            expression, end = _set(glob, place + 1)
            rooted = rooted or "/" in glob[place:end]
            sets.append(expression)
            text.append(_MARK)
            length = end - place
        else:
            text.append(glob[place : place + length])
        place += length
    marked = "".join(text)
    if rooted:  # a slash binds a glob to its folder, though in a set it matches nothing
        no, own = ("!", marked[1:]) if marked.startswith("!") else ("", marked)
        marked = f"{no}/{own.removeprefix('/')}"
    return marked, sets


def with_sets(expression: str, sets: list[str]) -> str:
    """The expression of a marked glob with its sets put back."""
    rest = iter(sets)
    return re.sub(_MARK, lambda _: next(rest), expression)


def _set(glob: str, place: int) -> tuple[str, int]:
    """The expression of the set whose content begins at a place, and where it ends."""
    negated = glob[place : place + 1] in ("!", "^")
    place += negated
    first, close = place, -1
    members = []
    before = ""  # what a range may begin with
    while place == first or glob[place : place + 1] != "]":
        if close < place + 2:  # looked for once, however many classes are begun
            close = glob.find("]", place + 2)
        char = glob[place : place + 1]
        if char == "-" and before and glob[place + 1 : place + 2] not in ("", "]"):
            char, place = _char(glob, place + 1)
            if before <= char:
                members.append(f"{re.escape(before)}-{re.escape(char)}")
            before = ""
        elif char == "[" and glob[place + 1 : place + 2] == ":" and close < 0:
            raise ValueError("a class of characters without an end")
        elif char == "[" and glob[place + 1 : place + 2] == ":" and glob[place + 2 : close].endswith(":"):
            name = glob[place + 2 : close - 1]
            if name not in _CLASSES:
                raise ValueError(f"there is no class of characters {name!r}")
            members.append(_CLASSES[name])
            before, place = "", close + 1
        else:
            before, place = _char(glob, place)
            members.append(re.escape(before))
    if not members:
        return ("[^/]" if negated else "(?!)"), place + 1
    return f"(?!/)[{'^' if negated else ''}{''.join(members)}]", place + 1


def _char(glob: str, place: int) -> tuple[str, int]:
    """The character at a place, which a backslash may stand before, and the place after it."""
    place += glob[place : place + 1] == "\\"
    if place >= len(glob):
        raise ValueError("a set of characters without an end")
    return glob[place], place + 1
