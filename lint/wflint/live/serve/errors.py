"""What can go wrong when a throwaway server is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable


class ServeError(Exception):
    """No server. ``message`` says why, ``details`` are lines below it: the end of a log, or what failed."""

    def __init__(self, message: str, details: Iterable[str] = ()) -> None:
        self.message = message
        self.details = tuple(map(one_line, details))
        super().__init__("\n".join((one_line(message), *self.details)))


class SetupError(ServeError):
    """An environment for InvokeAI cannot be made or used."""


class SettingError(ServeError):
    """A setting that the release has not, or a value that it refuses. ``details`` are further ones."""


class PackError(ServeError):
    """A node pack that is none, or that InvokeAI could not load. The message names it."""


class PortTakenError(ServeError):
    """The port that was asked for belongs to somebody else."""


class InstallError(ServeError):
    """Models could not be installed. The message names each and the server's reason."""


class TinyModelsError(ServeError):
    """The tiny models could not be made."""
