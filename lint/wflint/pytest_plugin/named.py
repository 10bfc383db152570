"""Whose word an option of pytest is: the user's, or that of the repository's configuration."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def is_users_own(value: str, config: pytest.Config) -> bool:
    """Whether the command line has a value, or ``PYTEST_ADDOPTS``.

    ``addopts`` and ini values come from the repository, and options look alike once pytest has read them.
    """
    words = [str(word) for word in config.invocation_params.args]  # xdist hands them to its workers
    with suppress(ValueError):  # pytest itself has refused it
        words += shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
    return any(word == value or word.endswith(f"={value}") for word in words)
