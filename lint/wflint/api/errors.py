"""What the functions raise besides the errors of the rooms below; all are :class:`wflint.errors.Error`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wflint.errors import Error
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.diagnostics import Report

_LONGEST: Final = 300  # characters of a path in a message; what is longer is hardly one


class FileError(Error, OSError):
    """A file that was named and is not there, or cannot be read. Has ``filename`` and ``errno``."""

    def __init__(self, message: str, filename: str, number: int | None = None) -> None:
        super().__init__(message)
        self.filename = filename
        self.errno = number
        self.strerror = message

    def __str__(self) -> str:
        name = self.filename if len(self.filename) <= _LONGEST else f"{self.filename[:_LONGEST]}..."
        return one_line(f"{name}: {self.strerror}")

    def __reduce__(self) -> tuple[type, tuple[str, str, int | None]]:  # OSError's own forgets the message
        return type(self), (str(self.strerror), str(self.filename), self.errno)


class MissingFileError(FileError, FileNotFoundError):
    """A file that was named and is not there."""


class SourceError(Error, TypeError):
    """What was given is neither a path nor bytes nor JSON data; the text says where in the data."""


class InternalError(Error):
    """A fault of wflint's own. ``report`` is what was found all the same, ``details`` are tracebacks."""

    def __init__(self, message: str, report: Report, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.report = report
        self.details = tuple(details)

    def __reduce__(self) -> tuple[type, tuple[str, Report, tuple[str, ...]]]:
        return type(self), (str(self), self.report, self.details)


def path_error(error: OSError | ValueError, path: str) -> FileError:
    """The error of a path, from that of the system; for JSON text that was given as one, with what to do."""
    kind = MissingFileError if isinstance(error, FileNotFoundError) else FileError
    why = getattr(error, "strerror", None) or str(error)  # a null character is a ValueError
    if path.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        why += "; JSON text is given as bytes: text.encode()"
    return kind(why, path, getattr(error, "errno", None))


def readable(path: str) -> None:
    """Raises FileError for a path that is not there, or that cannot be read."""
    try:
        os.stat(path)
        if not os.access(path, os.R_OK):
            raise PermissionError(13, "Permission denied")
    except (OSError, ValueError) as error:
        raise path_error(error, path) from None
