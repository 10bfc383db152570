"""The base of everything that wflint raises for its users."""

from __future__ import annotations


class Error(Exception):
    """What cannot be done, in one line that says why and what helps."""


class ReleaseWarning(UserWarning):
    """A server runs a release that wflint takes, but that is not settled or not known to the last."""
