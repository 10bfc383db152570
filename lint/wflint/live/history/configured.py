"""Which file is the history: the one that the user names, or the one of the configuration."""

from __future__ import annotations

from pathlib import Path


def history_file(named: str | None, folder: Path) -> Path | None:
    """The file, None where no history is kept.

    ``named`` is the user's word: a file as seen from where wflint runs, empty to keep none, None for what the
    configuration of a folder says. Raises ConfigError.
    """
    if named is not None:
        return Path(named) if named else None
    from wflint.engine.settings import SettingsFinder

    configured = SettingsFinder().for_file(str(folder / "any.json")).wanted.history
    return Path(configured) if configured else None
