"""Texts in the EXIF metadata of WebP files, the one place where such a file has room for a workflow.

Nothing of InvokeAI writes these; whoever converts its PNG files has to. A text counts only if it carries one
of InvokeAI's own names: ``invokeai_workflow: {...}`` as a text of any tag, or an object with that member.

The work is linear in the size of the file: tags may point where they like, so no more bytes of directories
and of texts are looked at than there are bytes.
"""

from __future__ import annotations

import json
import re
import struct
from typing import TYPE_CHECKING

from wflint.reading import has_too_many

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("invokeai_workflow", "invokeai_graph", "invokeai_metadata")
_LABELLED = re.compile(r"\s*(invokeai_\w+)\s*[:=]\s*(\{.*)", re.DOTALL)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1}  # bytes per value, by EXIF type; other types hold no text
_SUB_DIRECTORY = 0x8769
_ENTRY = 12  # bytes of a directory for each tag


def exif_texts(body: bytes) -> Iterator[tuple[str, str]]:
    """InvokeAI's texts among the tags of an EXIF block (which may start with ``Exif\\0\\0``)."""
    tiff = body[6:] if body[:6] == b"Exif\0\0" else body
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return
    todo: list[int] = [struct.unpack_from(order + "I", tiff, 4)[0]]
    seen: set[int] = set()
    entries_left = texts_left = len(tiff)
    while todo:
        at = todo.pop()
        if at in seen or at + 2 > len(tiff):
            continue
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", tiff, at)
        for i in range(count):
            entry = at + 2 + _ENTRY * i
            if entry + _ENTRY > len(tiff):
                break
            entries_left -= _ENTRY
            if entries_left < 0:
                return  # directories that overlap
            tag, kind, number, value = struct.unpack_from(order + "HHII", tiff, entry)
            if tag == _SUB_DIRECTORY:
                todo.append(value)
                continue
            size = _SIZES.get(kind, 0) * number
            start = value if size > 4 else entry + 8
            if kind in (1, 2, 7) and 10 < size <= len(tiff) - start:
                texts_left -= size
                if texts_left < 0:
                    return  # texts that overlap
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
    if has_too_many(text):
        return
    try:
        data = json.loads(text)
        found = {name: data[name] for name in _NAMES if type(data.get(name)) in (str, dict)}
        told = {name: v if type(v) is str else json.dumps(v) for name, v in found.items()}
    except (ValueError, RecursionError):
        return
    yield from told.items()
