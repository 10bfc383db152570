"""What can go wrong when a catalogue is asked for."""

from __future__ import annotations

from wflint.errors import Error


class TargetError(Error, ValueError):
    """A target that stands for no catalogue. The message is one line."""


class TargetNotAllowedError(TargetError):
    """A server that a configuration names as its target and the user did not allow."""
