"""From bytes to text: byte order marks, UTF-16 and UTF-32, and bytes that are not Unicode text."""

from __future__ import annotations

import codecs

from wflint.diagnostics import Finding

# UTF-32's little-endian mark starts with UTF-16's, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(raw: bytes) -> tuple[str, Finding | None]:
    """The text of a file without its byte order mark, and the finding that says where it is not text.

    Without a mark the encoding follows from where the zero bytes of the first two characters stand
    (RFC 4627, section 3). A text in UTF-16 or UTF-32 is no fault: InvokeAI's server reads it too. With a
    finding the text has replacement characters in place of what does not fit; its offset is in that text.
    """
    encoding, skip = _encoding(raw)
    try:
        return raw[skip:].decode(encoding), None
    except UnicodeDecodeError as error:
        offset = len(raw[skip : skip + error.start].decode(encoding, "replace"))
        return raw[skip:].decode(encoding, "replace"), _bad_bytes(raw, error, encoding, skip, offset)


def encode(text: str, like: bytes) -> bytes:
    """The bytes of a text in the encoding of a file that could be decoded, with its byte order mark."""
    encoding, skip = _encoding(like)
    return like[:skip] + text.encode(encoding)


def _encoding(raw: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding, len(mark)
    zeros = tuple(byte == 0 for byte in raw[:4])
    if zeros == (False, True, True, True):
        return "utf-32-le", 0
    if zeros == (True, True, True, False):
        return "utf-32-be", 0
    if zeros[:2] == (False, True):
        return "utf-16-le", 0
    if zeros[:2] == (True, False):
        return "utf-16-be", 0
    return "utf-8", 0


def _bad_bytes(raw: bytes, error: UnicodeDecodeError, encoding: str, skip: int, offset: int) -> Finding:
    at = skip + error.start
    shown = " ".join(f"{byte:02x}" for byte in raw[at : at + 4])
    cure = "save the file as UTF-8"
    if encoding == "utf-8" and raw[at] in _WINDOWS:
        cure += f'; in Windows-1252 that byte is "{_WINDOWS[raw[at]]}"'
    return Finding(
        f"the file is not valid {encoding.upper()}: byte {at} ({shown}) does not fit",
        (),
        offset=offset,
        rule="bad-encoding",
        help=cure,
        then="the server cannot parse it; the web UI puts replacement characters in the text",
    )


_WINDOWS = {
    byte: char
    for byte in range(0x80, 0x100)
    if (char := bytes([byte]).decode("windows-1252", "replace")) != "\N{REPLACEMENT CHARACTER}"
}
