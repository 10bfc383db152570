"""Texts in the EXIF and XMP metadata of pictures, as converters leave them there.

Nothing of InvokeAI writes these; a text counts only if it carries one of InvokeAI's own names:
``invokeai_workflow: {...}`` as a text of any EXIF tag, an object with that member, or an XMP property of
that name.
"""

from __future__ import annotations

import json
import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("invokeai_workflow", "invokeai_graph", "invokeai_metadata")
_LABELLED = re.compile(r"\s*(invokeai_\w+)\s*[:=]\s*(\{.*)", re.DOTALL)
_XMP = re.compile(
    r"""(?<=[<\s])(?:[\w.-]+:)?(invokeai_(?:workflow|graph))(?:="([^"]*)"|='([^']*)'|(?:\s[^>]*)?>([^<]*)<)"""
)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1}  # bytes per value, by EXIF type; other types hold no text
_SUB_DIRECTORY = 0x8769
_MOST_TAGS = 1000


def exif_texts(body: bytes) -> Iterator[tuple[str, str]]:
    """InvokeAI's texts among the tags of an EXIF block (which may start with ``Exif\\0\\0``)."""
    tiff = body[6:] if body[:6] == b"Exif\0\0" else body
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return
    todo: list[int] = [struct.unpack_from(order + "I", tiff, 4)[0]]
    seen: set[int] = set()
    while todo:
        at = todo.pop()
        if at in seen or at + 2 > len(tiff):
            continue
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", tiff, at)
        for i in range(min(count, _MOST_TAGS)):
            entry = at + 2 + 12 * i
            if entry + 12 > len(tiff):
                break
            tag, kind, number, value = struct.unpack_from(order + "HHII", tiff, entry)
            if tag == _SUB_DIRECTORY:
                todo.append(value)
                continue
            size = _SIZES.get(kind, 0) * number
            start = value if size > 4 else entry + 8
            if kind in (1, 2, 7) and 10 < size <= len(tiff) - start:
                yield from _named(_decoded(tiff[start : start + size]))


def _decoded(raw: bytes) -> str:
    """A tag's text: an EXIF user comment says its encoding, the ``XP`` tags of Windows are UTF-16."""
    if raw[:8] in (b"ASCII\0\0\0", b"\0\0\0\0\0\0\0\0"):
        raw = raw[8:]
    elif raw[:8] == b"UNICODE\0":
        raw = raw[8:]
        return raw.decode("utf-16-be" if raw[:1] == b"\0" else "utf-16-le", "replace").rstrip("\0")
    if raw[1:2] == b"\0":
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    return raw.decode("utf-8", "replace").rstrip("\0")


def _named(text: str) -> Iterator[tuple[str, str]]:
    match = _LABELLED.match(text)
    if match:
        yield match[1], match[2]
        return
    if text.lstrip()[:1] != "{" or "invokeai_" not in text:
        return
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    for name in _NAMES:
        value = data.get(name)
        if type(value) is str:
            yield name, value
        elif type(value) is dict:
            yield name, json.dumps(value)


def xmp_texts(body: bytes) -> Iterator[tuple[str, str]]:
    """InvokeAI's properties in an XMP packet, written as attributes or as elements."""
    from html import unescape

    for match in _XMP.finditer(body.decode("utf-8", "replace")):
        yield match[1], unescape(match[2] or match[3] or match[4] or "")
