"""Reading a configuration file: every key known, every value of its type, or an error that helps."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Any

from wflint.engine.selection import Selectors, UnknownSelectorError, matching
from wflint.engine.settings import FAIL_ON, ConfigError, PathRule, Settings, glob_matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wflint.net.credentials import ServerSettings

_RULE_KEYS = ("select", "ignore", "extend-select")
_PATH_KEYS = ("target", *_RULE_KEYS, "models", "vram")
_KEYS = (*_PATH_KEYS, "fail-on", "catalogues", "exclude", "server", "per-path", "per-file-ignores")


def parse_config(raw: bytes, path: str) -> Settings | None:
    """The settings in a file's bytes; None for a ``pyproject.toml`` without ``[tool.wflint]``.

    Raises ConfigError for text that is no TOML, unknown keys, values of the wrong type, and selectors
    that name no rule.
    """
    try:
        text = raw.decode("utf-8-sig")
        data: Any = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: no UTF-8 text: byte {error.start} does not fit") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: no valid TOML: {error}") from None
    if os.path.basename(path) == "pyproject.toml":
        tool = data.get("tool")
        data = tool.get("wflint") if isinstance(tool, dict) else None
        if data is None:
            return None
    return _Reader(path, text).settings(data)


class _Reader:
    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def fail(self, message: str, key: str | None = None) -> ConfigError:
        line = self._line(key) if key is not None else None
        return ConfigError(f"{self.path}{f':{line}' if line else ''}: {message}")

    def _line(self, key: str) -> int | None:
        """The line where a key or table is first written; good enough for a message."""
        from wflint.document.toml_lines import Lines

        return Lines(self.text).first(key)

    def settings(self, data: Any) -> Settings:
        if not isinstance(data, dict):
            raise self.fail("[tool.wflint] must be a table", "wflint")
        self._known(data, _KEYS, "")
        fail_on = self._text(data, "fail-on", "error")
        if fail_on not in FAIL_ON:
            raise self.fail(f'fail-on must be one of {", ".join(FAIL_ON)}, not "{fail_on}"', "fail-on")
        folder = os.path.dirname(self.path)
        exclude = self._texts(data, "exclude")
        for glob in exclude:
            self._matcher(glob, "exclude")
        return Settings(
            source=self.path,
            target=self._text(data, "target", None),
            selectors=self._selectors(data),
            fail_on=fail_on,
            catalogues=tuple(os.path.join(folder, name) for name in self._texts(data, "catalogues")),
            exclude=exclude,
            excludes=glob_matcher(*exclude) if exclude else None,
            per_path=tuple(self._path_rule(*item) for item in self._table(data, "per-path")),
            per_file_ignores=tuple(self._ignores(*item) for item in self._table(data, "per-file-ignores")),
            models=self._file(data, "models"),
            vram=self._memory(data, "vram"),
            server=self._server(data),
        )

    def _path_rule(self, glob: str, data: Any) -> PathRule:
        if not isinstance(data, dict):
            raise self.fail(f'per-path "{glob}" must be a table such as {{ target = "6.14.2" }}', glob)
        self._known(data, _PATH_KEYS, f'per-path."{glob}".')
        target = self._text(data, "target", None)
        return PathRule(
            glob,
            self._matcher(glob, glob),
            target,
            self._selectors(data),
            models=self._file(data, "models"),
            vram=self._memory(data, "vram"),
        )

    def _ignores(self, glob: str, data: Any) -> PathRule:
        slugs: set[str] = set()
        for selector in self._texts({glob: data}, glob):
            slugs |= self._selected(glob, selector)
        return PathRule(glob, self._matcher(glob, glob), ignored=frozenset(slugs))

    def _selectors(self, data: Mapping[str, Any]) -> Selectors:
        select = self._texts(data, "select") if "select" in data else None
        selectors = Selectors(select, self._texts(data, "ignore"), self._texts(data, "extend-select"))
        for key, part in zip(_RULE_KEYS, selectors, strict=True):
            for one in part or ():
                self._selected(key, one)
        return selectors

    def _selected(self, key: str, selector: str) -> frozenset[str]:
        try:
            return matching(selector)
        except UnknownSelectorError as error:
            raise self.fail(f"{key}: {error}", key) from None

    def _matcher(self, glob: str, key: str) -> Callable[[str], bool]:
        try:
            return glob_matcher(glob)
        except ValueError as error:
            raise self.fail(f'"{glob}" is no glob: {error}', key) from None

    def _known(self, data: Iterable[str], known: tuple[str, ...], prefix: str) -> None:
        for key in data:
            if key not in known:
                from difflib import get_close_matches

                near = get_close_matches(key.replace("_", "-"), known, n=1, cutoff=0.5)
                hint = f'did you mean "{near[0]}"?' if near else f"known keys are {', '.join(known)}"
                if key == "tool" and not prefix:
                    hint = "in wflint.toml the keys stand at the top, without [tool.wflint]"
                raise self.fail(f'unknown key "{prefix}{key}"; {hint}', key)

    def _table(self, data: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(f"{key} must be a table from globs to settings", key)
        return list(value.items())

    def _text(self, data: Mapping[str, Any], key: str, default: Any) -> Any:
        value = data.get(key, default)
        if value is not default and (not isinstance(value, str) or not value):
            raise self.fail(f"{key} must be a text, not {_shown(value)}", key)
        return value

    def _file(self, data: Mapping[str, Any], key: str) -> str | None:
        name = self._text(data, key, None)
        return None if name is None else os.path.join(os.path.dirname(self.path), name)

    def _server(self, data: Mapping[str, Any]) -> ServerSettings | None:
        if "server" not in data:
            return None
        from wflint.engine.server_settings import read_server

        return read_server(data["server"], self.path, self.fail)

    def _memory(self, data: Mapping[str, Any], key: str) -> int | None:
        if key not in data:
            return None
        from wflint.models.amounts import parse_memory

        try:
            return parse_memory(data[key])
        except ValueError as error:
            raise self.fail(f"{key}: {error}", key) from None

    def _texts(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fail(f'{key} must be a list of texts, such as ["ED101"], not {_shown(value)}', key)
        return tuple(value)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
