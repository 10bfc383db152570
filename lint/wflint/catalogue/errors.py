"""What can go wrong when a catalogue is asked for."""

from __future__ import annotations


class TargetError(ValueError):
    """A target that stands for no catalogue. The message is one line."""
