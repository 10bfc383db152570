"""Small pictures with metadata, made without any imaging library."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(texts: dict[str, str], *, form: str = "plain") -> bytes:
    """A grey pixel with text chunks: ``plain`` tEXt, ``packed`` zTXt, ``unicode[-packed]`` iTXt."""
    body = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    for keyword, text in texts.items():
        name = keyword.encode("latin-1") + b"\0"
        if form == "plain":
            body += chunk(b"tEXt", name + text.encode("latin-1"))
        elif form == "packed":
            body += chunk(b"zTXt", name + b"\0" + zlib.compress(text.encode("latin-1")))
        else:
            packed = form == "unicode-packed"
            raw = text.encode()
            head = b"\1\0" if packed else b"\0\0"
            body += chunk(b"iTXt", name + head + b"\0\0" + (zlib.compress(raw) if packed else raw))
    body += chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return SIGNATURE + body + chunk(b"IEND", b"")


def webp(exif: dict[str, str]) -> bytes:
    """A WebP file of metadata only; readers of metadata do not look at the picture."""
    body = b"VP8X" + struct.pack("<I", 10) + b"\0" * 10
    body += _riff(b"EXIF", _exif([f"{name}: {text}" for name, text in exif.items()]))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _riff(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _exif(texts: list[str]) -> bytes:
    """Little-endian TIFF whose first directory holds the texts as ASCII tags (270 and up)."""
    raws = [text.encode() + b"\0" for text in texts]
    start = 8 + 2 + 12 * len(raws) + 4
    entries, blob = b"", b""
    for i, raw in enumerate(raws):
        entries += struct.pack("<HHII", 270 + i, 2, len(raw), start + len(blob))
        blob += raw
    return b"II*\0" + struct.pack("<IH", 8, len(raws)) + entries + b"\0\0\0\0" + blob
