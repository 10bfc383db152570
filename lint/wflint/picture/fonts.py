"""Fonts for a PNG: what a font file calls itself, and the files of this machine.

resvg takes fonts by the names of their families, and writes nothing where it knows none of those that a
picture names. A machine may have others, and a user names a file.
"""

from __future__ import annotations

import os
import struct
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_BYTES: Final = 1 << 20  # of the table of names
_MOST_RECORDS: Final = 4000
_MOST_FILES: Final = 5000  # that are looked at on a machine
_FAMILIES: Final = (16, 1)  # the typographic family where there is one, as resvg takes it
_WIDE: Final = (0, 3)  # platforms whose names are UTF-16
_ENDINGS: Final = (".ttf", ".otf", ".ttc", ".otc")


def family_of(path: str) -> str | None:
    """The name of a font file's (first) family, by OpenType's table ``name``; None where it tells none."""
    try:
        with open(path, "rb") as file:
            head = file.read(12)
            if head[:4] == b"ttcf":
                file.seek(struct.unpack(">I", file.read(4))[0])
                head = file.read(12)
            (count,) = struct.unpack(">4xH6x", head)
            tables = struct.iter_unpack(">4s4xII", file.read(16 * count))
            at, size = next((at, size) for tag, at, size in tables if tag == b"name")
            file.seek(at)
            return _family(file.read(min(size, _MOST_BYTES)))
    except (OSError, ValueError, struct.error, StopIteration):
        return None


def _family(table: bytes) -> str | None:
    count, texts = struct.unpack_from(">2xHH", table)
    found: dict[int, str] = {}
    for i in range(min(count, _MOST_RECORDS)):
        platform, kind, size, at = struct.unpack_from(">H4xHHH", table, 6 + 12 * i)
        if kind in _FAMILIES and platform in _WIDE:
            text = table[texts + at : texts + at + size].decode("utf-16-be", "replace")
            found.setdefault(kind, text)
    return next((found[kind] for kind in _FAMILIES if found.get(kind)), None)


def families_here() -> Iterator[str]:
    """The families of the machine's font files, each once; where Linux keeps fonts, for others have Arial."""
    home = os.path.expanduser("~")
    places = ("/usr/share/fonts", "/usr/local/share/fonts", f"{home}/.local/share/fonts", f"{home}/.fonts")
    files = (
        os.path.join(folder, name)
        for place in places
        for folder, _, names in os.walk(place)
        for name in sorted(names)
        if name.lower().endswith(_ENDINGS)
    )
    seen: set[str] = set()
    for path in islice(files, _MOST_FILES):
        family = family_of(path)
        if family is not None and family not in seen:
            seen.add(family)
            yield family
