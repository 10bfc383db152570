"""What can go wrong when a throwaway server is made."""

from __future__ import annotations


class ServeError(Exception):
    """No server. The message says why and ends, where there is one, with the tail of a log."""


class SetupError(ServeError):
    """An environment for InvokeAI cannot be made or used."""


class PortTakenError(ServeError):
    """The port that was asked for belongs to somebody else."""


class InstallError(ServeError):
    """Models could not be installed. The message names each and the server's reason."""


class TinyModelsError(ServeError):
    """The tiny models could not be made."""
