"""Finding the configuration that governs a file.

The nearest ``wflint.toml`` or ``pyproject.toml`` with ``[tool.wflint]`` up the tree from a checked file
governs it; failing one, the nearest up from where wflint runs.
"""

from __future__ import annotations

import os
from contextlib import suppress

from wflint.engine.configuration import ConfigError, Settings
from wflint.reading import CONFIGURATION, read_bounded

__all__ = ["ConfigError", "Settings", "SettingsFinder"]

FILE_NAMES = ("wflint.toml", "pyproject.toml")


class SettingsFinder:
    """Finds the configuration of each file, reading every configuration once."""

    def __init__(self) -> None:
        self._by_folder: dict[str, Settings | None] = {}
        self._default: Settings | None = None

    def for_file(self, path: str) -> Settings:
        """The configuration that governs a file. Raises ConfigError."""
        return self._nearest(os.path.dirname(os.path.abspath(path))) or self.default()

    def default(self) -> Settings:
        """The configuration of the working directory. Raises ConfigError."""
        if self._default is None:
            self._default = self._nearest(os.getcwd()) or Settings()
        return self._default

    def known(self) -> list[Settings]:
        """The configurations that were found so far, each once."""
        return list({id(found): found for found in self._by_folder.values() if found is not None}.values())

    def _nearest(self, folder: str) -> Settings | None:
        passed = []
        found: Settings | None = None
        while folder not in self._by_folder:
            passed.append(folder)
            found = _settings_in(folder)
            parent = os.path.dirname(folder)
            if found is not None or parent == folder:
                break
            folder = parent
        else:
            found = self._by_folder[folder]
        for each in passed:
            self._by_folder[each] = found
        return found


def load_own_plugins() -> None:
    """Have the rules of plugins that the configuration of this directory names, if it may; else none."""
    with suppress(ConfigError):
        SettingsFinder().default()


def _settings_in(folder: str) -> Settings | None:
    for name in FILE_NAMES:
        path = os.path.join(folder, name)
        try:
            raw = read_bounded(path, CONFIGURATION)
        except FileNotFoundError:
            continue
        except OSError as error:
            if os.path.isdir(path):
                continue
            raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
        if name == "pyproject.toml" and b"wflint" not in raw:
            continue  # another tool's; spares the import of a parser
        if os.path.islink(path):  # errors and `wflint config` show what is in it
            from wflint.engine.project import leads_out

            if reason := leads_out(path):
                raise ConfigError(f"{path}: not read: it {reason}; put a copy in its place")
        from wflint.engine.config_file import parse_config

        settings = parse_config(raw, path)
        if settings is not None:
            return settings
    return None
