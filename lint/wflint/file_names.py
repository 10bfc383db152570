"""Names of files made from words of others: labels, case names, what a server calls a picture.

What comes out is one component of a path on every system: no separator, no control character, no name that
Windows keeps for a device, nothing that a shell takes for an option or hides, and short enough for any disk.
"""

from __future__ import annotations

import re

from wflint.plain import UNSAFE

FORBIDDEN = '<>:"/\\|?*'  # on one file system or another
_UNSAFE = re.compile(rf"(?:{UNSAFE}|[\ud800-\udfff{re.escape(FORBIDDEN)}])+")
# With any ending: `nul.png` is the device too.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\.|$)")


def safe_part(text: str, limit: int = 80) -> str:
    """The text as a part of such a component, at most ``limit`` bytes of it; may be empty."""
    # Bytes, as the disk counts them: 80 emojis are 320 and more than any file system takes.
    return _UNSAFE.sub("_", text).encode()[:limit].decode("utf-8", "ignore").strip(" .")


def safe_name(text: str, limit: int = 80) -> str:
    """The text as one component of a path, at most ``limit`` bytes of it; ``_`` where nothing is left."""
    name = safe_part(text, limit)
    if _DEVICE.match(name) or name.startswith(("-", "~")):
        name = "_" + name
    return name or "_"


def image_ending(raw: bytes) -> str:
    """The ending for a picture or video by its own bytes; ``.bin`` for what is none."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if raw.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return ".webp"
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    return ".mp4" if raw[4:8] == b"ftyp" else ".bin"
