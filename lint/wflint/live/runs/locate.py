"""Which local file a value may mean: any that the user typed, those of the project for what others wrote."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.engine.project import OutsideError, inside

if TYPE_CHECKING:
    from collections.abc import Callable

    # The file that a text names; None when it names none. Raises OutsideError when it must not.
    Locate = Callable[[str], Path | None]


def typed(name: str) -> Path | None:
    """Of what the user typed on the command line: any file."""
    try:
        path = Path(name).expanduser()
    except RuntimeError:  # the home of somebody who is not known
        return None
    return path if path.is_file() else None


def in_case(file: Path) -> Locate:
    """Of what a case file says: files of its project, as seen from its folder."""
    return lambda name: _below(name, file)


def in_list(file: Path) -> Locate:
    """Of the lines in a list that the user named: files of its project or of the present one."""

    def locate(name: str) -> Path | None:
        try:
            seen = str(Path(name).expanduser().absolute())
        except RuntimeError:
            return None
        try:
            return _below(seen, file)
        except OutsideError:
            return _below(seen, Path.cwd() / "here")

    return locate


def _below(name: str, source: Path) -> Path | None:
    real = inside(name, source, only_if_there=True)
    return Path(real) if os.path.isfile(real) else None
