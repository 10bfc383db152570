"""Files whose content was not fetched: what Git LFS and git-annex leave in a file's place."""

from __future__ import annotations

import re

# The specification of Git LFS: less than 1,024 bytes, "version" first; its first address was hawser's. Line
# ends may have become those of Windows.
_LONGEST = 1024
_LFS = re.compile(
    rb"\s*version https://(?:git-lfs|hawser)\.github\.com/spec/\S+\s+"
    rb"(?:[a-z0-9.-]+ \S+\s+)*oid \S+\s+size \d{1,19}\s*"
)
_ANNEX = re.compile(rb"/annex/objects/[^/\s]+\s*")

LFS = "a Git LFS pointer; fetch it with `git lfs pull`"
ANNEX = "a git-annex pointer; fetch it with `git annex get`"
NOT_FETCHED = frozenset({LFS, ANNEX})  # of reasons why a file was not read


def unfetched(raw: bytes) -> str | None:
    """What a file is in place of its content, with the command that fetches that; None for any other file.

    ``raw`` are its bytes, or no fewer than the first 1,024.
    """
    if len(raw) >= _LONGEST:
        return None
    if _LFS.fullmatch(raw):
        return LFS
    return ANNEX if _ANNEX.fullmatch(raw) else None


def unfetched_file(path: str) -> str | None:
    """The same of a file by its path. Raises OSError."""
    with open(path, "rb") as file:
        return unfetched(file.read(_LONGEST))
