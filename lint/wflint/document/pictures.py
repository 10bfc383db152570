"""The workflow and graph in a picture's metadata.

InvokeAI writes them as text chunks of PNG files, under ``invokeai_workflow`` and ``invokeai_graph``
(image_files_disk.py of 6.14.2: ``PngInfo.add_text``, so tEXt, or iTXt for what is not Latin-1). It never
writes metadata into WebP files; there it is looked for in the EXIF chunk, under the same names.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.document.model import Document, Kind, Loaded, Source, pair
from wflint.reading import DOCUMENT, PICTURE
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.document.model import LoadText

_CURE = "download the image from the gallery again"
_PARTS = {"invokeai_workflow": "workflow", "invokeai_graph": "graph"}
_KEYWORDS = {name.encode(): name for name in _PARTS}
_LONGEST = max(map(len, _PARTS)) + 1  # bytes of a keyword and the zero behind it


class _DamagedError(Exception):
    """The picture cannot be read further; the text says why."""


class _TooLargeError(Exception):
    """Its texts are longer than is read."""


class _Text(NamedTuple):
    """A text of a picture as it is stored: what its bytes are, and whether they are compressed."""

    raw: bytes
    encoding: str
    packed: bool


def load_picture(raw: bytes, name: str, load_text: LoadText) -> Loaded:
    """The documents in a PNG's or WebP's bytes. Damaged pictures give what can be read of them.

    ``load_text`` reads the texts found (:func:`wflint.document.load.load_text`, which calls this).
    """
    if len(raw) > PICTURE:
        from wflint.document.limits import too_long

        return too_long(name, picture=True)
    texts: dict[str, str] = {}
    reason = "an image without a workflow or graph of InvokeAI"
    findings: list[Finding] = []
    try:
        if raw[:4] == b"\x89PNG":
            _png_texts(raw, texts)
        else:
            texts.update(_webp_texts(raw))
    except _TooLargeError:
        from wflint.document.limits import texts_too_long

        findings = [texts_too_long()]
        reason, texts = "an image whose texts are too large", {}
    except _DamagedError as error:
        reason = f"a damaged image: {error}"
        if texts.keys().isdisjoint(_PARTS):
            findings = [Finding(f"this is {reason}", (), rule="syntax-error", help=_CURE)]
    documents: list[Document] = []
    for keyword, part in _PARTS.items():
        if texts.get(keyword):
            loaded = load_text(texts[keyword], Source(name, texts[keyword], piece=True), part)
            for document in loaded.documents:
                document.dumped = part == "graph"
                document.vouched = True
            documents += loaded.documents
            if loaded.findings and loaded.source:
                broken = Document(Kind.UNKNOWN, None, loaded.source, part=part)
                broken.findings = tuple(loaded.findings)
                broken.vouched = True
                documents.append(broken)
    pair(documents)
    return Loaded(documents, findings, None if documents else reason)


def _png_texts(raw: bytes, texts: dict[str, str]) -> None:
    """Put InvokeAI's texts into ``texts``, as many as there are before the picture is damaged.

    Of equal keywords the last counts, as in InvokeAI's own reader; the others are not even unpacked:
    there may be thousands.
    """
    found: dict[str, _Text] = {}
    try:
        for keyword, text in _png_chunks(raw):
            found[keyword] = text  # noqa: PERF403  # those before the damage stay
    finally:
        left = DOCUMENT
        for keyword, text in found.items():
            plain = _inflate(text.raw, left) if text.packed else text.raw
            left -= len(plain)
            if left < 0:
                raise _TooLargeError
            texts[keyword] = plain.decode(text.encoding, "replace")


def _png_chunks(raw: bytes) -> Iterator[tuple[str, _Text]]:
    """Keyword and text of every text chunk that has one of InvokeAI's names."""
    at = 8
    while at + 8 <= len(raw):
        size, kind = struct.unpack_from(">I4s", raw, at)
        end = at + 8 + size
        if kind == b"IEND":
            return
        if end > len(raw):
            if kind in (b"tEXt", b"zTXt", b"iTXt"):
                raise _DamagedError("it is cut off within its metadata")
            return  # metadata come before the pixels that are missing
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            name = _KEYWORDS.get(raw[at + 8 : at + 8 + min(size, _LONGEST)].partition(b"\0")[0])
            if name is not None:
                yield name, _text(kind, raw[at + 9 + len(name) : end])
        at = end + 4  # past the checksum


def _text(kind: bytes, rest: bytes) -> _Text:
    """What stands behind the keyword of a chunk."""
    if kind == b"tEXt":
        return _Text(rest, "latin-1", False)
    if kind == b"zTXt":
        return _Text(rest[1:], "latin-1", True)
    parts = rest[2:].split(b"\0", 2)  # language, translated keyword, text
    if len(parts) < 3:
        raise _DamagedError("a metadata chunk has no text")
    return _Text(parts[2], "utf-8", rest[:1] == b"\1")


def _inflate(data: bytes, most: int) -> bytes:
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(data, most + 1)
    except zlib.error:
        raise _DamagedError("a compressed metadata chunk does not decompress") from None
    if len(text) > most:
        raise _TooLargeError
    if not stream.eof:
        raise _DamagedError("a compressed metadata chunk is cut off")
    return text


def _webp_texts(raw: bytes) -> Iterator[tuple[str, str]]:
    """What the EXIF chunk of a WebP holds under InvokeAI's names."""
    if raw[8:12] != b"WEBP":
        return
    at = 12
    while at + 8 <= len(raw):
        kind, size = struct.unpack_from("<4sI", raw, at)
        body = raw[at + 8 : at + 8 + size]
        if kind == b"EXIF":
            if size > DOCUMENT:
                raise _TooLargeError
            if len(body) < size:
                raise _DamagedError("it is cut off within its metadata")
            from wflint.document.exif import exif_texts

            yield from exif_texts(body)
        at += 8 + size + size % 2
