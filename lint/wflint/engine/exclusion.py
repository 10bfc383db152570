"""``exclude`` for files that the command line names: pre-commit and editors name every file there is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.engine.files import EXCLUDED, discover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.engine.settings import SettingsFinder


def why_excluded(finder: SettingsFinder, path: str, forced: bool | None) -> str | None:
    """Why a named file is not checked, in words for reports; None when it is.

    A search would not reach it: a configuration excludes it, or a folder above it, be it the configuration of
    a folder further up. ``forced`` is what the command line says of ``force-exclude``, None leaves it to the
    configurations. Raises ConfigError.
    """
    if forced is False:
        return None
    place, slash = os.path.abspath(path), ""
    while True:
        settings = finder.for_file(place)
        above = os.path.dirname(place)
        inside = settings.holds(above) and above != place
        asked = bool(settings.exclude) and (forced or settings.force_exclude)
        if asked and (inside or not slash) and (by := settings.leaves_out(place + slash)):
            return f"{EXCLUDED} {_shown(by)}"
        if not inside:
            return None
        place, slash = above, "/"


def who_excludes(finder: SettingsFinder, paths: Iterable[str], files: Iterable[str]) -> list[str]:
    """Who leaves files out of a search of paths: options and configurations, each once."""
    met: dict[str, str] = {}

    def excluded(path: str) -> bool:
        by = finder.for_file(path).leaves_out(path)
        if by is not None:
            met[path] = _shown(by)
        return by is not None

    discover(paths, excluded=excluded)
    return list(dict.fromkeys(met[place] for file in files for place in _upward(file) if place in met))


def _upward(path: str) -> Iterator[str]:
    """A file and the folders above it, as a search asks for them."""
    yield path
    while (above := os.path.dirname(path)) not in ("", path):
        yield above + "/"
        path = above


def _shown(source: str) -> str:
    if source.startswith("--"):  # an option
        return source
    try:
        return os.path.relpath(source)
    except ValueError:  # another drive on Windows
        return source
