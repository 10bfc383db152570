"""The settings that a user chooses for a server: a preset, single ones; checked before the server starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.diagnostics.suggest import did_you_mean
from wflint.live.serve.config_class import ask_config
from wflint.live.serve.errors import SettingError
from wflint.live.serve.presets import PRESETS, preset_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# What wflint says itself to each server, and by which it finds it again.
_OURS = {
    "host": "a server of wflint listens on this machine alone",
    "port": "use --port",
    "device": "use --device",
    "log_format": "wflint reads the log",
    "log_handlers": "wflint reads the log",
    "custom_nodes_dir": "use --pack",
    "schema_version": "it is not a setting for users",
    "legacy_models_yaml_path": "it is not a setting for users",
}


class WrittenValue(str):
    """A value as it was written on a command line: JSON if it is that and the class takes it, else a text."""

    __slots__ = ()


class ChosenSettings(NamedTuple):
    """``values`` are as InvokeAI's class holds them; ``by_file`` are those that no variable can give."""

    values: dict[str, Any]
    by_file: frozenset[str]


def parse_setting(text: str) -> tuple[str, WrittenValue]:
    """``KEY=VALUE`` of a command line. Raises SettingError."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise SettingError(f"{text!r} is not KEY=VALUE")
    return name.strip(), WrittenValue(value.strip())


def choose_settings(
    release: str,
    python: Path,
    preset: str | None,
    settings: Mapping[str, Any],
    progress: Callable[[str], None],
) -> ChosenSettings:
    """A preset's settings and the user's, which go before it, as the release takes them.

    Raises SettingError with a line for each that the release has not or refuses, and SetupError.
    """
    wanted = {name: _candidates(value) for name, value in settings.items()}
    for name, value in _of_preset(preset).items():
        wanted.setdefault(name, value)
    config = ask_config(release, python, wanted)
    chosen: dict[str, Any] = {}
    if preset is not None:
        chosen, missing = preset_settings(preset, config)
        for asks in missing:
            progress(f"preset {preset}: InvokeAI {release} has no setting for {asks}; left out")
    faults = []
    for name in settings:
        if name in _OURS:
            faults.append(f"{name} cannot be set: {_OURS[name]}")
        elif name not in config.fields:
            near = did_you_mean(name, [field for field in config.fields if field not in _OURS])
            faults.append(f'InvokeAI {release} has no setting "{name}"{near}')
        elif name in config.refused:
            faults.append(f'InvokeAI {release} refuses {name} = "{settings[name]}": {config.refused[name]}')
        elif not config.uses(name):
            progress(f"InvokeAI {release} no longer heeds {name}")
    if faults:
        raise SettingError(faults[0], faults[1:])
    chosen |= dict.fromkeys(settings)
    final = {name: config.taken[name] for name in chosen if name in config.taken}
    if preset is not None:
        said = ", ".join(f"{name}={json.dumps(value).strip(chr(34))}" for name, value in final.items())
        progress(f"preset {preset}: {said}")
    return ChosenSettings(final, config.by_file & final.keys())


def check_number(release: str, python: Path, device: str) -> None:
    """Raise SettingError for ``cuda:N`` where a release does not take that number (5.0 knows but cuda:1)."""
    if ":" not in device:
        return
    refused = ask_config(release, python, {"device": [device]}).refused
    if "device" in refused:
        raise SettingError(f"InvokeAI {release} refuses the device {device}: {refused['device']}")


def _of_preset(preset: str | None) -> dict[str, list[Any]]:
    if preset is None:
        return {}
    if preset not in PRESETS:
        near = did_you_mean(preset, PRESETS)
        raise SettingError(f'no preset "{preset}"{near}; there are {", ".join(PRESETS)}')
    return {name: [value] for wish in PRESETS[preset] for name, value in wish.settings}


def _candidates(value: Any) -> list[Any]:
    if not isinstance(value, WrittenValue):
        return [value]
    try:
        return [json.loads(value), str(value)]
    except ValueError:
        return [str(value)]
