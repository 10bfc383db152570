"""The one way to a server: what the command line, the environment and the configuration together mean.

The user's own words (an option, ``WFLINT_SERVER``) go anywhere. A configuration is the repository's: what it
names is contacted only when the user allowed it (:mod:`wflint.net.allowed`).
"""

from __future__ import annotations

import os
from typing import Final

from wflint.net.address import canonical
from wflint.net.allowed import PASSWORD, SERVER_VARIABLE, TOKEN, Allowed, command, find, require
from wflint.net.http import TOKEN_VARIABLE, AnswerError, NetError, without_credentials
from wflint.net.session import EMAIL_VARIABLE, PASSWORD_VARIABLE, Session

DEFAULT_URL: Final = "http://127.0.0.1:9090"  # where InvokeAI listens unless it is told otherwise
_VERSION = "/api/v1/app/version"
_STATUS = "/api/v1/queue/default/status"  # asks for a user, where the server has users


def connect(
    url: str | None, configured: str | None = None, *, ca: str | None = None, insecure: bool = False
) -> Session:
    """A session with a server, with the credentials that belong to it.

    ``url`` is the address that the user named, failing which that of ``WFLINT_SERVER`` counts, then
    ``configured``, the configuration's, which must be allowed, then InvokeAI's own. What ``wflint login``
    keeps for an address goes before ``WFLINT_TOKEN``, ``WFLINT_EMAIL`` and ``WFLINT_PASSWORD``. Those go to
    addresses that the user named or allowed, so not to InvokeAI's own when nobody named it.

    Raises NotAllowedError, StoreError, and NetError for an address that is none.
    """
    named = url or os.environ.get(SERVER_VARIABLE)
    if named:
        return _session(named, find(named), ca, insecure)
    if configured:
        return _session(*require(configured), ca, insecure)
    kept = find(DEFAULT_URL)
    return _session(DEFAULT_URL, kept, ca, insecure, environment=kept is not None)


def connect_configured(url: str) -> Session:
    """A session with a server that a configuration names. Raises what :func:`connect` raises."""
    return _session(*require(url))


def try_credentials(
    url: str, *, token: str = "", email: str = "", password: str = "", verify: bool | str = True
) -> None:
    """Ask a server whether it takes a token, or an e-mail address with a password. Raises NetError."""
    session = Session(url, token=token, email=email, password=password, verify=verify)
    session.advice = "it does not take this token"
    try:
        session.get(_VERSION)
        if email:
            session.login(email, password)
        try:
            session.get(_STATUS)
        except AnswerError as error:
            if error.status not in (404, 405):
                raise
    finally:
        session.close()


def _session(
    address: str,
    kept: Allowed | None,
    ca: str | None = None,
    insecure: bool = False,
    *,
    environment: bool = True,
) -> Session:
    verify: bool | str = True
    if kept is not None:
        verify = False if kept.insecure else kept.ca or True
    if insecure or ca:
        verify = False if insecure else ca or True
    token = email = password = ""
    login = f"run `{command('login', _shown(address))}`"
    if kept is not None and kept.kind:
        secret = kept.read_secret()
        token = secret if kept.kind == TOKEN else ""
        email, password = (kept.email, secret) if kept.kind == PASSWORD else ("", "")
    elif environment:
        token, email, password = (
            os.environ.get(name, "") for name in (TOKEN_VARIABLE, EMAIL_VARIABLE, PASSWORD_VARIABLE)
        )
        login += f", or set {TOKEN_VARIABLE} to a token of the server"
    session = Session(address, token=token, email=email, password=password, verify=verify)
    session.advice = login
    return session


def _shown(address: str) -> str:
    try:
        return canonical(address)
    except NetError:
        return without_credentials(address)
