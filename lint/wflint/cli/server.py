"""The server that a command means, reached in the same way by all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.cli.errors import Failure

if TYPE_CHECKING:
    from wflint.net.session import Session


def open_session(url: str | None, *, ca: str | None, insecure: bool) -> Session:
    """A session with it: options go before the environment, that before the configuration.

    Says on the error stream what the configuration gives away.
    """
    from wflint.cli.output import note
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.net.connect import connect
    from wflint.net.credentials import SecretError
    from wflint.net.http import NetError

    try:
        settings = SettingsFinder().default().server
        for text in settings.warnings if settings else ():
            note(f"warning: {text}")
        return connect(url, settings, ca=ca, insecure=insecure)
    except (ConfigError, SecretError, NetError) as error:
        raise Failure(str(error)) from None
