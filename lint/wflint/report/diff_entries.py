"""A comparison as entries for a picture: the lines of its text, by change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.picture.entries import ChangeEntry
from wflint.report.diff_text import diff_text

if TYPE_CHECKING:
    from wflint.graph.diff.compare import Diff


def entries_of(found: Diff) -> list[ChangeEntry]:
    """The changes in words: nodes added, removed, changed, in this order, then texts, form and batch data."""
    entries: list[ChangeEntry] = []
    details: list[str] = []
    for line in list(diff_text(found, "", ""))[1:]:
        text = line.rstrip("\n")
        if text[:2] in ("+ ", "- ", "~ "):
            details = []
            entries.append(ChangeEntry(text[0], text[2:], details))
        elif text.startswith("    "):
            details.append(text.strip())
    return entries
