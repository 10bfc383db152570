"""The base of everything that wflint raises for its users."""

from __future__ import annotations


class Error(Exception):
    """What cannot be done, in one line that says why and what helps."""
