"""What the functions are asked to heed: target, models and configuration, as the engine has them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from wflint.api.errors import SourceError
from wflint.engine.configuration import ConfigError, Wanted
from wflint.engine.settings import Configured, given_settings

if TYPE_CHECKING:
    from wflint.api.sources import Path

    Config: TypeAlias = "Path | Mapping[str, Any] | None"

AUTO = "auto"


def wanted(target: Path | None, models: Path | None) -> Wanted:
    """What the caller asks for, over all configurations."""
    return Wanted(target=path_text(target, "target"), models=path_text(models, "models"), named=True)


def configured(config: Config) -> Configured:
    """Which configuration counts. Raises ConfigError."""
    if config is None:
        return Configured(isolated=True)
    if isinstance(config, Mapping):
        try:
            return Configured(given=given_settings(_table(config)))
        except RecursionError:
            raise ConfigError("config: it is nested too deep") from None
    path = path_text(config, "config")
    return Configured() if path == AUTO else Configured(file=path)


def _table(value: Any) -> Any:
    """A mapping as a TOML file would have it: names are texts, at any depth."""
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ConfigError(f"config: the name {key!r:.60} is not a string")
        return {key: _table(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_table(inner) for inner in value]
    return value


def path_text(value: Path | None, name: str) -> str | None:
    """What is a text or a path, as a text. Raises SourceError for what is neither."""
    if value is None:
        return None
    if isinstance(value, str | os.PathLike):
        path = os.fspath(value)
        if isinstance(path, str) and path:
            return path
    raise SourceError(f"{name} must be a string or a path, not {value!r:.60}")
