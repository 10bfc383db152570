"""What the functions are asked to heed: target, models and configuration, as the engine has them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from wflint.api.errors import SourceError
from wflint.engine.configuration import Wanted
from wflint.engine.settings import Configured, given_settings

if TYPE_CHECKING:
    from wflint.api.sources import Path

    Config: TypeAlias = "Path | Mapping[str, Any] | None"

AUTO = "auto"


def wanted(target: Path | None, models: Path | None) -> Wanted:
    """What the caller asks for, over all configurations."""
    return Wanted(target=_text(target, "target"), models=_text(models, "models"), named=True)


def configured(config: Config) -> Configured:
    """Which configuration counts. Raises ConfigError."""
    if config is None:
        return Configured(isolated=True)
    if isinstance(config, Mapping):
        return Configured(given=given_settings(config))
    path = _text(config, "config")
    return Configured() if path == AUTO else Configured(file=path)


def _text(value: Path | None, name: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, str | os.PathLike):
        path = os.fspath(value)
        if isinstance(path, str) and path:
            return path
    raise SourceError(f"{name} must be a string or a path, not {value!r:.60}")
