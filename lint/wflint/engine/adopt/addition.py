"""A file that is to be written: new, or with something added to what is there."""

from __future__ import annotations

from wflint.records import NamedTuple


class Addition(NamedTuple):
    """``name`` is the path below the top of the repository, with slashes; a new file has no ``before``."""

    name: str
    before: bytes | None
    after: bytes


class ByHand(NamedTuple):
    """What wflint does not add itself: into which file, which lines, and why not."""

    name: str
    text: str
    why: str


def line_end(raw: bytes) -> str:
    """How the lines of a file end."""
    return "\r\n" if raw.count(b"\r\n") * 2 > raw.count(b"\n") else "\n"


def added(raw: bytes, text: str, *, apart: bool = True) -> bytes:
    """A file with lines at its end, ended as its own are; ``apart`` puts an empty line between."""
    end = line_end(raw)
    between = "" if not raw or raw.endswith(b"\n") else end
    if raw.strip() and apart and not raw.endswith((b"\n\n", b"\n\r\n")):
        between += end
    return raw + (between + text.replace("\n", end)).encode()
