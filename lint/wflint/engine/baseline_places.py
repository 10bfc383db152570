"""Where the baseline of a file is: beside the configuration that governs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.endings import BASELINE
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.engine.configuration import Settings


class BaselineWish(NamedTuple):
    """What a command line wants of baselines: ``action`` is use, write, prune or off; ``file`` names one."""

    action: str = "use"
    file: str | None = None


class BaselinePlaces:
    """Says which baseline a file has, looking once for each folder."""

    def __init__(self, wish: BaselineWish) -> None:
        self._wish = wish
        self._named = os.path.abspath(wish.file) if wish.file is not None else None
        self._found: dict[str, str | None] = {}
        self._folders: dict[str, str] = {}

    def of(self, place: str, settings: Settings) -> str | None:
        """The path of its baseline, which may have to be written yet; None where there is none."""
        if self._wish.action == "off":
            return None
        if self._named is not None:
            return self._named
        folder = os.path.abspath(settings.folder) if settings.source is not None else self._home(place)
        if folder not in self._found:
            path = os.path.join(folder, BASELINE)
            there = self._wish.action == "write" or os.path.lexists(path)
            self._found[folder] = path if there else None
        return self._found[folder]

    def _home(self, place: str) -> str:
        """Without a configuration: the top of the file's repository, and in none, where wflint runs."""
        own = folder = os.path.dirname(os.path.abspath(place))
        if own not in self._folders:
            while not os.path.lexists(os.path.join(folder, ".git")):
                parent = os.path.dirname(folder)
                if parent == folder:
                    folder = os.getcwd()
                    break
                folder = parent
            self._folders[own] = folder
        return self._folders[own]
