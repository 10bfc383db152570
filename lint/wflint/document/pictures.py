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
from wflint.document.model import Document, Kind, Loaded, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.document.model import LoadText

_TEXT_LIMIT = 256 * 1024 * 1024  # bytes of one decompressed text: far above any workflow, below a bomb
_CURE = "download the image from the gallery again"
_PARTS = {"invokeai_workflow": "workflow", "invokeai_graph": "graph"}


class _DamagedError(Exception):
    """The picture cannot be read further; the text says why."""


def load_picture(raw: bytes, name: str, load_text: LoadText) -> Loaded:
    """The documents in a PNG's or WebP's bytes. Damaged pictures give what can be read of them.

    ``load_text`` reads the texts found (:func:`wflint.document.load.load_text`, which calls this).
    """
    texts: dict[str, str] = {}
    reason = "an image without a workflow or graph of InvokeAI"
    findings: list[Finding] = []
    try:
        # Of equal keywords the last counts, as in InvokeAI's own reader.
        texts.update(_png_texts(raw) if raw[:4] == b"\x89PNG" else _webp_texts(raw))
    except _DamagedError as error:
        reason = f"a damaged image: {error}"
        if texts.keys().isdisjoint(_PARTS):
            findings = [Finding(f"this is {reason}", (), rule="syntax-error", help=_CURE)]
    documents: list[Document] = []
    for keyword, part in _PARTS.items():
        if texts.get(keyword):
            loaded = load_text(texts[keyword], Source(name, texts[keyword]), part)
            for document in loaded.documents:
                document.dumped = part == "graph"
            documents += loaded.documents
            if loaded.findings and loaded.source:
                broken = Document(Kind.UNKNOWN, None, loaded.source, part=part)
                broken.findings = tuple(loaded.findings)
                documents.append(broken)
    return Loaded(documents, findings, None if documents else reason)


def _png_texts(raw: bytes) -> Iterator[tuple[str, str]]:
    """Keyword and text of every text chunk."""
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
        if kind == b"tEXt":
            keyword, _, text = raw[at + 8 : end].partition(b"\0")
            yield keyword.decode("latin-1"), text.decode("latin-1")
        elif kind == b"zTXt":
            keyword, _, rest = raw[at + 8 : end].partition(b"\0")
            if keyword.decode("latin-1") in _PARTS:
                yield keyword.decode("latin-1"), _inflate(rest[1:]).decode("latin-1")
        elif kind == b"iTXt":
            yield from _international(raw[at + 8 : end])
        at = end + 4  # past the checksum


def _international(chunk: bytes) -> Iterator[tuple[str, str]]:
    keyword, _, rest = chunk.partition(b"\0")
    name = keyword.decode("latin-1")
    if name not in _PARTS:
        return
    compressed = rest[:1] == b"\1"
    parts = rest[2:].split(b"\0", 2)  # language, translated keyword, text
    if len(parts) < 3:
        raise _DamagedError("a metadata chunk has no text")
    yield name, (_inflate(parts[2]) if compressed else parts[2]).decode("utf-8", "replace")


def _inflate(data: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(data, _TEXT_LIMIT)
    except zlib.error:
        raise _DamagedError("a compressed metadata chunk does not decompress") from None
    if stream.unconsumed_tail:
        raise _DamagedError("a compressed metadata chunk is larger than 256 MB")
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
            if len(body) < size:
                raise _DamagedError("it is cut off within its metadata")
            from wflint.document.exif import exif_texts

            yield from exif_texts(body)
        at += 8 + size + size % 2
