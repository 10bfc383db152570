"""Formatting a file: its InvokeAI documents in one canonical form, everything else of it left alone."""

from __future__ import annotations

from wflint.records import NamedTuple


class Stripped(NamedTuple):
    """One thing that was taken out: where it stood in the file as it was, and a few words for what it is."""

    pointer: tuple[str | int, ...]
    what: str


class Formatted(NamedTuple):
    """What became of a file's bytes: ``raw`` are the new ones, or the old where ``reason`` says in a few words
    why the file was left alone. ``stripped`` lists what was taken out."""

    raw: bytes
    reason: str | None = None
    stripped: tuple[Stripped, ...] = ()


def format_bytes(raw: bytes, name: str, *, strip: bool = False) -> Formatted:
    """The bytes of a file in canonical form. Never raises on what they hold.

    ``name`` is what the file is called. With ``strip`` what only the author's machine has is taken out.
    """
    del name, strip
    return Formatted(raw, "is not formatted yet")
