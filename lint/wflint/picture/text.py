"""Text in pictures: how wide it is, cut to what fits, and safe in XML whatever a file holds."""

from __future__ import annotations

import unicodedata
from typing import Final

from wflint.plain import unicode_line

# In parts of the font's size, measured on wide sans-serif fonts: rather too wide than cut off.
_NARROW, _CAPITAL, _WIDE, _USUAL = 0.36, 0.70, 0.93, 0.61
_WIDTHS: Final = (
    dict.fromkeys("iljtfrI.,:;'`|!()[]{}/\\ -…", _NARROW)
    | dict.fromkeys("mwMW@%&→", _WIDE)
    | dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ", _CAPITAL)
)
_MOST: Final = 2000  # characters that are looked at: a prompt of 100 KB shows no more than its first lines
_LONGEST: Final = 120.0  # of a title, in times the font's size
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escape(text: str) -> str:
    """Text for an element or a quoted attribute of XML and HTML: no markup, nothing that XML forbids."""
    return unicode_line(text).translate(_ESCAPES)


def width_of(text: str, size: float) -> float:
    """The width of a text in pixels, estimated; ``size`` is the font's."""
    return sum(map(_width, text)) * size


def _width(char: str) -> float:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if char < "\u1100":
        return _USUAL
    return 1.05 if unicodedata.east_asian_width(char) in "WF" or char > "\uffff" else _WIDE


def one_line(text: str) -> str:
    """The text on one line, cut where it is longer than anybody reads."""
    return fit(text, _LONGEST, 1)


def share(one: float, other: float, room: float) -> tuple[float, float]:
    """How much room two texts beside one another get that want so much: a short one leaves what it spares.

    Where both fit, either is given all that the other does not need.
    """
    half = room / 2
    return max(half, room - other), max(half, room - one)


def fit(text: str, room: float, size: float) -> str:
    """One line of the text that fits into ``room`` pixels, with an ellipsis where it was cut."""
    line = unicode_line(" ".join(text[:_MOST].split()) if "\n" in text[:_MOST] else text[:_MOST].strip())
    return _cut(line, room, size, longer=len(text) > _MOST)


def _cut(line: str, room: float, size: float, *, longer: bool) -> str:
    left = room / size
    ellipsis = _WIDTHS["\u2026"]
    last = 0  # how much fits beside an ellipsis
    for at, char in enumerate(line):
        left -= _width(char)
        if left < 0:
            return line[:last].rstrip() + "\u2026"
        if left >= ellipsis:
            last = at + 1
    return line[:last].rstrip() + "\u2026" if longer else line


def wrap(text: str, room: float, size: float, most: int) -> list[str]:
    """The first lines of a text, each fitting into ``room`` pixels; an ellipsis says that there is more."""
    shown = text[:_MOST]
    lines: list[str] = []
    for paragraph in shown.splitlines():
        rest = unicode_line(" ".join(paragraph.split()))
        while len(lines) < most:
            head, rest = _first(rest, room, size)
            lines.append(head)
            if not rest:
                break
        else:
            rest = rest or "more"
        if rest:
            break
    else:
        rest = "more" if len(text) > _MOST else ""
    lines = lines[:most]
    if rest and lines:
        lines[-1] = _cut(lines[-1], room, size, longer=True) if lines[-1][-1:] != "\u2026" else lines[-1]
    return lines


def _first(line: str, room: float, size: float) -> tuple[str, str]:
    """The words that fit on one line, and the rest."""
    left = room / size
    space = 0
    for at, char in enumerate(line):
        left -= _width(char)
        if char == " ":
            space = at
        if left < 0:
            end = space or max(at, 1)
            return line[:end].rstrip(), line[end:].lstrip()
    return line, ""
