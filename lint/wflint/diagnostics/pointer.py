"""Where in a JSON document something is: a tuple of object keys and array indices.

A pointer stays a tuple until somebody reads it; its RFC 6901 text, line and column are made for
findings only, so that the clean path pays nothing.
"""

from __future__ import annotations

Pointer = tuple[str | int, ...]


def format_pointer(pointer: Pointer) -> str:
    """The RFC 6901 text of a pointer: ``("nodes", 3, "a/b")`` gives ``/nodes/3/a~1b``."""
    text = "".join([f"/{part}" for part in pointer])
    if "~" not in text and text.count("/") == len(pointer):
        return text
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)
