"""What goes wrong with a history."""

from __future__ import annotations


class HistoryError(Exception):
    """A file that is no history, or cannot be read or written; the text says why."""
