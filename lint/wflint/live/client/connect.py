"""A client of the server that the command line, the environment and the configuration together mean."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from wflint.net.http import TOKEN_VARIABLE
from wflint.net.session import normal_url

if TYPE_CHECKING:
    from wflint.engine.server_settings import ServerSettings
    from wflint.live.client.client import Server

SERVER_VARIABLE = "WFLINT_SERVER"


def server_address(url: str | None, settings: ServerSettings | None) -> str:
    """The address given, else that of ``WFLINT_SERVER``, of the configuration, or InvokeAI's own default."""
    from wflint.live.client.client import DEFAULT_URL

    return url or os.environ.get(SERVER_VARIABLE) or (settings.url if settings else "") or DEFAULT_URL


def connect(
    url: str | None,
    settings: ServerSettings | None,
    *,
    ca: str | None = None,
    insecure: bool = False,
    **options: Any,
) -> Server:
    """A client of a server, with the credentials that belong to it; ``options`` are those of ``Server``.

    What the configuration says of its server is used for its own address alone: its token must not go to
    another one that is named on the command line. Of several places for a token, the variable that the
    configuration names goes first, then ``WFLINT_TOKEN``, then a file, then what stands in the configuration;
    for a login, ``WFLINT_EMAIL`` with ``WFLINT_PASSWORD`` goes before the configuration.

    Raises SecretError, and NetError for an address that is none.
    """
    from wflint.live.client.client import Server

    address = server_address(url, settings)
    if settings is None or normal_url(address) != normal_url(settings.url):
        return Server(address, verify=False if insecure else ca or True, **options)
    verify = False if insecure or (settings.insecure and not ca) else ca or settings.ca or True
    token = _named(settings.token.variable) or os.environ.get(TOKEN_VARIABLE, "") or settings.token.read()
    email, password = (os.environ.get(name, "") for name in ("WFLINT_EMAIL", "WFLINT_PASSWORD"))
    if not (email and password):
        email, password = settings.email, _named(settings.password.variable) or settings.password.read()
    server = Server(address, token=token or None, email=email, password=password, verify=verify, **options)
    server.session.token_place = settings.token.place or TOKEN_VARIABLE
    return server


def _named(variable: str | None) -> str:
    return os.environ.get(variable, "") if variable else ""
