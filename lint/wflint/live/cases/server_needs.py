"""What a case asks of the server itself: its release, its device, the preset that it was started with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wflint.live.client.errors import AnswerError
from wflint.live.serve.presets import PRESETS

if TYPE_CHECKING:
    from wflint.live.cases.schema import CaseTable
    from wflint.live.client.client import Client
    from wflint.live.measure.host import Host


def unmet(table: CaseTable, host: Host, server: Client) -> str:
    """Why a case is not for this server, "" when it is. Raises ServerError."""
    from packaging.specifiers import SpecifierSet

    if table.releases is not None:
        text = table.releases if re.match(r"\s*[<>=!~]", table.releases) else f"=={table.releases}.*"
        if not SpecifierSet(text).contains(server.version, prereleases=True):
            return f"it is for InvokeAI {table.releases}; the server runs {server.version}"
    if table.devices and host.device not in table.devices:
        return f"it is for {' or '.join(table.devices)}; the server computes on {host.device}"
    return unmet_preset(table.server.preset, host, server)


def unmet_preset(preset: str | None, host: Host, server: Client) -> str:
    """Why a case that asks for a preset is not for this server, "" when it is.

    Of a server that wflint did not start, its own settings decide (``runtime_config``, from InvokeAI 5.9).
    Raises ServerError.
    """
    if preset is None or host.preset == preset:
        return ""
    wanted = f"it is for a server of `wflint serve --preset {preset}`"
    if host.preset is not None:
        return f"{wanted}; this one has {f'preset {host.preset}' if host.preset else 'no preset'}"
    try:
        answer: Any = server.session.get("/api/v1/app/runtime_config")
    except AnswerError:
        answer = None
    config = answer.get("config") if isinstance(answer, dict) else None
    if not isinstance(config, dict):
        return f"{wanted}; how this one was started is not known"
    for wish in PRESETS[preset]:
        name, value = next(((n, v) for n, v in wish.settings if n in config), (wish.settings[0][0], None))
        if config.get(name) != value:
            return f"{wanted}; this one has {name} = {config.get(name)}"
    return ""
