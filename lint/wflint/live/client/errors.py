"""What can go wrong with a server and with a run on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.errors import Error
from wflint.net.http import AnswerError, NetError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.live.client.results import RunResult

ServerError = NetError
"""Anything that goes wrong between us and the server; the message is one line without credentials."""


class UnsupportedReleaseError(NetError):
    """The server is of a release that this client was not made for."""


class RefusedError(AnswerError):
    """The server refused the graph or batch: nothing was queued. ``detail`` lists the faults it named."""


class RunTimeoutError(Error):
    """A run took longer than allowed and was cancelled. ``result`` is what there was of it."""

    def __init__(self, message: str, result: RunResult) -> None:
        super().__init__(message)
        self.result = result


class QueueWaitError(RunTimeoutError):
    """A run did not start within the time that it was to wait in the queue, and was cancelled.

    ``before`` is how many items were to run before it; None when the server did not say.
    """

    def __init__(self, message: str, result: RunResult, before: int | None) -> None:
        super().__init__(message, result)
        self.before = before


class RunFailedError(Error):
    """A run ended in an error or was cancelled. ``result`` has the error's type, message and traceback."""

    def __init__(self, message: str, result: RunResult) -> None:
        super().__init__(message)
        self.result = result


class InputError(Error, ValueError):
    """An input that a workflow does not have, or a value that it cannot take; the text says what it has."""


class ModelNotFoundError(InputError):
    """No installed model (or more than one) is what a workflow asks for. ``candidates`` would fit."""

    def __init__(self, message: str, candidates: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


__all__ = [
    "AnswerError",
    "InputError",
    "ModelNotFoundError",
    "QueueWaitError",
    "RefusedError",
    "RunFailedError",
    "RunTimeoutError",
    "ServerError",
    "UnreachableError",
    "UnsupportedReleaseError",
]
