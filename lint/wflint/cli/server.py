"""The server that a command means, reached in the same way by all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.cli.errors import Failure

if TYPE_CHECKING:
    from wflint.net.session import Session


def open_session(url: str | None, *, ca: str | None, insecure: bool) -> Session:
    """A session with it: options go before the environment, that before the configuration."""
    from wflint.engine.settings import ConfigError, SettingsFinder
    from wflint.net.connect import connect
    from wflint.net.http import NetError

    try:
        return connect(url, SettingsFinder().default().server, ca=ca, insecure=insecure)
    except (ConfigError, NetError) as error:
        raise Failure(str(error)) from None


def server_failure(error: Exception, session: Session) -> Failure:
    """What ends a command when its server fails it: why it died too, where this machine knows."""
    from wflint.live.serve.ends import end_of
    from wflint.net.http import UnreachableError

    end = end_of(session.url) if isinstance(error, UnreachableError) else None
    return Failure(end.after(error), end.log) if end else Failure(str(error))
