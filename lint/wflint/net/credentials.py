"""Where a server is and where its credentials are kept: what a configuration's ``server`` table says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_LONGEST = 16 * 1024  # bytes of a secret; a JSON web token has some hundred


class SecretError(Exception):
    """A secret that the configuration names cannot be had; the text says which file, never what is in it."""


class Secret(NamedTuple):
    """Where a secret is kept: in an environment variable, a file, or, not wisely, the configuration."""

    variable: str | None = None
    file: str | None = None
    literal: str | None = None

    def read(self) -> str:
        """The secret; empty where the variable is not set or the file does not exist. Raises SecretError."""
        if self.variable is not None and os.environ.get(self.variable):
            return os.environ[self.variable]
        if self.file is not None:
            return _read_secret(Path(self.file))
        return self.literal or ""

    @property
    def place(self) -> str:
        """Where to put it, for messages; empty where the configuration names no place."""
        return self.variable or self.file or ""


class ServerSettings(NamedTuple):
    """The table, checked. ``warnings`` are texts for the user: secrets that stand in the configuration."""

    url: str
    ca: str | None = None
    insecure: bool = False
    token: Secret = Secret()
    email: str = ""
    password: Secret = Secret()
    warnings: tuple[str, ...] = ()


def _read_secret(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SecretError(f"{path}: cannot be read: {error.strerror or error}") from None
    try:
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        lines = []
    if len(raw) > _LONGEST or not lines or any(line.strip() for line in lines[1:]):
        raise SecretError(f"{path}: this is not a valid secret: it must be one line of text")
    return lines[0].strip()
