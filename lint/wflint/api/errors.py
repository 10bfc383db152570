"""What the functions raise besides the errors of the rooms below; all are :class:`wflint.errors.Error`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.errors import Error
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.diagnostics import Report


class FileError(Error, OSError):
    """A file that was named and is not there, or cannot be read. Has ``filename`` and ``errno``."""

    def __init__(self, message: str, filename: str, number: int | None = None) -> None:
        super().__init__(message)
        self.filename = filename
        self.errno = number
        self.strerror = message

    def __str__(self) -> str:
        return one_line(f"{self.filename}: {self.strerror}")

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


def file_error(error: OSError, filename: str) -> FileError:
    """The error of a file, from that of the system."""
    kind = MissingFileError if isinstance(error, FileNotFoundError) else FileError
    return kind(error.strerror or str(error), filename, error.errno)


def readable(path: str) -> None:
    """Raises FileError for a path that is not there, or that cannot be read."""
    try:
        os.stat(path)
        if not os.access(path, os.R_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise file_error(error, path) from None
    except ValueError as error:  # a null character
        raise FileError(str(error), path) from None
