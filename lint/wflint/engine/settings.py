"""Finding the configuration that governs a file.

The nearest ``wflint.toml`` or ``pyproject.toml`` with ``[tool.wflint]`` up the tree from a checked file
governs it; failing one, the nearest up from where wflint runs. The command line may name another for all
files, or none.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from wflint.engine.configuration import ConfigError, Exclusion, Settings, glob_matcher
from wflint.reading import CONFIGURATION, read_bounded
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ConfigError", "Configured", "Settings", "SettingsFinder"]

FILE_NAMES = ("wflint.toml", "pyproject.toml")
_LONGEST_CHAIN: Final = 20  # configurations that build on each other


class Configured(NamedTuple):
    """Which configurations count: ``file`` for all files, none when ``isolated``, else those that are found.

    ``given`` are settings that a program made itself, for all files.
    ``exclude`` (None: nobody said) takes the place of what they exclude, ``extend_exclude`` joins it. The
    globs of the command line, and those of a configuration that it names, are relative to where wflint runs.
    """

    file: str | None = None
    isolated: bool = False
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    given: Settings | None = None


FOUND: Final = Configured()


class SettingsFinder:
    """Finds the configuration of each file, reading every configuration once."""

    def __init__(self, configured: Configured = FOUND) -> None:
        self._by_folder: dict[str, Settings | None] = {}
        self._default: Settings | None = None
        self._configured = configured

    def for_file(self, path: str) -> Settings:
        """The configuration that governs a file. Raises ConfigError."""
        asked = self._configured
        if asked.file is not None or asked.isolated or asked.given is not None:
            return self.default()
        return self._nearest(os.path.dirname(os.path.abspath(path))) or self.default()

    def default(self) -> Settings:
        """The configuration of the working directory. Raises ConfigError."""
        if self._default is None:
            if self._configured.given is not None:
                self._default = self._adjusted(self._configured.given)
            elif self._configured.file is not None:
                self._default = self._adjusted(_named(self._configured.file))
            elif self._configured.isolated:
                self._default = self._adjusted(Settings())
            else:
                self._default = self._nearest(os.getcwd()) or self._adjusted(Settings())
        return self._default

    def known(self) -> list[Settings]:
        """The configuration files that were found so far, each once."""
        if self._configured.given is not None:
            return []
        settings = [*self._by_folder.values(), self._default]
        return list({id(found): found for found in settings if found is not None}.values())

    def _nearest(self, folder: str) -> Settings | None:
        passed = []
        found: Settings | None = None
        while folder not in self._by_folder:
            passed.append(folder)
            found = _settings_in(folder)
            parent = os.path.dirname(folder)
            if found is not None or parent == folder:
                found = found and self._adjusted(found)
                break
            folder = parent
        else:
            found = self._by_folder[folder]
        for each in passed:
            self._by_folder[each] = found
        return found

    def _adjusted(self, settings: Settings) -> Settings:
        """The settings with what the command line excludes."""
        asked = self._configured
        if asked.exclude is not None:
            settings = settings._replace(exclude=(_exclusion("--exclude", asked.exclude),))
        if asked.extend_exclude:
            more = _exclusion("--extend-exclude", asked.extend_exclude)
            settings = settings._replace(exclude=(*settings.exclude, more))
        return settings


def _exclusion(option: str, globs: tuple[str, ...]) -> Exclusion:
    from wflint.engine.given_globs import globs_for

    seen = [each for glob in globs for each in globs_for(glob)]
    try:
        return Exclusion(option, os.getcwd(), globs, glob_matcher(*seen))
    except ValueError as error:
        raise ConfigError(f"{option}: not a valid glob: {error}") from None


def _named(file: str) -> Settings:
    """The configuration that the command line names."""
    path = os.path.abspath(file)
    return _read(path, _bytes(path), root=os.getcwd())


GIVEN: Final = "config"  # what messages call settings that are no file's


def given_settings(data: Mapping[str, Any]) -> Settings:
    """A program's own settings, by the keys of ``[tool.wflint]``, as seen from here. Raises ConfigError."""
    from wflint.engine.config_file import read_given

    return read_given(dict(data), GIVEN, _follower(GIVEN, ()))


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
            raise _unreadable(path, error) from None
        if name == "pyproject.toml" and b"wflint" not in raw:
            continue  # another tool's; spares the import of a parser
        if os.path.islink(path):  # errors and `wflint config` show what is in it
            from wflint.engine.project import leads_out

            if reason := leads_out(path):
                raise ConfigError(f"{path}: not read: it {reason}; put a copy in its place")
        settings = _parsed(path, raw)
        if settings is not None:
            return settings
    return None


def _read(path: str, raw: bytes, root: str | None = None, chain: tuple[str, ...] = ()) -> Settings:
    """A configuration that somebody names."""
    settings = _parsed(path, raw, root, chain)
    if settings is None:
        raise ConfigError(f"{path}: there is no [tool.wflint] in it")
    return settings


def _parsed(path: str, raw: bytes, root: str | None = None, chain: tuple[str, ...] = ()) -> Settings | None:
    """The settings of a file, with those that it builds on; ``chain`` are the files that build on it."""
    from wflint.engine.config_file import parse_config

    chain = (*chain, os.path.realpath(path))
    return parse_config(raw, path, root, _follower(path, chain))


def _follower(path: str, chain: tuple[str, ...]) -> Callable[[str], Settings]:
    """What reads the configuration that a file builds on; ``chain`` ends with the file itself."""

    def follow(extended: str) -> Settings:
        extended = os.path.normpath(extended)
        if os.path.realpath(extended) in chain:
            raise ConfigError(f"{path}: extend: {extended} builds on this file itself; take one of them out")
        if len(chain) >= _LONGEST_CHAIN:
            raise ConfigError(f"{path}: extend: more than {_LONGEST_CHAIN} files build on each other")
        try:
            found = _bytes(extended)
        except ConfigError as error:
            raise ConfigError(f"{path}: extend: {error}") from None
        return _read(extended, found, chain=chain)

    return follow


def _bytes(path: str) -> bytes:
    try:
        return read_bounded(path, CONFIGURATION)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> ConfigError:
    return ConfigError(f"{path}: cannot be read: {error.strerror or error}")
