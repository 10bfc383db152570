"""The one way to a server: what the command line, the environment and the configuration together mean."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wflint.net.http import TOKEN_VARIABLE, normal_url
from wflint.net.session import EMAIL_VARIABLE, PASSWORD_VARIABLE, Session

if TYPE_CHECKING:
    from wflint.net.credentials import ServerSettings

SERVER_VARIABLE: Final = "WFLINT_SERVER"
DEFAULT_URL: Final = "http://127.0.0.1:9090"  # where InvokeAI listens unless it is told otherwise


def server_address(url: str | None, settings: ServerSettings | None) -> str:
    """The address given, else that of ``WFLINT_SERVER``, of the configuration, or InvokeAI's own default."""
    return url or os.environ.get(SERVER_VARIABLE) or (settings.url if settings else "") or DEFAULT_URL


def connect(
    url: str | None,
    settings: ServerSettings | None,
    *,
    ca: str | None = None,
    insecure: bool = False,
) -> Session:
    """A session with a server, with the credentials that belong to it.

    What the configuration says of its server is used for its own address alone: its token must not go to
    another one that is named on the command line. Of several places for a token, the variable that the
    configuration names goes first, then ``WFLINT_TOKEN``, then a file, then what stands in the configuration;
    for a login, ``WFLINT_EMAIL`` with ``WFLINT_PASSWORD`` goes before the configuration.

    Raises SecretError, and NetError for an address that is none.
    """
    address = server_address(url, settings)
    if settings is None or normal_url(address) != normal_url(settings.url):
        return Session(address, verify=False if insecure else ca or True)
    verify = False if insecure or (settings.insecure and not ca) else ca or settings.ca or True
    token = _named(settings.token.variable) or os.environ.get(TOKEN_VARIABLE, "") or settings.token.read()
    email, password = (os.environ.get(name, "") for name in (EMAIL_VARIABLE, PASSWORD_VARIABLE))
    if not (email and password):
        email, password = settings.email, _named(settings.password.variable) or settings.password.read()
    session = Session(address, token=token or None, email=email, password=password, verify=verify)
    session.token_place = settings.token.place or TOKEN_VARIABLE
    return session


def _named(variable: str | None) -> str:
    return os.environ.get(variable, "") if variable else ""
