"""Text that is safe to print: control characters of file contents shown, not obeyed."""

from __future__ import annotations

import re

# C0 and C1 controls, line and paragraph separators, and what turns the direction of writing: a label in
# a file must neither colour a terminal nor start a line of its own nor hide the words beside it.
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"


def one_line(text: str) -> str:
    """The text with control characters spelled as escapes (``\\n``, ``\\x1b``)."""
    return text if text.isprintable() else re.sub(_UNSAFE, _escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    if known is not None:
        return known
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
