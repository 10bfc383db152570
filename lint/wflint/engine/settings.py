"""The configuration: ``[tool.wflint]`` in ``pyproject.toml``, or ``wflint.toml``.

The nearest file up the tree from a checked file governs it; failing one, the nearest up from where
wflint runs. Paths and globs in it are relative to its folder; globs read like lines of ``.gitignore``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from wflint.engine.selection import Selection, Selectors, select_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.net.credentials import ServerSettings

FILE_NAMES = ("wflint.toml", "pyproject.toml")
FAIL_ON = ("error", "warning", "never")


class ConfigError(Exception):
    """A configuration that cannot be used; the text names the file, where known the line, and the cure."""


class PathRule(NamedTuple):
    """What a glob of the configuration sets for the files it matches, relative to the configuration."""

    glob: str
    matches: Callable[[str], bool]
    target: str | None = None
    selectors: Selectors = Selectors()
    ignored: frozenset[str] = frozenset()
    models: str | None = None
    vram: int | None = None


class Settings(NamedTuple):
    """A configuration, checked. ``source`` is its file, None for the defaults alone.

    ``catalogues`` are files with the nodes of community packs that are added to every target. ``models`` is
    a file with the models of the server that documents are made for, ``vram`` its graphics memory in bytes.
    ``exclude`` are globs of files that a search leaves out, ``excludes`` says so of a path. ``server`` is
    where workflows run.
    """

    source: str | None = None
    target: str | None = None
    selectors: Selectors = Selectors()
    fail_on: str = "error"
    catalogues: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    excludes: Callable[[str], bool] | None = None
    per_path: tuple[PathRule, ...] = ()
    per_file_ignores: tuple[PathRule, ...] = ()
    models: str | None = None
    vram: int | None = None
    server: ServerSettings | None = None

    @property
    def folder(self) -> str:
        """The folder that paths in the configuration are relative to."""
        return os.path.dirname(self.source) if self.source else os.getcwd()

    def for_file(self, path: str) -> FileSettings:
        """What holds for one file: each matching ``per-path`` speaks over those before it."""
        if not self.per_path and not self.per_file_ignores:
            return FileSettings(self.target, (self.selectors,), frozenset(), self.models, self.vram)
        relative = self._relative(path)
        target, models, vram = self.target, self.models, self.vram
        layers = [self.selectors]
        for rule in self.per_path:
            if rule.matches(relative):
                target = rule.target or target
                models = rule.models or models
                vram = rule.vram or vram
                layers.append(rule.selectors)
        ignored: frozenset[str] = frozenset().union(
            *(rule.ignored for rule in self.per_file_ignores if rule.matches(relative))
        )
        return FileSettings(target, tuple(layers), ignored, models, vram)

    def leaves_out(self, path: str) -> bool:
        """Whether a search passes over a path (a folder ends in a slash)."""
        if self.excludes is None:
            return False
        return self.excludes(self._relative(path) + ("/" if path.endswith("/") else ""))

    def _relative(self, path: str) -> str:
        try:
            return os.path.relpath(os.path.abspath(path), self.folder).replace(os.sep, "/")
        except ValueError:  # another drive on Windows
            return path


class FileSettings(NamedTuple):
    """The target, rules, models and graphics memory that a configuration wants for one file."""

    target: str | None
    layers: tuple[Selectors, ...]
    ignored: frozenset[str]
    models: str | None = None
    vram: int | None = None

    def selection(self, command_line: Selectors) -> Selection:
        """The rules for the file; the command line has the last word. Raises UnknownSelectorError."""
        return select_rules((*self.layers, command_line)).without(self.ignored)


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


def _settings_in(folder: str) -> Settings | None:
    for name in FILE_NAMES:
        path = os.path.join(folder, name)
        try:
            with open(path, "rb") as file:
                raw = file.read()
        except FileNotFoundError:
            continue
        except OSError as error:
            if os.path.isdir(path):
                continue
            raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
        if name == "pyproject.toml" and b"wflint" not in raw:
            continue  # another tool's; spares the import of a parser
        from wflint.engine.config_file import parse_config

        settings = parse_config(raw, path)
        if settings is not None:
            return settings
    return None


def glob_matcher(*patterns: str) -> Callable[[str], bool]:
    """Whether a path relative to the configuration fits the globs, read like the lines of a ``.gitignore``.

    Raises ValueError when one is no pattern.
    """
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)
    return lambda path: bool(spec.match_file(path))
