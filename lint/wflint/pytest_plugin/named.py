"""Whose word an option of pytest is: the user's, or that of the repository's configuration."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def is_users_own(value: str, config: pytest.Config) -> bool:
    """Whether the command line has a value, or ``PYTEST_ADDOPTS``.

    ``addopts`` and ini values come from the repository, and options look alike once pytest has read them.
    """
    return any(word == value or word.endswith(f"={value}") for word in _words(config))


def named_above(path: Path, config: pytest.Config) -> Path | None:
    """The file itself or the nearest folder above it that the user named; ``testpaths`` is not the user's."""
    here = config.invocation_params.dir
    named = {os.path.abspath(here / word.partition("::")[0]) for word in _words(config)}
    return next((each for each in (path, *path.parents) if str(each) in named), None)


def _words(config: pytest.Config) -> list[str]:
    words = [str(word) for word in config.invocation_params.args]  # xdist hands them to its workers
    with suppress(ValueError):  # pytest itself has refused it
        words += shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
    return words
