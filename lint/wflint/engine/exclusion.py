"""``exclude`` for files that the command line names: pre-commit and editors name every file there is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.engine.files import EXCLUDED

if TYPE_CHECKING:
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
            return f"{EXCLUDED} {by if by.startswith('--') else _shown(by)}"
        if not inside:
            return None
        place, slash = above, "/"


def _shown(source: str) -> str:
    try:
        return os.path.relpath(source)
    except ValueError:  # another drive on Windows
        return source
