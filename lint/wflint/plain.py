"""Text that is safe to show: control characters of strangers' words are spelled, not obeyed.

What comes from files, names of files, configuration, environment, arguments and servers may hold anything.
It must neither colour a terminal nor start a line of its own, neither turn the direction of writing nor hide,
and a log of GitHub must not take it for a command.
"""

from __future__ import annotations

import re

# C0 and C1 controls, separators of lines and paragraphs, what turns the direction of writing, and what takes
# no room: byte order marks, soft hyphens, tags, variation selectors that carry hidden bytes. Joiners stay
# between letters of other scripts and emojis, where words need them. Lone surrogates too, which are written
# as bytes: one alone is a letter of a file name in an old encoding and stays, several may be any character.
UNSAFE = (
    r"(?:[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\ud800-\udc9f\udd00-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    r"|[\udca0-\udcff](?=[\udc80-\udcff])|(?<=[\udc80-\udcff])[\udca0-\udcff]"
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f]))"
)
_KNOWN = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def one_line(text: str) -> str:
    """The text with control characters spelled as escapes (``\\n``, ``\\x1b``), and no command to GitHub that
    works inside a line (``##[error]``)."""
    if not (text.isascii() and text.isprintable()):
        text = re.sub(UNSAFE, _escape, text)
    return text.replace("##[", "#\\x23[") if "##[" in text else text


def line_of(text: str) -> str:
    """A whole line: as ``one_line``, and no command to GitHub that begins a line (``::error::``)."""
    text = one_line(text)
    return text.replace("::", "\\x3a:", 1) if "::" in text and text.lstrip().startswith("::") else text


def unicode_line(text: str) -> str:
    """As ``one_line``, and proper Unicode: what other programs parse holds no half of a character."""
    return one_line(text).encode("utf-8", "backslashreplace").decode("utf-8")


def safe_json(text: str) -> str:
    """JSON text without raw control characters but line ends: the same values, its strings escaped more."""
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        text = re.sub(rf"{UNSAFE}|[\ud800-\udfff]", _json_escape, text)
    return text.replace("##[", "#\\u0023[") if "##[" in text else text


def ascii_json(text: str) -> str:
    """JSON text in ASCII: the same values."""
    return re.sub(r"[^\x00-\x7f]", _json_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if code < 0x100:
        return _KNOWN.get(char) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in "\n\t\r":  # between values: in a string, JSON has them escaped already
        return char
    raw = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{raw[at : at + 2].hex()}" for at in range(0, len(raw), 2))
